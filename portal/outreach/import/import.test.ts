import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../api/app.testkit.ts';
import { inCp1252 } from '../../products/medicines.testkit.ts';

let test: TestApp;
beforeEach(async () => {
  test = await openTestApp();
});
afterEach(() => test.dispose());

const take = async (body: object, language = 'fr') => {
  const answer = await test.call('operator', 'POST /v1/recipients/import', body, { 'accept-language': language });
  expect(answer.status).toBe(200);
  return answer.body;
};
const kept = async () =>
  ((await test.call('operator', 'GET /v1/recipients')).body.recipients as Array<Record<string, unknown>>).toSorted(
    (a, b) => (String(a.name) < String(b.name) ? -1 : 1),
  );
const imports = async () =>
  (await test.store.db.selectFrom('audit_entry').select('detail').where('act', '=', 'recipient.import').execute())
    .length;

const list = [
  'Type;Raison sociale;N° FINESS;Département;Téléphone;Courriel;Fax;Adresse;Complément;Code postal;Ville',
  'Grossiste;Répartition Ouest;290000017;29;02 98 00 00 00;alerte@ouest.example;02 98 00 00 01;1 rue du Port;;29200;Brest',
  'Hôpital;CHU d’Œuvre;2A0000025;2A;;pui@chu.example;;2 avenue "Nord";PUI;20000;Ajaccio',
].join('\r\n');

describe('POST /v1/recipients/import', () => {
  it('takes a file as Excel in French writes it, and the same again changes nothing', async () => {
    const file = inCp1252(`${list}\r\n`).toString('base64');
    expect(await take({ file, dryRun: true })).toMatchObject({
      dryRun: true,
      rows: 2,
      created: 2,
      errors: [],
      rest: '',
    });
    expect(await kept()).toEqual([]);
    expect(await imports()).toBe(0);
    expect(await take({ file })).toMatchObject({ created: 2, updated: 0, unchanged: 0, errors: [] });
    expect(await kept()).toMatchObject([
      {
        kind: 'hospital',
        name: 'CHU d’Œuvre',
        finess: '2A0000025',
        territory: 'FR-2A',
        address: { lines: ['2 avenue "Nord"', 'PUI'] },
      },
      {
        kind: 'wholesaler',
        name: 'Répartition Ouest',
        territory: 'FR-29',
        fax: '+33298000001',
        address: { lines: ['1 rue du Port'], postalCode: '29200', city: 'Brest', country: null },
        active: true,
      },
    ]);
    expect(await take({ file })).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await imports()).toBe(1);
  });

  it('brings up to date what the list has columns for, and leaves the rest', async () => {
    await take({ text: list });
    const moved = 'FINESS\tNom\tCourriel\tActif\n290000017\tRépartition Ouest\tnouveau@ouest.example\tnon\n';
    expect(await take({ text: moved, kind: 'wholesaler' })).toMatchObject({ created: 0, updated: 1 });
    expect((await kept())[1]).toMatchObject({ email: 'nouveau@ouest.example', fax: '+33298000001', active: false });
  });

  it('keeps the outreach addresses of officines, known by FINESS or id', async () => {
    const officine = { name: 'Pharmacie du Port', finess: '290000033' };
    const { id } = (await test.call('operator', 'POST /v1/officines', officine)).body;
    const text = 'Officine;FINESS;Fax\n;290000033;0298000002\n;290000041;0298000003\nabsente;;0298000004\n';
    const answer = await take({ text, kind: 'officine' });
    expect(answer).toMatchObject({
      created: 1,
      errors: [
        { row: 3, column: 2, field: 'finess', code: 'known-officine' },
        { row: 4, column: 1, field: 'officine' },
      ],
    });
    expect(await kept()).toMatchObject([
      { kind: 'officine', officine: id, name: 'Pharmacie du Port', fax: '+33298000002' },
    ]);
    expect(await take({ text: `Officine;Fax\n${id};0298000009\n`, kind: 'officine' })).toMatchObject({ updated: 1 });
  });

  it('says at its row and column what is wrong, takes the others, and gives back what was typed', async () => {
    const rows = [
      'type;nom;finess;fax;email;adresse;code postal;ville',
      'hôpital;CH 1;;;a@ch.example;;;',
      'clinique;CH 2;;;;;;',
      'hôpital;;;;;;;',
      'hôpital;CH 3;12345;;;;;',
      'hôpital;CH 4;;12;;;;',
      'hôpital;CH 5;;;"x, y";;;',
      'hôpital;CH 6;;;;1 rue;;Brest',
      'hôpital;ch 1;;;;;;',
      `hôpital;${'A'.repeat(201)};;;;;;`,
      '=cmd|/c calc;<b>;;;;;;',
    ];
    const { errors, rest, created } = await take({ text: rows.join('\n') });
    expect(created).toBe(1);
    expect(errors.map((one: { row: number; column: number; code: string }) => [one.row, one.column, one.code])).toEqual(
      [
        [3, 1, 'recipient-kind'],
        [4, 2, 'recipient-name'],
        [5, 3, 'finess'],
        [6, 4, 'fax'],
        [7, 5, 'email'],
        [8, 7, 'address-whole'],
        [9, 2, 'recipient-once'],
        [10, 2, expect.any(String)],
        [11, 1, 'recipient-kind'],
      ],
    );
    expect(errors[0].text).toBe('« clinique » : il faut grossiste, hôpital ou officine.');
    expect(rest).toBe(`${[rows[0], ...rows.slice(2)].join('\n')}\n`);
    expect((await take({ text: rest.replace('clinique', 'hôpital') })).created).toBe(1);
  });

  it('one recipient by its FINESS in one row and by its name in another is told, and no row takes the place of another', async () => {
    await take({ text: list });
    const text = 'type;nom;finess\nGrossiste;Autre nom;290000017\nGrossiste;Répartition Ouest;\n';
    expect(await take({ text })).toMatchObject({ updated: 1, errors: [{ row: 3, code: 'recipient-once' }] });
  });

  it.each<[string, object, number, string]>([
    ['nothing', {}, 400, 'text'],
    ['no header', { text: '1;2;3\n4;5;6\n' }, 400, 'text'],
    ['a damaged file', { file: Buffer.from([0xe9, 0xc3, 0xa9, 0xff]).toString('base64') }, 400, 'file'],
    ['too many rows', { text: `nom\n${'A\n'.repeat(50_001)}`, kind: 'hospital' }, 413, 'text'],
  ])('%s: refused, by the field', async (_, body, status, field) => {
    const answer = await test.call('operator', 'POST /v1/recipients/import', body);
    expect({ status: answer.status, field: answer.body.field }).toEqual({ status, field });
  });

  it('takes five thousand in one go', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `hôpital;CH ${n};h${n}@ch.example`);
    expect(await take({ text: ['type;nom;courriel', ...rows].join('\n') })).toMatchObject({ created: 5_000 });
  });
});
