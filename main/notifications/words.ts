/** What a notification says. Pure. It stands on locked screens and in logs of the system: no pack, no person, no text of a notice. */
import { isMessageKey, type Language, say } from '../../protocol/messages/index.ts';
import type { Notice } from '../agent/watch.ts';

export interface ToastText {
  readonly title: string;
  readonly body: string;
}

/** More at once are one notification: nobody reads a row of them. */
export const MOST_AT_ONCE = 3;
const LONGEST = 140;

/** One notification for one bulletin, or for many. `notices` is not empty. */
export function toastText(notices: readonly Notice[], language: Language): ToastText {
  const [first] = notices;
  if (first === undefined || notices.length > 1) {
    return { title: say(language, 'tray.toast.many', { n: notices.length }), body: say(language, 'tray.toast.open') };
  }
  const { kind, reference, title, drill } = first;
  const key = `tray.toast.${kind}`;
  const what = say(language, isMessageKey(key) ? key : 'tray.toast.unknown', { reference: harmless(reference) });
  return { title: drill ? say(language, 'tray.toast.drill', { what }) : what, body: harmless(title) };
}

/**
 * Text of somebody else's on one line: no control or direction characters, nothing that a notification server reads as markup
 * (Desktop Notifications Specification, "Markup"), and not longer than is read.
 */
export function harmless(text: string): string {
  const plain = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\s]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('&', '＆')
    .trim();
  const characters = [...plain];
  return characters.length <= LONGEST
    ? plain
    : `${characters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}
