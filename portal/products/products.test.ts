import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody, targetBody } from '../workflow/drafts.testkit.ts';
import { gtinOf, importBody, inCp1252, medicinesFilesOf } from './medicines.testkit.ts';

// Files of ten thousand rows, several times: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 90_000 });

let test: TestApp;
const clock = manualClock();
beforeAll(async () => {
  test = await openTestApp({ clock });
});
afterAll(() => test.dispose());

const search = async (query: string) => {
  const { body } = await test.call('lab', `GET /v1/products?${query}`);
  return body.products.map((one: { name: string }) => one.name);
};

describe('before any import', () => {
  it('nothing is known and nothing is warned of', async () => {
    expect((await test.call('lab', 'GET /v1/products')).body).toEqual({ products: [], next: null, source: null });
    const { status, body } = await test.call('lab', 'POST /v1/bulletins', bulletinBody());
    expect({ status, warnings: body.warnings }).toEqual({ status: 201, warnings: [] });
  });
});

describe('import', () => {
  it('takes the files, each in its own encoding, and keeps their date', async () => {
    const { status, body } = await test.call('operator', 'POST /v1/products/import', importBody(medicinesFilesOf()));
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        date: '2026-07-24',
        importedAt: '2026-11-22T09:30:00.000Z',
        products: 10_500,
        skipped: 0,
        mitm: true,
        changed: true,
      },
    });
    expect((await test.call('authority', `GET /v1/products/${gtinOf(1)}`)).body).toEqual({
      gtin: gtinOf(1),
      cip13: gtinOf(1).slice(1),
      cip7: '3000001',
      cis: '60000001',
      name: 'ŒSTRODOSE ÉTÉ 0,06 %, gel à l’alcool',
      presentation: 'flacon "pompe" de 80 g',
      holder: 'LABORATOIRES ÉLÉA',
      status: 'Présentation active',
      marketing: 'Déclaration de commercialisation',
      mitm: false,
    });
    expect((await test.call('lab', 'GET /v1/products/300%200002')).body).toMatchObject({ gtin: gtinOf(2), mitm: true });
    expect((await test.call('lab', `GET /v1/products/${gtinOf(2).slice(1)}`)).body).toMatchObject({ gtin: gtinOf(2) });
  });

  it('the same files change nothing but the date', async () => {
    clock.advance(60_000);
    const files = importBody(medicinesFilesOf(), { date: '2026-07-25' });
    expect((await test.call('operator', 'POST /v1/products/import', files)).body).toMatchObject({
      changed: false,
      date: '2026-07-25',
      importedAt: '2026-11-22T09:31:00.000Z',
    });
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['cut short at the end of a line', () => importBody(medicinesFilesOf({ rows: 9_000 })), 'files.CIS_bdpm.txt'],
    [
      'cut within a line',
      () => {
        const files = medicinesFilesOf();
        return importBody({ ...files, 'CIS_CIP_bdpm.txt': files['CIS_CIP_bdpm.txt'].subarray(0, -30) });
      },
      'files.CIS_CIP_bdpm.txt',
    ],
    [
      'another file under its name',
      () => {
        const files = medicinesFilesOf();
        return importBody({ ...files, 'CIS_CIP_bdpm.txt': files['CIS_bdpm.txt'] });
      },
      'files.CIS_CIP_bdpm.txt',
    ],
    [
      'UTF-8 with a byte damaged',
      () => {
        const files = medicinesFilesOf();
        const damaged = Buffer.from(files['CIS_CIP_bdpm.txt']);
        damaged[damaged.indexOf('"')] = 0xe9;
        return importBody({ ...files, 'CIS_CIP_bdpm.txt': damaged });
      },
      'files.CIS_CIP_bdpm.txt',
    ],
    [
      'no base64',
      () => ({ date: '2026-07-24', files: { 'CIS_bdpm.txt': '*', 'CIS_CIP_bdpm.txt': '' } }),
      'files.CIS_bdpm.txt',
    ],
    ['no such day', () => importBody(medicinesFilesOf(), { date: '2026-02-30' }), 'date'],
    ['no file', () => ({ date: '2026-07-24', files: {} }), 'files.CIS_bdpm.txt'],
  ])('%s: refused by the field, and nothing changed', async (_, body, field) => {
    const answer = await test.call('operator', 'POST /v1/products/import', body());
    expect(answer).toMatchObject({ body: { field } });
    expect([400, 422]).toContain(answer.status);
    expect((await test.call('lab', 'GET /v1/products')).body.source).toMatchObject({
      date: '2026-07-25',
      products: 10_500,
    });
    expect((await test.call('lab', `GET /v1/products/${gtinOf(10_500)}`)).status).toBe(200);
  });

  it('both files in Windows-1252 are read alike, a shorter list is refused by what was known, and forced', async () => {
    const other = await openTestApp();
    onTestFinished(() => other.dispose());
    const files = medicinesFilesOf({ rows: 12_000, mitm: false });
    const old = { ...files, 'CIS_CIP_bdpm.txt': inCp1252(files['CIS_CIP_bdpm.txt'].toString()) };
    expect((await other.call('operator', 'POST /v1/products/import', importBody(old))).body).toMatchObject({
      products: 12_000,
      mitm: false,
    });
    expect((await other.call('lab', `GET /v1/products/${gtinOf(2)}`)).body).toMatchObject({
      presentation: 'plaquette(s) de 2 comprimé(s)',
      mitm: null,
    });
    const shorter = importBody(medicinesFilesOf());
    expect((await other.call('operator', 'POST /v1/products/import', shorter)).body.expected).toContain('12000');
    const forced = await other.call('operator', 'POST /v1/products/import', { ...shorter, force: true });
    expect(forced.body).toMatchObject({ products: 10_500, changed: true });
  });
});

