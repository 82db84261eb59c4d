/**
 * A file of the portal. It is asked for as every other question is: in the name of the laboratory that somebody on call acts
 * for, after a session that ended was renewed, and with words where it is refused; a plain link can do none of this.
 */
import type { ComponentChildren, JSX, TargetedMouseEvent } from 'preact';
import { useState } from 'preact/hooks';
import { fetchFile } from '../../../renderer/core/api.ts';
import { number, say } from '../../../renderer/core/say.ts';
import { saveFile } from '../core/save-file.ts';
import { me } from '../core/session.ts';
import { Refused, useAct } from './act.tsx';

interface Props {
  readonly href: string;
  /** Where the portal gives none. */
  readonly name: string;
  readonly children: ComponentChildren;
  /** A link in a text rather than a button. */
  readonly plain?: boolean;
}

const KILO = 1_000;

/**
 * A link, which another tab opens too; on call a button, since another tab could not say for whom it asks. How far it came and
 * why it did not stand beside it.
 */
export function Download({ href, name, children, plain }: Props): JSX.Element {
  const act = useAct();
  const [bytes, setBytes] = useState(0);
  const [saved, setSaved] = useState(false);
  const save = async () => {
    setBytes(0);
    setSaved(false);
    const done = await act.run(async () => {
      const given = await fetchFile(href, setBytes);
      saveFile(given.file, given.name ?? name);
    });
    setSaved(done);
  };
  const look = plain ? undefined : 'button';
  const busy = act.busy ? ('true' as const) : undefined;
  const onClick = (event: TargetedMouseEvent<HTMLElement>) => {
    // Another tab or window, by the browser's own keys.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    save();
  };
  return (
    <span class="download">
      {me().onCall ? (
        <button type="button" class={plain ? 'quiet' : undefined} aria-disabled={busy} onClick={save}>
          {children}
        </button>
      ) : (
        <a
          class={look}
          href={href}
          download={name}
          aria-disabled={busy}
          onClick={onClick}
          dir={plain ? 'auto' : undefined}
        >
          {children}
        </a>
      )}
      <span class="soft small" role="status">
        {act.busy && (bytes === 0 ? say('web.download.waiting') : say('web.download.bytes', { kb: kilobytes(bytes) }))}
        {saved && <span class="hidden-visually">{say('web.download.saved')}</span>}
      </span>
      <Refused act={act} />
    </span>
  );
}

function kilobytes(bytes: number): string {
  return number(Math.ceil(bytes / KILO));
}
