import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../protocol/problems.ts';
import { allRows, Bench, checkEntry } from './journal.testkit.ts';
import type { Journal } from './journal.ts';
import { type Outcome, outcomes } from './row.ts';

let bench: Bench;
let journal: Journal;
beforeEach(() => {
  bench = new Bench();
  ({ journal } = bench.open());
});
afterEach(() => bench.remove());

async function checked(verdict: 'allow' | 'verify' | 'block' = 'allow'): Promise<string> {
  const entry = checkEntry({ verdict });
  await journal.append(entry);
  return entry.id;
}

describe('which outcome may follow which (contract, section 1)', () => {
  const answer: Record<'none' | Outcome, Record<Outcome, 'new' | 'same' | 'conflict'>> = {
    none: { dispensed: 'new', refused: 'new', returned: 'new' },
    dispensed: { dispensed: 'same', refused: 'conflict', returned: 'new' },
    refused: { dispensed: 'new', refused: 'same', returned: 'conflict' },
    returned: { dispensed: 'conflict', refused: 'conflict', returned: 'same' },
  };
  for (const [state, row] of Object.entries(answer)) {
    for (const outcome of outcomes) {
      it(`${state} → ${outcome}: ${row[outcome]}`, async () => {
        const id = await checked();
        if (state !== 'none') await journal.outcome(id, { outcome: state as Outcome });
        const before = journal.head().count;
        const told = journal.outcome(id, { outcome });
        if (row[outcome] === 'conflict') {
          await expect(told).rejects.toMatchObject({ type: 'state-conflict', details: { state } });
        } else {
          expect(await told).toMatchObject({ id, outcome, created: row[outcome] === 'new', orphan: false });
        }
        expect(journal.head().count).toBe(before + (row[outcome] === 'new' ? 1 : 0));
      });
    }
  }

  it('refused → dispensed → returned, and each is a row of the chain', async () => {
    const id = await checked();
    for (const outcome of ['refused', 'dispensed', 'returned'] as const) await journal.outcome(id, { outcome });
    expect(allRows(journal).map((row) => [row.id, row.outcome])).toEqual([
      [id, null],
      [id, 'refused'],
      [id, 'dispensed'],
      [id, 'returned'],
    ]);
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 4 });
  });

  it('is judged in order where several come in one turn', async () => {
    const entry = checkEntry();
    const results = await Promise.allSettled([
      journal.append(entry),
      journal.outcome(entry.id, { outcome: 'dispensed', operator: 'ML' }),
      journal.outcome(entry.id, { outcome: 'dispensed', operator: 'PG' }),
      journal.outcome(entry.id, { outcome: 'refused' }),
      journal.outcome(entry.id, { outcome: 'returned' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(results[2]).toMatchObject({ value: { created: false, operator: 'ML' } });
    expect(allRows(journal)).toHaveLength(3);
  });
});

describe('dispensing in spite of the answer', () => {
  for (const verdict of ['verify', 'block'] as const) {
    it(`after ${verdict} needs a reason, and stands as an override`, async () => {
      const id = await checked(verdict);
      for (const reason of [undefined, null, '', '  ']) {
        const told = journal.outcome(id, { outcome: 'dispensed', reason });
        await expect(told).rejects.toMatchObject({
          type: 'request-invalid',
          details: { field: 'reason', expected: 'override-reason' },
        });
      }
      expect(journal.head().count).toBe(1);
      const reason = 'Boîte contrôlée avec le laboratoire';
      expect(await journal.outcome(id, { outcome: 'dispensed', reason, operator: 'ML' })).toMatchObject({
        override: true,
        reason,
      });
      expect(allRows(journal)[1]).toMatchObject({ override: true, reason, operator: 'ML', outcome: 'dispensed' });
      // Said again, it needs no reason again.
      expect(await journal.outcome(id, { outcome: 'dispensed' })).toMatchObject({
        created: false,
        override: true,
        reason,
      });
    });

    it(`after ${verdict} and a refusal needs a reason likewise`, async () => {
      const id = await checked(verdict);
      await journal.outcome(id, { outcome: 'refused' });
      await expect(journal.outcome(id, { outcome: 'dispensed' })).rejects.toBeInstanceOf(Problem);
      expect(await journal.outcome(id, { outcome: 'dispensed', reason: 'x' })).toMatchObject({ override: true });
    });
  }

  it('is no override after allow, nor are a refusal and a return', async () => {
    expect(await journal.outcome(await checked(), { outcome: 'dispensed', reason: 'x' })).toMatchObject({
      override: false,
    });
    expect(await journal.outcome(await checked('block'), { outcome: 'refused' })).toMatchObject({ override: false });
    expect(await journal.outcome(await checked('block'), { outcome: 'returned' })).toMatchObject({ override: false });
  });
});

describe('an outcome whose check is not here', () => {
  it('is kept as an orphan, under the same rules', async () => {
    const { id } = checkEntry();
    expect(await journal.outcome(id, { outcome: 'dispensed' })).toMatchObject({ orphan: true, created: true });
    expect(await journal.outcome(id, { outcome: 'dispensed' })).toMatchObject({ orphan: true, created: false });
    await expect(journal.outcome(id, { outcome: 'refused' })).rejects.toMatchObject({
      details: { state: 'dispensed' },
    });
    expect(allRows(journal)).toMatchObject([{ id, kind: 'orphan', outcome: 'dispensed', pack: null }]);
  });

  it('is refused where the id cannot be one of ours', async () => {
    for (const id of ['', '17', 'u'.repeat(26), '01JB0000000000000000000000; drop table row']) {
      await expect(journal.outcome(id, { outcome: 'dispensed' })).rejects.toMatchObject({
        type: 'request-invalid',
        details: { field: 'id' },
      });
    }
    expect(journal.head().count).toBe(0);
  });
});
