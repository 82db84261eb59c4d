import type { JSX } from 'preact';
import { Bulletin } from './bulletin.tsx';
import { BulletinList } from './bulletins/list.tsx';

/** The screen « Rappels, alertes, ruptures »: the list, or the one whose id the address names. */
export function Bulletins({ id }: { id: string | null }): JSX.Element {
  return id === null ? <BulletinList /> : <Bulletin id={id} />;
}
