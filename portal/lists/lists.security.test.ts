import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import { gtinOf, importBody, inCp1252, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { recallBody } from '../workflow/drafts.testkit.ts';

const route = 'POST /v1/bulletins/targets/read';
let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  const small = importBody(medicinesFilesOf({ rows: 9 }), { force: true });
  expect((await test.call('operator', 'POST /v1/products/import', small)).status).toBe(200);
});
afterAll(() => test.dispose());

describe('POST /v1/bulletins/targets/read', () => {
  it('what it answers is what a draft takes, ten thousand lots with repetitions too', async () => {
    const lots = Array.from(
      { length: 10_000 },
      (_, n) => `34009 ${gtinOf(2).slice(6, 13)} ${gtinOf(2).slice(13)};L${n % 9_900}`,
    );
    const file = inCp1252(`Code CIP;N° de lot\r\n${lots.join('\r\n')}\r\n`).toString('base64');
    const { status, body } = await test.call('lab', route, { file });
    expect({ status, accepted: body.accepted, errors: body.errors, rest: body.rest }).toEqual({
      status: 200,
      accepted: 10_000,
      errors: [],
      rest: '',
    });
    expect(body.columns).toEqual([
      { header: 'Code CIP', field: 'cip' },
      { header: 'N° de lot', field: 'lot' },
    ]);
    const draft = await test.call('lab', 'POST /v1/bulletins', recallBody({ targets: body.targets }));
    expect(draft.status).toBe(201);
    expect(draft.body.recall.targets[0].lots).toHaveLength(9_900);
    expect(draft.body.warnings).toEqual([]);
  });

  it('says in the reader’s language what is wrong, and which product is not known', async () => {
    const text = `\tLot\tCIP\tExp\n\tA1\t${gtinOf(40).slice(1)}\t31/11/2027\n\tA2\t${gtinOf(40).slice(1)}\t\n`;
    const { body } = await test.call('lab', route, { text }, { 'accept-language': 'fr' });
    expect(body.errors).toEqual([
      {
        row: 2,
        column: 4,
        field: 'expiry',
        value: '31/11/2027',
        code: 'date-day',
        text: '« 31/11/2027 » : ce jour n’existe pas (le jour vient avant le mois).',
      },
    ]);
    expect(body.warnings).toMatchObject([{ row: 3, column: 3, code: 'product-unknown', value: gtinOf(40).slice(1) }]);
    expect(body.targets).toEqual([{ gtin: gtinOf(40), lots: [{ lot: 'A2' }] }]);
  });

  it.each<[string, unknown, number, string | undefined]>([
    ['nothing', {}, 400, 'text'],
    ['both', { text: 'A', file: 'QQ==' }, 400, 'text'],
    ['no list', { text: '' }, 400, 'columns'],
    ['no lots', { text: 'CIP\tNom\n3000001\tDolix\n' }, 400, 'columns'],
    ['a product that is none', { text: 'A1', product: '123' }, 400, 'product'],
    ['a wrong check digit', { text: 'A1', product: '3400930000013' }, 422, 'product'],
    ['an unknown field', { text: 'A1', columns: ['lots'] }, 400, 'columns[0]'],
    ['something else', { text: 'A1', target: 'x' }, 400, 'target'],
    ['UTF-8 that is damaged', { file: Buffer.from([0xe9, 0xc3, 0xa9, 0xff]).toString('base64') }, 400, 'file'],
    ['too many rows', { text: `Lot\n${'A\n'.repeat(50_001)}` }, 413, 'text'],
    ['too much', { text: 'A'.repeat(8 * 1024 * 1024) }, 413, undefined],
  ])('%s: refused, by the field', async (_, body, status, field) => {
    const answer = await test.call('lab', route, body);
    expect({ status: answer.status, field: answer.body.field }).toEqual({ status, field });
  });

  it('a cell of a megabyte and characters of all kinds are answered, not executed', async () => {
    const hostile = [
      '=cmd|/c calc',
      '<script>',
      '\u0000',
      '\ud800',
      '__proto__',
      '"'.repeat(30),
      'A'.repeat(1_000_000),
    ];
    const { status, body } = await test.call('lab', route, {
      text: `Lot\n${hostile.join('\n')}\n`,
      product: gtinOf(1),
      columns: ['lot'],
    });
    expect(status).toBe(200);
    expect(body.accepted + body.errors.length).toBe(hostile.length);
    expect(Math.max(...body.errors.map((error: { text: string }) => error.text.length))).toBeLessThan(300);
  });
});
