import type { JSX } from 'preact';

/** The recall that stops the screen; nothing while none waits. */
export function Popup(): JSX.Element | null {
  return null;
}
