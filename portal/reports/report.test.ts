import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { keys, manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { deliveredTo, happened } from '../tracking/fleet.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { hostile, reportedRecall, revised } from './report.testkit.ts';
import { proveReport } from './verify.ts';

const since = new Date('2026-11-22T09:30:00.000Z');
let test: TestApp;
let clock: ReturnType<typeof manualClock>;
beforeEach(async () => {
  clock = manualClock(since.getTime());
  test = await openTestApp({ clock });
});
afterEach(() => test.dispose());

const report = (id: string, query = '', who: keyof typeof keys = 'authority', language = 'fr') =>
  test.app.inject({
    url: `/v1/bulletins/${id}/report${query}`,
    headers: { authorization: `Bearer ${keys[who]}`, 'accept-language': language },
  });
const content = async (id: string) => (await report(id)).json().content;
const rows = async (id: string, table: string): Promise<Array<Record<string, string>>> =>
  parse((await report(id, `?format=csv&table=${table}`)).rawPayload, {
    bom: true,
    delimiter: ';',
    columns: true,
    record_delimiter: '\r\n',
  });

describe('the report', () => {
  it('tells the timeline, the reach, what each officine did and isolated, and what was tried', async () => {
    const id = await reportedRecall(test, since);
    const { bulletin, published, timeline, reach, quantities, officines, recipients, totals } = await content(id);
    expect(bulletin).toMatchObject({ id, kind: 'recall', author: 'lab', lifted: false });
    expect(published).toMatchObject([
      { revision: 1, state: 'in-force', publishedAt: since.toISOString(), lift: false },
    ]);
    expect(published[0].entryHash).toMatch(/^[\w-]{43}$/);
    expect(timeline.map((one: { what: string; by: { role: string } }) => `${one.what} ${one.by.role}`)).toEqual([
      'draft lab',
      'submitted lab',
      'rejected authority',
      'draft lab',
      'submitted lab',
      'in-force authority',
      'message lab',
    ]);
    expect(timeline[2].text).toBe('Préciser le motif');
    expect(reach).toMatchObject([
      {
        revision: 1,
        targeted: { officines: 4, workstations: 8 },
        steps: { delivered: { count: 3, median: 3, p95: 60 } },
      },
    ]);
    expect(totals).toEqual({ officines: 4, reached: 2, told: 1, reported: 1, packs: 5 });
    // The officine's latest report counts, whichever workstation sent it.
    expect(quantities).toEqual([
      { gtin: '03400930000014', lot: '0012', name: 'Dolix 500 mg', officines: 1, quantity: 2 },
      { gtin: '03400930000014', lot: 'B-2', name: 'Dolix 500 mg', officines: 1, quantity: 3 },
    ]);
    expect(officines.map((one: { id: string }) => one.id)).toEqual(['o00001', 'o00002', 'o00003', 'o00004']);
    expect(officines[0]).toMatchObject({
      name: hostile.name,
      workstations: 2,
      revisions: [
        {
          revision: 1,
          delivered: '2026-11-22T09:30:02.000Z',
          displayed: '2026-11-22T09:30:30.000Z',
          acknowledged: '2026-11-22T09:31:30.000Z',
          acknowledgedBy: hostile.operator,
        },
      ],
      report: { at: '2026-11-22T09:35:00.000Z', operator: 'EF', lines: [{ lot: '0012' }, { lot: 'B-2' }] },
    });
    expect(officines[2].outreach).toMatchObject([
      { state: 'acknowledged', acknowledgedBy: 'Mme Petit', attempts: [{ channel: 'email', receipt: '250 OK' }] },
    ]);
    expect(recipients).toMatchObject([
      {
        kind: 'wholesaler',
        name: 'Répartition Ouest',
        outreach: [{ state: 'exhausted', attempts: [{ state: 'failed' }, { channel: 'fax', receipt: 'FAX-77' }] }],
      },
    ]);
  });

  it('has the reach of every revision; those that the measure reached stay reached when it ends', async () => {
    const id = await reportedRecall(test, since);
    clock.advance(60_000);
    await revised(test, id);
    expect((await content(id)).totals).toMatchObject({ officines: 4, reached: 1 });
    await deliveredTo(test.store.db, { bulletin: id, revision: 2, since }, [{ workstation: 'w00002-2', seconds: 70 }]);
    await revised(test, id, { lift: true });
    const { reach, totals, officines, timeline, bulletin } = await content(id);
    expect(bulletin.lifted).toBe(true);
    expect(
      reach.map((one: { revision: number; steps: { delivered: { count: number } } }) => [
        one.revision,
        one.steps.delivered.count,
      ]),
    ).toEqual([
      [1, 3],
      [2, 1],
      [3, 0],
    ]);
    // The second and third concern one department and whoever's is not known.
    expect(officines.map((one: { revisions: unknown[] }) => one.revisions.length)).toEqual([1, 3, 3, 1]);
    expect(totals).toMatchObject({ officines: 4, reached: 2 });
    expect(timeline.at(-1)).toMatchObject({ what: 'lifted', revision: 3, by: { role: 'authority' } });
    expect(timeline.find((one: { text: string }) => one.text === 'Lots conformes')).toMatchObject({ revision: 3 });
  });

  it('leaves out what the authority has not validated yet', async () => {
    const id = await reportedRecall(test, since);
    const before = (await report(id)).json().sha256;
    await test.call('lab', `POST /v1/bulletins/${id}/revise`, bulletinBody({ title: 'Pas encore' }));
    const after = (await report(id)).json();
    expect(after.sha256).toBe(before);
    expect(JSON.stringify(after.content)).not.toContain('Pas encore');
  });

  it('is of published bulletins, for their laboratory and the authority', async () => {
    const { id } = (await test.call('lab', 'POST /v1/bulletins', bulletinBody())).body;
    expect((await report(id)).json()).toMatchObject({ status: 409, state: 'draft' });
    expect((await report('x')).statusCode).toBe(404);
    const { id: own } = (await test.call('authority', 'POST /v1/bulletins', bulletinBody())).body;
    expect((await report(own, '', 'lab')).statusCode).toBe(404);
    expect((await report(own, '?format=xml')).json()).toMatchObject({ status: 400, field: 'format' });
  });

  it('leaves nothing on the disk', async () => {
    const id = await reportedRecall(test, since);
    const place = mkdtempSync(join(tmpdir(), 'vigilot-reports-'));
    vi.stubEnv('TMPDIR', place);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(place, { recursive: true, force: true });
    });
    for (const query of ['', '?format=csv', '?format=pdf']) await report(id, query);
    await report('x');
    await expect.poll(() => readdirSync(place)).toEqual([]);
  });
});

