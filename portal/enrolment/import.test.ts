import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import { onServer } from '../store/store.testkit.ts';
import { enrolmentBody, newKey } from './workstation.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

const load = async (source: object, headers: Record<string, string> = {}) =>
  test.call('operator', 'POST /v1/officines/import', source, headers);
const officines = async (search: string) =>
  (await test.call('operator', `GET /v1/officines?search=${encodeURIComponent(search)}`)).body.officines;
const table = (...rows: string[]) =>
  ['FINESS;Nom;Adresse;Code postal;Ville;Téléphone;E-mail;Département', ...rows].join('\r\n');
const counts = ({ body }: { body: Record<string, unknown> }) => {
  const { created, updated, unchanged, rows } = body;
  return { rows, created, updated, unchanged };
};

describe('officines from a list', () => {
  it('of Windows-1252 as Excel saves it: made with all that is known, agents told the department', async () => {
    const text = table(
      '291001234;Pharmacie de l’Étoile;3 rue Théodore Botrel;29900;Concarneau;02 98 00 00 00;etoile@exemple.fr;29',
      '2A1001234;Pharmacie d’Ajaccio;;;;;;2a',
      '974001234;Pharmacie du Piton;;;;;;974',
    );
    const bytes = Buffer.from(text.replaceAll('’', '\u0092'), 'latin1');
    const done = await load({ file: bytes.toString('base64') });
    expect(counts(done)).toEqual({ rows: 3, created: 3, updated: 0, unchanged: 0 });
    expect(done.body).toMatchObject({ errors: [], rest: '' });
    expect(await officines('291001234')).toMatchObject([
      {
        name: 'Pharmacie de l’Étoile',
        finess: '291001234',
        territory: 'FR-29',
        phone: '02 98 00 00 00',
        email: 'etoile@exemple.fr',
      },
    ]);
    expect((await officines('2A1001234'))[0].territory).toBe('FR-2A');
    expect((await officines('974001234'))[0].territory).toBe('FR-974');
    const { recipients } = (await test.call('operator', 'GET /v1/recipients?kind=officine')).body;
    expect(recipients).toMatchObject([
      {
        name: 'Pharmacie de l’Étoile',
        address: { lines: ['3 rue Théodore Botrel'], postalCode: '29900', city: 'Concarneau' },
      },
    ]);
  });

  it('again changes nothing; what is new of one is taken, empty cells say nothing, its agents are told', async () => {
    await load({ text: 'finess,name,phone,department\n301001234,Pharmacie du Gard,04 66 00 00 00,30' });
    const again = await load({ text: 'finess,name,phone,department\n301001234,Pharmacie du Gard,,' });
    expect(counts(again)).toEqual({ rows: 1, created: 0, updated: 0, unchanged: 1 });
    const [{ id }] = await officines('301001234');
    const version = async () =>
      (await test.store.db.selectFrom('officine').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
        .statement_version;
    expect(await version()).toBe(1);
    const renamed = await load({ text: `Identifiant\tNom\tTél\n${id}\tPharmacie des Arènes\t04 66 11 11 11` });
    expect(counts(renamed)).toEqual({ rows: 1, created: 0, updated: 1, unchanged: 0 });
    expect(await officines('301001234')).toMatchObject([
      { id, name: 'Pharmacie des Arènes', phone: '04 66 11 11 11', territory: 'FR-30' },
    ]);
    expect(await version()).toBe(2);
    const [entry] = (await test.call('operator', 'GET /v1/audit?act=officines.import&limit=1')).body.entries;
    expect(entry.detail).toMatchObject({ created: 0, updated: 1, unchanged: 0, refused: 0 });
  });

  it('tells each fault at its row and column, takes the others, and gives the rest back as typed', async () => {
    await test.call('operator', 'POST /v1/officines', { name: 'A', finess: '331009999' });
    await test.call('operator', 'POST /v1/officines', { name: 'B', finess: '331009999' });
    const bad = [
      ';Sans numéro;;;;;;33',
      '31001234;Zéro perdu;;;;;;33',
      '3,31E+08;Arrondi;;;;;;33',
      '331000001;;;;;;;33',
      '331000002;Département;;;;;;99',
      '331000003;Courriel;;;;;à venir;33',
      '331000004;Adresse;12 cours Victor Hugo;;Bordeaux;;;33',
      '331009999;Deux fois là;;;;;;33',
      `331000005;${'x'.repeat(201)};;;;;;33`,
    ];
    const good = '331000006;Pharmacie des Quinconces;;;;;;33';
    const { body } = await load({ text: table(...bad, good, good) }, { 'accept-language': 'fr' });
    expect(counts({ body })).toEqual({ rows: 11, created: 1, updated: 0, unchanged: 0 });
    expect(
      body.errors.map(({ row, column, code, other }: Record<string, unknown>) => [row, column, code, other]),
    ).toEqual([
      [2, 1, 'key-missing', null],
      [3, 1, 'finess-invalid', null],
      [4, 1, 'excel-number', null],
      [5, 2, 'name-missing', null],
      [6, 8, 'department-invalid', null],
      [7, 7, 'email-invalid', null],
      [8, 4, 'address-incomplete', null],
      [9, 1, 'officine-several', null],
      [10, 2, 'too-long', null],
      [12, 1, 'duplicate', 11],
    ]);
    expect(body.errors[1].text).toContain('« 31001234 » n’est pas un numéro FINESS');
    expect(body.rest.split(/\r?\n/)).toEqual([...table(...bad, good).split('\r\n'), '']);
    expect(await officines('331000006')).toHaveLength(1);
    // Corrected, what was given back is all that is left to do.
    const corrected = body.rest.replace('31001234;', '331001234;');
    expect(counts(await load({ text: corrected }))).toMatchObject({ created: 1, unchanged: 1 });
  });

  it('is tried first: the same counts and faults, nothing changed, nothing audited', async () => {
    const text = table('341000001;Pharmacie de la Comédie;;;;;;34', '341;Faux;;;;;;34');
    const audited = async () => (await test.call('operator', 'GET /v1/audit?act=officines.import')).body.entries.length;
    const before = await audited();
    const tried = await load({ text, dryRun: true });
    expect(await officines('341000001')).toEqual([]);
    expect(await audited()).toBe(before);
    const done = await load({ text });
    expect({ ...tried.body, dryRun: false }).toEqual(done.body);
    expect(counts(done)).toMatchObject({ created: 1 });
  });

  it('is refused whole where it is none', async () => {
    for (const [source, field] of [
      [{ text: 'Nom;Ville\nA;B' }, 'text'],
      [{ text: '' }, 'text'],
      [{}, 'text'],
      [{ text: 'FINESS', file: 'RklORVNT' }, 'text'],
      [{ file: Buffer.from('FINESS;Nom\n331000007;\u00c3\u00a9\xff', 'latin1').toString('base64') }, 'file'],
    ] as const) {
      const { status, body } = await load(source);
      expect({ source, status, field: body.field }).toEqual({ source, status: 400, field });
    }
    const many = `FINESS;Nom\n${Array.from({ length: 30_001 }, (_, i) => `${331_100_000 + i};P`).join('\n')}`;
    expect((await load({ text: many })).status).toBe(413);
  });

  it('twice at the same time makes each officine once', async () => {
    const text = table(...Array.from({ length: 50 }, (_, i) => `${351_000_000 + i};Pharmacie ${i};;;;;;35`));
    const both = await Promise.all([load({ text }), load({ text })]);
    expect(
      both
        .map(counts)
        .map(({ created, unchanged }) => [created, unchanged])
        .toSorted(),
    ).toEqual([
      [0, 50],
      [50, 0],
    ]);
  });

  it('of the whole country is taken in one go; of a region where the database is embedded', async () => {
    const count = onServer ? 22_000 : 2_000;
    const rows = Array.from(
      { length: count },
      (_, i) => `${750_000_000 + i};Pharmacie n° ${i};1 rue ${i};75001;Paris;;;75`,
    );
    expect(counts(await load({ text: table(...rows) }))).toEqual({
      rows: count,
      created: count,
      updated: 0,
      unchanged: 0,
    });
  }, 120_000);
});

describe('tokens for many officines', () => {
  it('enrol workstations of their officines, as often as was said', async () => {
    await load({ text: table('361000001;Pharmacie A;;;;;;36', '361000002;Pharmacie B;;;;;;36') });
    const issue = (body: object) => test.call('operator', 'POST /v1/enrolment-tokens', body);
    const { status, body } = await issue({ officines: 'all', territory: 'FR-36', uses: 2 });
    expect({ status, names: body.tokens.map(({ name }: { name: string }) => name) }).toEqual({
      status: 201,
      names: ['Pharmacie A', 'Pharmacie B'],
    });
    const [first, second] = body.tokens;
    expect(first).toMatchObject({ finess: '361000001', territory: 'FR-36' });
    const enrol = async () =>
      test.call({ token: first.token }, 'POST /v1/enrolments', await enrolmentBody(await newKey(), first.token));
    const tries = [await enrol(), await enrol(), await enrol()];
    expect(tries.map(({ status: each }) => each)).toEqual([201, 201, 401]);
    expect(tries[0]?.body.officine.id).toBe(first.officine);
    const left = await issue({ officines: 'without-workstation', territory: 'FR-36' });
    expect(left.body.tokens).toMatchObject([{ officine: second.officine }]);
    expect((await issue({ officines: [first.officine] })).body.tokens).toHaveLength(1);
    expect(await issue({ officines: [first.officine, 'x'] })).toMatchObject({
      status: 400,
      body: { field: 'officines[1]' },
    });
    const [entry] = (await test.call('operator', 'GET /v1/audit?act=enrolment-token.issue-many&limit=1')).body.entries;
    expect(entry.detail).toMatchObject({ count: 1, which: 'listed' });
    expect(JSON.stringify(entry)).not.toContain('vgt1.');
  });

  it('come as a spreadsheet', async () => {
    await load({ text: table('371000001;=Pharmacie;;;;;;37') });
    const { status, headers, body } = await test.call('operator', 'POST /v1/enrolment-tokens?format=csv&language=fr', {
      officines: 'all',
      territory: 'FR-37',
    });
    expect({ status, type: headers['content-type'] }).toEqual({ status: 201, type: 'text/csv; charset=utf-8' });
    const [head, row] = String(body).split('\r\n');
    expect(head).toBe(
      '\ufeffIdentifiant;Officine;FINESS;Département ou collectivité;Jeton d’enrôlement;Valable jusqu’au (UTC)',
    );
    expect(row).toMatch(/^\w{26};'=Pharmacie;371000001;FR-37;vgt1\.\S+;2\d{3}-\S+Z$/);
  });
});
