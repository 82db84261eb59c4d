/** Lists searched by what people remember of a name: case and accents do not count, signs mean themselves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { openTestApp, type TestApp } from './app.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  for (const [name, territory, finess] of [
    ['Pharmacie de l’Œillet', 'FR-29', '290000017'],
    ['PHARMACIE DES ÉCOLES', 'FR-75', null],
    ['Pharmacie 100 % garde_nuit', 'FR-974', null],
  ]) {
    await test.call('operator', 'POST /v1/officines', { name, territory, finess });
  }
  for (const [reference, title] of [
    ['R-2026-0042', 'Comprimés sécables'],
    ['R-2026-0043', 'Sirop 5%'],
  ]) {
    await test.call('lab', 'POST /v1/bulletins', bulletinBody({ reference, title }));
  }
});
afterAll(() => test.dispose());

describe('officines', () => {
  it.each([
    ['oeillet', ['Pharmacie de l’Œillet']],
    ['ŒILLET', ['Pharmacie de l’Œillet']],
    ['ecoles', ['PHARMACIE DES ÉCOLES']],
    ['École', ['PHARMACIE DES ÉCOLES']],
    ['290000017', ['Pharmacie de l’Œillet']],
    ['fr-974', ['Pharmacie 100 % garde_nuit']],
    ['100 %', ['Pharmacie 100 % garde_nuit']],
    ['e_n', ['Pharmacie 100 % garde_nuit']],
    ['%', ['Pharmacie 100 % garde_nuit']],
    ['\\', []],
    ["' or 1=1", []],
  ])('%j: %j', async (search, names) => {
    const { status, body } = await test.call('operator', `GET /v1/officines?${new URLSearchParams({ search })}`);
    expect([status, body.officines.map(({ name }: { name: string }) => name)]).toEqual([200, names]);
  });

  it('are paged among those found', async () => {
    const first = (await test.call('operator', 'GET /v1/officines?search=pharmacie&limit=2')).body;
    expect(first.officines).toHaveLength(2);
    const rest = (await test.call('operator', `GET /v1/officines?search=pharmacie&limit=2&after=${first.next}`)).body;
    expect([rest.officines.length, rest.next]).toEqual([1, null]);
  });
});

describe('bulletins', () => {
  it.each([
    ['0042', ['R-2026-0042']],
    ['COMPRIMES', ['R-2026-0042']],
    ['5%', ['R-2026-0043']],
    ['r-2026', ['R-2026-0043', 'R-2026-0042']],
    ['nothing', []],
  ])('%j: %j', async (search, references) => {
    const { body } = await test.call('lab', `GET /v1/bulletins?${new URLSearchParams({ search })}`);
    expect(body.bulletins.map(({ reference }: { reference: string }) => reference)).toEqual(references);
  });
});