describe('its hash', () => {
  it('is of the content alone: at any time, for anybody, in every form and language; and of all of it', async () => {
    const id = await reportedRecall(test, since);
    const first = await report(id);
    const { sha256 } = first.json();
    expect(first.headers).toMatchObject({
      etag: `"${sha256}"`,
      'content-disposition': `attachment; filename="bilan-R-2026-0042-${sha256.slice(0, 12)}.json"`,
    });
    clock.advance(3_600_000);
    for (const query of ['', '?format=csv', '?format=csv&table=quantities', '?format=pdf']) {
      const again = await report(id, query, 'lab', 'en');
      expect({ query, status: again.statusCode, etag: again.headers.etag }).toEqual({
        query,
        status: 200,
        etag: `"${sha256}"`,
      });
    }
    await happened(test.store.db, 'displayed', { bulletin: id, since }, [{ workstation: 'w00002-1', seconds: 9 }]);
    expect((await report(id)).json().sha256).not.toBe(sha256);
  });

  it('is that of the bytes that stand there, and is found again whatever the layout', async () => {
    const id = await reportedRecall(test, since);
    const text = (await report(id)).body;
    const { sha256, content: held } = JSON.parse(text);
    const bytes = text.slice(text.indexOf('"content":') + '"content":'.length, text.lastIndexOf('}'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    const keysOf = (value: object) => Object.keys(value);
    expect(keysOf(held)).toEqual(keysOf(held).toSorted());
    const mixed = Object.fromEntries(Object.entries(held).reverse());
    expect(proveReport(JSON.stringify({ content: mixed, sha256 }, null, 4))).toMatchObject({ holds: true });
    held.officines[0].report.lines[0].quantity += 1;
    expect(proveReport(JSON.stringify({ content: held, sha256 }))).toMatchObject({ holds: false, claimed: sha256 });
    expect(proveReport('{')).toBeNull();
  });
});

describe('its tables', () => {
  it('open in a French spreadsheet: mark, semicolons, codes as text, no formula of anybody’s', async () => {
    const id = await reportedRecall(test, since);
    const answer = await report(id, '?format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const all = await rows(id, 'recipients');
    expect(all).toHaveLength(5);
    expect(all[0]).toMatchObject({
      Type: 'officine',
      Officine: `'${hostile.name}`,
      FINESS: '="000000001"',
      'Reçu le': '2026-11-22 10:30:02',
      'Accusé par': `'${hostile.operator}`,
      Boîtes: '5',
    });
    expect(all[2]).toMatchObject({ 'Sans agent': 'réception accusée', 'Boîtes déclarées sans agent': '7' });
    const quantities = await rows(id, 'quantities');
    expect(quantities.map(({ Code, Lot, Boîtes }) => [Code, Lot, Boîtes])).toEqual([
      ['="03400930000014"', '="0012"', '2'],
      ['="03400930000014"', '="B-2"', '3'],
    ]);
    expect((await rows(id, 'attempts')).map(({ Canal, Issue }) => `${Canal} ${Issue}`)).toEqual([
      'courriel remis',
      'courriel échec',
      'fax remis',
    ]);
    expect((await rows(id, 'timeline')).map((row) => row.Étape)).toContain('Refus');
  });
});
