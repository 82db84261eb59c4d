import { buffer, text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { journalCsv } from './csv.ts';
import { checkEntry } from './journal.testkit.ts';
import type { JournalRow } from './row.ts';

function row(seq: number, more: Partial<JournalRow> = {}): JournalRow {
  const entry = checkEntry();
  return {
    seq,
    ...entry,
    reasons: [{ code: 'lot-recalled', effect: 'decides', reference: 'R-2026-0042' }],
    outcome: null,
    reason: null,
    override: false,
    kind: 'check',
    previousHash: 'a'.repeat(64),
    hash: 'b'.repeat(64),
    ...more,
  };
}

describe('the journal as CSV', () => {
  it('is UTF-8 with a byte order mark, semicolons and CRLF', async () => {
    const bytes = await buffer(journalCsv([row(1, { operator: 'Hélène' })]));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [header, line, end] = bytes.subarray(3).toString('utf8').split('\r\n');
    expect(header).toBe(
      'seq;at;id;pack;verdict;reasons;feed;terminal;operator;saleReference;outcome;reason;override;kind;previousHash;hash',
    );
    expect(line).toContain(';Hélène;');
    expect(end).toBe('');
  });

  it('disarms what a spreadsheet would take for a formula, and quotes what would break a line', async () => {
    const dangerous = ['=1+1', '+33 1', '-5', '@SUM(A1)', '\tx', '\rx'];
    const csv = await text(
      journalCsv(dangerous.map((reason, index) => row(index, { reason, operator: 'a;"b"\r\nc' }))),
    );
    const records: Array<Record<string, string>> = parse(csv, { bom: true, delimiter: ';', columns: true });
    expect(records.map(({ reason }) => reason)).toEqual(dangerous.map((reason) => `'${reason}`));
    expect(new Set(records.map(({ operator }) => operator))).toEqual(new Set(['a;"b"\r\nc']));
  });

  it('carries everything that the hash is made of', async () => {
    const one = row(7, { outcome: 'dispensed', override: true });
    const [record] = parse(await text(journalCsv([one])), { bom: true, delimiter: ';', columns: true }) as Array<
      Record<string, string>
    >;
    expect(record).toMatchObject({
      seq: '7',
      outcome: 'dispensed',
      override: 'true',
      terminal: 'till-1',
      operator: '',
    });
    expect(JSON.parse(record?.pack ?? '')).toEqual(one.pack);
    expect(JSON.parse(record?.reasons ?? '')).toEqual(one.reasons);
    expect(JSON.parse(record?.feed ?? '')).toEqual(one.feed);
  });

  it('has a header even where there is no row', async () => {
    expect((await buffer(journalCsv([]))).toString('utf8')).toMatch(/^\ufeffseq;at;.*;hash\r\n$/);
  });

  it('reads rows as they are taken, and passes on what goes wrong', async () => {
    let read = 0;
    const endless = function* () {
      for (;;) yield row(++read);
    };
    const stream = journalCsv(endless());
    await stream[Symbol.asyncIterator]().next();
    expect(read).toBeLessThan(1000);
    stream.destroy();

    const failing = function* () {
      yield row(1);
      throw new Error('the journal is gone');
    };
    await expect(text(journalCsv(failing()))).rejects.toThrow('the journal is gone');
  });
});
