/** A dialog over the whole page that only its owner closes. */
import type { ComponentChildren, JSX, TargetedEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Tone } from './words.ts';

interface Props {
  readonly tone: Tone;
  /** Id of what names it. */
  readonly labelledBy: string;
  /** Id of what says what to do. */
  readonly describedBy: string;
  readonly onTouch: () => void;
  readonly children: ComponentChildren;
}

/**
 * The browser makes the rest of the page inert and keeps the focus inside. Neither Escape nor a click beside closes it; the
 * focus goes back to where it was once it goes away.
 */
export function Modal({ tone, labelledBy, describedBy, onTouch, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const standing = useRef(true);

  useLayoutEffect(() => {
    const { current } = dialog;
    const before = document.activeElement;
    standing.current = true;
    current?.showModal();
    return () => {
      standing.current = false;
      current?.close();
      // Where it was is gone: the screen that stands now.
      const place = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null;
      (place ?? document.getElementById('main'))?.focus({ preventScroll: true });
    };
  }, []);

  // A browser that does not know `closedby`, or that insists after a second Escape, gets it opened again.
  const reopen = () => {
    if (standing.current && dialog.current?.isConnected) dialog.current.showModal();
  };
  const refuse = (event: TargetedEvent<HTMLDialogElement>) => event.preventDefault();

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      class={`popup is-${tone}`}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      closedby="none"
      onCancel={refuse}
      onClose={reopen}
      onPointerDown={onTouch}
      onKeyDown={onTouch}
      onWheel={onTouch}
    >
      {children}
    </dialog>
  );
}
