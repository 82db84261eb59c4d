import { expect, it } from 'vitest';
import type { Bulletin, Recall } from '../../protocol/bulletin.ts';
import type { DealtWith } from '../desk/model.ts';
import type { BulletinRecord } from '../register/register.ts';
import { recallBulletin } from '../verdict/verdict.testkit.ts';
import { BulletinLibrary } from './library.ts';
import { waitingHere } from './waiting.ts';

const library = new BulletinLibrary();
let position = 0;

/** A bulletin in the register, of whose revisions the last one counts. */
function record(
  id: string,
  recall: Partial<Recall> = {},
  envelope: Partial<Bulletin> = {},
  held: Partial<BulletinRecord> = {},
): BulletinRecord {
  const { revision = 1, state = 'in-force' } = envelope;
  const content = recallBulletin([{ gtin: '03400930000014', lots: 'all' }], { id, recall, ...envelope });
  const { kind, reference, title, attention, drill, publishedAt: receivedAt, effectiveAt } = content;
  position++;
  const stored = { revision, position, receivedAt, effectiveAt, state, understood: true, content };
  return { id, kind, reference, title, attention, drill, revision, state, revisions: [stored], ...held };
}

function waiting(
  records: BulletinRecord[],
  dealtWith: Record<string, DealtWith> = {},
  territory: string | null = 'FR-75',
): string[] {
  const sources = { records, digest: (one: BulletinRecord) => library.digest(one), territory };
  return waitingHere({ ...sources, dealtWith: new Map(Object.entries(dealtWith)) }).map(({ id }) => id);
}

it('says of each what a screen needs', () => {
  const [one] = waitingHere({
    records: [record('W1', { class: 1, level: 'patient' }, { drill: true, revision: 3 })],
    digest: (held) => library.digest(held),
    dealtWith: new Map(),
    territory: null,
  });
  expect(one).toEqual({
    id: 'W1',
    revision: 3,
    kind: 'recall',
    reference: 'R-W1',
    title: 'Rappel W1',
    drill: true,
    state: 'in-force',
    class: 1,
    level: 'patient',
    receivedAt: '2026-11-20T08:00:00.000Z',
  });
});

it.each<[string, BulletinRecord, DealtWith | null, boolean]>([
  ['one nobody acknowledged', record('A'), null, true],
  ['one only displayed', record('A'), { acknowledged: null, first: 1 }, true],
  ['one acknowledged', record('A'), { acknowledged: 1, first: 1 }, false],
  ['one acknowledged ahead of its time', record('A'), { acknowledged: 2, first: 2 }, false],
  ['a revision of one acknowledged', record('A', {}, { revision: 2 }), { acknowledged: 1, first: 1 }, true],
  ['one that only notifies', record('A', {}, { attention: 'notify' }), null, false],
  ['one that is scheduled', record('A', {}, {}, { state: 'scheduled' }), null, false],
  ['a drill', record('A', {}, { drill: true }), null, true],
  ['one of another territory', record('A', {}, { territories: ['FR-974', 'FR-69'] }), null, false],
  ['one of this territory', record('A', {}, { territories: ['FR-974', 'FR-75'] }), null, true],
  ['one whose territory means nothing', record('A', {}, { territories: ['FR-999'] }), null, true],
  ['one for wholesalers', record('A', { level: 'wholesaler' }), null, false],
  ['one for hospitals', record('A', { level: 'hospital' }), null, false],
  ['a drill for hospitals', record('A', { level: 'hospital' }, { drill: true }), null, false],
  ['the end of one never seen here', record('A', {}, { revision: 2, state: 'lifted' }), null, false],
  [
    'the end of one acknowledged',
    record('A', {}, { revision: 2, state: 'lifted' }),
    { acknowledged: 1, first: 1 },
    true,
  ],
  [
    'the end of one displayed',
    record('A', {}, { revision: 2, state: 'lifted' }),
    { acknowledged: null, first: 1 },
    true,
  ],
  [
    'the end itself displayed, the measure never',
    record('A', {}, { revision: 2, state: 'lifted' }),
    { acknowledged: null, first: 2 },
    false,
  ],
  ['the end, acknowledged', record('A', {}, { revision: 2, state: 'lifted' }), { acknowledged: 2, first: 1 }, false],
])('%s', (_name, one, dealt, expected) => {
  expect(waiting([one], dealt === null ? {} : { A: dealt })).toEqual(expected ? ['A'] : []);
});

it('the end of one that was on a screen without a record of it', () => {
  const sources = { digest: (one: BulletinRecord) => library.digest(one), dealtWith: new Map(), territory: null };
  const lifted = [record('A', {}, { revision: 2, state: 'lifted' })];
  expect(waitingHere({ ...sources, records: lifted, seen: new Map([['A', 1]]) })).toHaveLength(1);
  expect(waitingHere({ ...sources, records: lifted, seen: new Map([['A', 2]]) })).toHaveLength(0);
});

it('an officine without a territory is inside every measure', () => {
  expect(waiting([record('A', {}, { territories: ['FR-974'] })], {}, null)).toEqual(['A']);
});

it('a newer portal’s bulletin is told, and reaches everybody', () => {
  const newer = record('N', { level: 'wholesaler' }, { territories: ['FR-974'] });
  const content = { ...(newer.revisions[0]?.content as object), kind: 'embargo' };
  const unknown: BulletinRecord = {
    ...newer,
    kind: 'unknown',
    revisions: newer.revisions.map((one) => ({ ...one, understood: false, content })),
  };
  expect(waiting([unknown])).toEqual(['N']);
});

it('is in order of urgency', () => {
  const at = (day: number) => ({ publishedAt: `2026-11-${day}T08:00:00.000Z` });
  const inOrder = [
    record('O1', { class: 1, level: 'patient' }, at(20)),
    record('O2', { class: 1, level: 'pharmacy', action: 'quarantine' }, at(19)),
    record('O3', { class: 1, level: 'pharmacy', action: 'check' }, at(10)),
    record('O4', { class: 2, level: 'patient', action: 'check' }, at(10)),
    record('O5', { class: 2, level: 'pharmacy' }, at(11)),
    record('O6', { class: 2, level: 'pharmacy' }, at(12)),
    record('O7', { class: 3 }, at(10)),
    record('O8', { class: null }, at(10)),
    record('O9', { class: 1, level: 'patient' }, { ...at(10), revision: 2, state: 'lifted' }),
    record('P1', { class: 1, level: 'patient' }, { ...at(10), drill: true }),
    record('P2', { class: 2 }, { ...at(10), drill: true }),
  ];
  const dealtWith = { O9: { acknowledged: 1, first: 1 } };
  const expected = inOrder.map(({ id }) => id);
  expect(waiting(inOrder.toReversed(), dealtWith)).toEqual(expected);
  expect(
    waiting(
      inOrder.toSorted((a, b) => (a.title < b.title ? 1 : -1)),
      dealtWith,
    ),
  ).toEqual(expected);
});
