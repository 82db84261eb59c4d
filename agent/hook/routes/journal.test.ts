import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../../protocol/problems.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type { JournalAnswer, JournalProof } from '../schemas.ts';

const GTIN = '03400930000014';
const DAY = 86_400_000;

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
  for (let day = 0; day < 5; day++) {
    const { body } = await test.ask<{ id: string }>('/v1/checks', {
      method: 'POST',
      body: { gtin: GTIN, lot: `L${day}`, expiry: day === 4 ? '2020-01' : '2030-01', operator: 'op' },
    });
    if (day === 0) {
      await test.ask(`/v1/checks/${body.id}/outcome`, {
        method: 'POST',
        body: { outcome: 'refused', reason: '=cmd()', operator: 'Zoé' },
      });
    }
    test.clock.now += DAY;
  }
});
afterAll(() => test.close());

const page = (query = '') => test.ask<JournalAnswer>(`/v1/journal${query}`);
const seqs = async (query: string) => (await page(query)).body.rows.map(({ seq }) => seq);

describe('GET /v1/journal', () => {
  it('gives every row, oldest first, so that its chain can be followed and proved', async () => {
    const { body } = await page();
    expect(body.next).toBeNull();
    expect(body.rows.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'check'],
      [2, 'outcome'],
      [3, 'check'],
      [4, 'check'],
      [5, 'check'],
      [6, 'check'],
    ]);
    expect(Object.keys(body.rows[0] ?? {})).toEqual([
      ...['seq', 'at', 'id', 'pack', 'verdict', 'reasons', 'feed', 'terminal', 'operator', 'saleReference'],
      ...['outcome', 'reason', 'override', 'kind', 'previousHash', 'hash'],
    ]);
    for (const [index, row] of body.rows.entries()) {
      const { hash, ...rest } = row;
      expect(
        createHash('sha256')
          .update(JSON.stringify(Object.values(rest)))
          .digest('hex'),
      ).toBe(hash);
      if (index > 0) expect(row.previousHash).toBe(body.rows[index - 1]?.hash);
    }
  });

  it.each<[string, number[]]>([
    ['?from=2026-11-24', [4, 5, 6]],
    ['?to=2026-11-22', [1, 2]],
    ['?from=2026-11-23&to=2026-11-24', [3, 4]],
    ['?from=2026-11-25T10:30:00+01:00', [5, 6]],
    ['?from=2026-11-25T09:30:00.001Z', [6]],
    ['?verdict=verify', [6]],
    ['?verdict=block', []],
    ['?limit=2', [5, 6]],
    ['?limit=2&before=5', [3, 4]],
    ['?limit=2&before=1', []],
  ])('%s', async (query, expected) => {
    expect(await seqs(query)).toEqual(expected);
  });

  it('is read page by page', async () => {
    const read: number[][] = [];
    let before = '';
    for (;;) {
      const { body } = await page(`?limit=4${before}`);
      read.push(body.rows.map(({ seq }) => seq));
      if (body.next === null) break;
      before = `&before=${body.next}`;
    }
    expect(read).toEqual([
      [3, 4, 5, 6],
      [1, 2],
    ]);
  });

  it.each<[string, string]>([
    ['?from=yesterday', 'from'],
    ['?from=2026-02-30', 'from'],
    ['?to=2026-11-22T09:30:00', 'to'],
    ['?limit=0', 'limit'],
    ['?limit=10001', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?before=x', 'before'],
    ['?format=pdf', 'format'],
    ['?verdict=maybe', 'verdict'],
    ['?x=1', 'x'],
  ])('refuses %s', async (query, field) => {
    expect(await test.ask(`/v1/journal${query}`)).toMatchObject({
      status: 400,
      body: { type: 'request-invalid', field },
    });
  });

  it('is CSV for a spreadsheet: BOM, ;, no formula', async () => {
    const { status, headers, text } = await test.ask('/v1/journal?format=csv');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('vigilot-journal.csv');
    const lines = text.split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffseq;at;id;pack;verdict;reasons;feed;terminal;operator;saleReference;outcome;reason;override;kind;previousHash;hash',
    );
    expect(lines).toHaveLength(8);
    expect(lines[2]).toContain(`;'=cmd();`);
    expect(lines[2]).toContain(';Zoé;');
    expect((await test.ask('/v1/journal?format=csv&limit=1')).text.split('\r\n')).toHaveLength(3);
  });

  it('answers 503 in either form when it cannot be read', async () => {
    const failing = {
      ...test.journal,
      // biome-ignore lint/correctness/useYield: it fails before it has anything to give
      rows: function* (): Generator<never> {
        throw new Problem('store-unavailable');
      },
      head: () => {
        throw new Problem('store-unavailable');
      },
      verify: () => Promise.reject(new Problem('store-unavailable')),
      outcome: () => Promise.reject(new Problem('store-unavailable')),
      lookback: () => {
        throw new Problem('store-unavailable');
      },
    };
    const broken = await startTestHook({}, { journal: failing });
    try {
      for (const path of [
        '/v1/journal',
        '/v1/journal?format=csv',
        '/v1/journal?format=csv&limit=5',
        '/v1/journal/verify',
      ]) {
        const answer = await broken.ask(path);
        expect([path, answer.status, answer.body.type]).toEqual([path, 503, 'store-unavailable']);
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      }
      expect((await broken.ask('/v1/status')).body).toMatchObject({ positions: { journal: null } });
    } finally {
      await broken.close();
    }
  });
});

describe('GET /v1/journal/verify', () => {
  it('proves the chain', async () => {
    const { body } = await test.ask<JournalProof>('/v1/journal/verify');
    expect(body).toMatchObject({ proved: true, rows: 6, head: { count: 6 } });
  });
});
