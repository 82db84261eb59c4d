/** What workstations tell of shortages, as the gateway hears it, and whose products they are. */
import { machineActor } from '../access/actor.ts';
import { recordEvents } from '../gateway/events.ts';
import type { Store } from '../store/store.ts';

export const GTIN = '03400930000014';
export const OTHER = '03400930000021';

/** Workstations that tell, each with its own numbers; `at`: a time of 22 November 2026, or a whole moment. */
export function telling(store: Store) {
  const last = new Map<string, number>();
  const event = (workstation: string, kind: string, at: string, data: object) => {
    const seq = (last.get(workstation) ?? 0) + 1;
    last.set(workstation, seq);
    const moment = at.length === 5 ? `2026-11-22T${at}:00.000Z` : at;
    return { seq, id: `${workstation}-${seq}`, kind, at: moment, data };
  };
  const tell = (workstation: string, ...events: ReturnType<typeof event>[]) =>
    recordEvents(store, [{ sender: { workstation, headless: false }, events }]);
  return {
    event,
    tell,
    lacks: (workstation: string, at: string, gtin = GTIN, more: object = {}) =>
      tell(workstation, event(workstation, 'shortage', at, { gtin, ...more })),
    has: (workstation: string, at: string, gtin = GTIN, more: object = {}) =>
      tell(workstation, event(workstation, 'shortage-ended', at, { gtin, ...more })),
  };
}

/** Declarations as they stand: officine, product, from, to, by whom. */
export async function declarations(store: Store): Promise<string[]> {
  const rows = await store.db
    .selectFrom('shortage_declaration')
    .selectAll()
    .orderBy('opened_at')
    .orderBy('officine')
    .orderBy('gtin')
    .execute();
  const time = (date: Date | null) => date?.toISOString().slice(11, 16) ?? '';
  return rows.map(({ officine, gtin, opened_at, closed_at, closed_by }) =>
    `${officine} ${gtin.slice(-4)} ${time(opened_at)}-${time(closed_at)} ${closed_by ?? ''}`.trim(),
  );
}

/** A laboratory of that id in the database, and somebody of it. */
export async function laboratory(store: Store, id: string) {
  const row = {
    id,
    role: 'lab',
    name: `Laboratoire ${id}`,
    subscription: 'recalls+shortages',
    created_at: new Date(),
  } as const;
  await store.db.insertInto('organisation').values(row).execute();
  return { ...machineActor('lab'), organisation: id };
}

/** The body of an answer, with fields replaced. */
export const answerBody = (more: object = {}) => ({
  products: [{ gtin: GTIN }],
  expectedReturn: '2027-01',
  cause: 'Retard de fabrication',
  alternatives: 'Autre spécialité',
  contact: { name: 'Laboratoire Essai', phone: '01 02 03 04 05' },
  ...more,
});
