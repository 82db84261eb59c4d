import { expect, it } from 'vitest';
import type { Bulletin, Target } from '../../protocol/bulletin.ts';
import type { BulletinRecord } from '../register/register.ts';
import { recallBulletin, testGtin } from '../verdict/verdict.testkit.ts';
import { BulletinLibrary } from './library.ts';
import { readQuery } from './search.ts';

/** A bulletin as the register holds it, counting how often its text is read from the disk. */
class Held {
  reads = 0;
  readable = true;
  readonly #revisions: Bulletin[] = [];

  add(targets: Target[], envelope: Partial<Omit<Bulletin, 'recall'>> = {}): this {
    const revision = this.#revisions.length + 1;
    this.#revisions.push(recallBulletin(targets, { id: 'B1', revision, title: 'Rappel', ...envelope }));
    return this;
  }

  get record(): BulletinRecord {
    const newest = this.#revisions.at(-1);
    if (newest === undefined) throw new Error('no revision');
    const { id, kind, reference, title, attention, drill, revision, state } = newest;
    const content = (one: Bulletin) => {
      this.reads++;
      return this.readable ? one : null;
    };
    const revisions = this.#revisions.map((one, index) => ({
      revision: one.revision,
      position: index + 1,
      receivedAt: one.publishedAt,
      effectiveAt: one.effectiveAt,
      state: one === newest ? one.state : ('superseded' as const),
      understood: true,
      get content() {
        return content(one);
      },
    }));
    return { id, kind, reference, title, attention, drill, revision, state, revisions };
  }
}

const target = (n: number, rest: Partial<Target> = {}): Target => ({ gtin: testGtin(n), lots: 'all', ...rest });

it('says a bulletin in short, reading it once', () => {
  const held = new Held().add([target(1, { name: 'Sirop' }), target(2), target(1, { name: 'Sirop' })]);
  const library = new BulletinLibrary();
  for (let i = 0; i < 3; i++) {
    expect(library.digest(held.record)).toEqual({
      understood: true,
      publishedAt: '2026-11-20T08:00:00.000Z',
      action: 'recall',
      level: 'pharmacy',
      class: 2,
      territories: null,
      reportQuantities: true,
      issuer: 'Laboratoire d’essai',
      productCount: 2,
    });
    expect(library.products(held.record)).toEqual(['Sirop', testGtin(2)]);
    expect(library.found(readQuery('sirop'), held.record)).toBe(true);
  }
  expect(held.reads).toBe(1);
});

it('reads again what a revision changed, and finds what any revision named', () => {
  const library = new BulletinLibrary();
  const held = new Held().add([target(1, { lots: [{ lot: 'A123' }] })]);
  const found = (typed: string) => library.found(readQuery(typed), held.record);
  expect(found('b456')).toBe(false);
  held.add([target(1, { lots: [{ lot: 'B456' }] })], { title: 'Rappel élargi', territories: ['FR-974'] });
  expect(found('b456 ELARGI')).toBe(true);
  expect(found('a123')).toBe(true);
  expect(library.digest(held.record).territories).toEqual(['FR-974']);
});

it('names the first five products, by the catalogue where the notice does not', () => {
  const names = new Map([[testGtin(1), 'Nom du catalogue']]);
  const library = new BulletinLibrary((gtin) => names.get(gtin) ?? null);
  const { record } = new Held().add([
    ...[1, 2, 3, 4, 5, 6].map((n) => target(n)),
    { gtin: '03400930000014', lots: 'all' },
  ]);
  expect(library.products(record)).toEqual(['Nom du catalogue', ...[2, 3, 4, 5].map(testGtin)]);
  expect(library.digest(record).productCount).toBe(7);
  expect(library.found(readQuery('nom DU catalogue'), record)).toBe(true);
  names.set(testGtin(1), 'Nouveau nom');
  expect(library.found(readQuery('nouveau'), record)).toBe(true);
  expect(library.products(record)[0]).toBe('Nouveau nom');
});

it('asks again for what the disk could not give', () => {
  const library = new BulletinLibrary();
  const held = new Held().add([target(1, { name: 'Sirop' })]);
  held.readable = false;
  expect(library.digest(held.record)).toMatchObject({ understood: false, level: null, productCount: 0 });
  expect(library.found(readQuery('rappel'), held.record)).toBe(true);
  expect(library.found(readQuery('sirop'), held.record)).toBe(false);
  held.readable = true;
  expect(library.digest(held.record)).toMatchObject({ understood: true, productCount: 1 });
});

it('finds lots in a form that this version does not know', () => {
  const held = new Held().add([target(1)]);
  const { record } = held;
  const content = { id: 'B1', recall: { batches: [{ nested: ['XY-77'] }] }, gtin: testGtin(3) };
  const unknown = { ...record, revisions: record.revisions.map((one) => ({ ...one, understood: false, content })) };
  const library = new BulletinLibrary();
  expect(library.found(readQuery('xy-77'), unknown)).toBe(true);
  expect(library.digest(unknown)).toMatchObject({ understood: false, action: null, productCount: 1 });
  expect(library.products(unknown)).toEqual([testGtin(3)]);
});

it('lets checks through while it reads a long list', async () => {
  const library = new BulletinLibrary();
  const records = Array.from({ length: 200 }, (_, n) => ({ ...new Held().add([target(n)]).record, id: `B${n}` }));
  let turns = 0;
  let done = false;
  const count = () => {
    turns++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await library.read(records);
  done = true;
  expect(turns).toBeGreaterThan(100);
});