describe('search', () => {
  it('by words in any order, without accents, those first whose name begins so', async () => {
    expect(await search('search=dolix')).toEqual([
      'DOLIX 1000 mg, comprimé pelliculé',
      'DOLIX 500 mg, comprimé pelliculé',
      'PARA DOLIX, sirop à 5 €',
    ]);
    expect(await search('search=1000+dolix')).toEqual(['DOLIX 1000 mg, comprimé pelliculé']);
    expect(await search('search=OESTRODOSE+ete')).toEqual(['ŒSTRODOSE ÉTÉ 0,06 %, gel à l’alcool']);
    expect(await search('search=%C5%93strodose')).toHaveLength(1);
    expect(await search(`search=${gtinOf(3)}`)).toEqual(['DOLIX 1000 mg, comprimé pelliculé']);
    expect(await search('search=dolix&holder=beaulieu')).toEqual(['PARA DOLIX, sirop à 5 €']);
    expect(await search('holder=elea')).toHaveLength(1);
    expect(await search('mitm=true')).toEqual(['DOLIX 500 mg, comprimé pelliculé']);
    expect(await search('search=olix')).toEqual([]);
    expect(await search(`search=${encodeURIComponent('%%')}dolix_`)).toHaveLength(3);
  });

  it('is paged without gaps or repetitions', async () => {
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await test.call('lab', `GET /v1/products?search=dolix&limit=1${after}`);
      seen.push(...body.products.map((one: { gtin: string }) => one.gtin));
      after = body.next === null ? '' : `&after=${body.next}`;
    } while (after !== '');
    expect(seen).toEqual([gtinOf(3), gtinOf(2), gtinOf(4)]);
  });

  it.each([
    ['GET /v1/products?search=x', 400, 'search'],
    ['GET /v1/products?search=dolix&after=x', 400, 'after'],
    [`GET /v1/products?after=${Buffer.from('[0,1,2]').toString('base64url')}`, 400, 'after'],
    ['GET /v1/products/123', 400, 'code'],
    ['GET /v1/products/3400930000013', 422, 'code'],
    ['GET /v1/products/03551100000006', 422, 'code'],
    [`GET /v1/products/${gtinOf(200_000)}`, 404, 'code'],
  ])('%s: %i', async (route, status, field) => {
    expect(await test.call('lab', route)).toMatchObject({ status, body: { field } });
  });
});

describe('a draft with codes that the database does not have', () => {
  it('is kept, and says which to look at again', async () => {
    const targets = [
      { gtin: gtinOf(2), lots: [{ lot: 'A1' }] },
      { cip7: '9999999', lots: 'all' },
    ];
    const body = targetBody({});
    const recall = { ...(body.recall as object), targets };
    const answer = await test.call('lab', 'POST /v1/bulletins', { ...body, recall }, { 'accept-language': 'fr' });
    expect(answer.status).toBe(201);
    expect(answer.body.warnings).toEqual([
      {
        field: 'recall.targets[1].gtin',
        code: 'product-unknown',
        text: '3400999999991 : inconnu de la base des médicaments du 25 juillet 2026. Vérifier qu’il est celui de la boîte.',
      },
    ]);
    const edited = await test.call('lab', `PUT /v1/bulletins/${answer.body.id}`, targetBody({ gtin: gtinOf(2) }));
    expect(edited.body.warnings).toEqual([]);
    expect((await test.call('lab', `GET /v1/bulletins/${answer.body.id}`)).body.warnings).toBeUndefined();
  });
});
