/** What a bulletin is called over the whole width of the screen, and how it looks. Pure. */
import type { Waiting } from '../../agent/hook/schemas/attention.ts';
import type { Notice } from '../../protocol/notice/schema.ts';
import { type DeskKey, say } from '../core/say.ts';

/** Colour, border and shape go together: each tone is told by all three and by its word. */
export type Tone = 'recall' | 'alert' | 'lifted' | 'drill' | 'shortage';

type Head = Pick<Waiting, 'kind' | 'drill' | 'state'>;

/** A drill before all else: nobody may take it for a measure, lifted or not. */
export function toneOf({ kind, drill, state }: Head): Tone {
  if (drill) return 'drill';
  if (state === 'lifted') return 'lifted';
  if (kind === 'shortage') return 'shortage';
  return kind === 'recall' ? 'recall' : 'alert';
}

/** `Rappel de lots`, `Mesure levée`, … ; `action` once the notice is here. */
export function nameOf({ kind, state }: Head, action: Notice['action']): string {
  if (state === 'lifted') return say('desk.popup.lifted');
  const key: DeskKey = kind === 'recall' ? `desk.popup.${action ?? 'recall'}` : `desk.popup.${kind}`;
  return say(key);
}

/** The `tel:` address of a number as people write it (`0 800 123 456 (numéro vert)`); null where none can be made. */
export function telOf(phone: string): string | null {
  const number = /^[+\d\s().\-/\u00a0\u202f]+/.exec(phone.trim())?.[0].replace(/[^+\d]/g, '') ?? '';
  return /^\+?\d{3,15}$/.test(number) ? `tel:${number}` : null;
}

/** The `mailto:` address; null for what is none, and for what would say more than an address. */
export function mailOf(email: string): string | null {
  return /^[^\s@?&#%<>",;]+@[^\s@?&#%<>",;]+$/.test(email) ? `mailto:${email}` : null;
}
