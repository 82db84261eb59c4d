/** The form under way, kept on this computer until it is saved at the portal. */
import { keep, kept, keptNames } from '../../core/kept.ts';
import type { BulletinForm } from './form.ts';

export const FOLDER = 'bulletin';

export interface KeptForm {
  readonly form: BulletinForm;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Revision of the portal's text that it began from; null: a new bulletin. */
  readonly from: number | null;
}

/** Where the form of a bulletin is kept; `id` is one that exists, or of a new one what tells it from others. */
export const nameOf = (id: string, part: string) => `${FOLDER}/${part}-${id}`;

export const keepForm = (name: string, value: KeptForm | null): boolean => keep(name, value);
export const keptForm = (name: string): KeptForm | null => kept<KeptForm>(name);

/** New bulletins of a kind that were begun here and never saved. */
export function unsaved(kind: BulletinForm['kind']): Array<{ name: string; id: string } & KeptForm> {
  return keptNames(FOLDER).flatMap((name) => {
    const found = keptForm(name);
    if (found === null || found.form.kind !== kind || !name.startsWith(`${FOLDER}/new-`)) return [];
    return [{ name, id: name.slice(`${FOLDER}/new-`.length), ...found }];
  });
}
