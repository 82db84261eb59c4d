import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { keys } from '../../api/app.testkit.ts';
import { inPages } from '../../pdf/pages.testkit.ts';
import { recallBody } from '../../workflow/drafts.testkit.ts';
import { type OutreachScene, outreachScene } from '../outreach.testkit.ts';
import { printedCode, readCode } from './code.ts';

const address = {
  lines: ['Pharmacie à usage intérieur', '12 bis rue de l’Abbé-Grégoire'],
  postalCode: '75006',
  city: 'Paris Cédex',
};
const hospital = { kind: 'hospital', name: 'Hôpital Sainte-Œuvre', address };

/** A recall told by letter alone to these; returns its id. */
async function lettered(scene: OutreachScene, ...recipients: object[]): Promise<string> {
  for (const one of recipients) await scene.recipient(one);
  const id = await scene.publish(recallBody({ reason: 'Impureté' }));
  await scene.after(0);
  return id;
}
const made = async (scene: OutreachScene, body: object = {}) => {
  const answer = await scene.call('operator', 'POST /v1/outreach/letters', body);
  expect(answer.status).toBe(201);
  return answer.body;
};
const file = (scene: OutreachScene, id: string, format: string) =>
  scene.app.inject({
    url: `/v1/outreach/letters/${id}?format=${format}`,
    headers: { authorization: `Bearer ${keys.operator}`, host: 'portail.exemple.fr' },
  });
const audited = async ({ store }: OutreachScene) =>
  (
    await store.db
      .selectFrom('audit_entry')
      .select('act')
      .where('act', 'like', 'letters.%')
      .orderBy('position')
      .execute()
  ).map(({ act }) => act);

describe('letters', () => {
  it('that are due become a batch, once; an address that fits no envelope is named and waits', async () => {
    const scene = await outreachScene();
    const id = await lettered(scene, hospital, {
      kind: 'wholesaler',
      name: 'Trop long',
      address: { ...address, lines: ['A'.repeat(39)] },
    });
    const { batch, refused } = await made(scene, { sender: ['Exploitant', '75002 PARIS'] });
    expect(batch).toMatchObject({
      by: 'portal.json (operator)',
      handedAt: null,
      sender: ['Exploitant', '75002 PARIS'],
    });
    expect(batch.letters).toMatchObject([
      {
        bulletin: id,
        revision: 1,
        state: 'due',
        address: [
          'Hôpital Sainte-Œuvre',
          'Pharmacie à usage intérieur',
          '12 bis rue de l’Abbé-Grégoire',
          '75006 PARIS CEDEX',
        ],
      },
    ]);
    expect(refused).toMatchObject([{ name: 'Trop long', fault: 'word-too-long' }]);
    expect(await made(scene)).toMatchObject({ batch: null, refused: [{ name: 'Trop long' }] });
    const { body } = await scene.call('operator', 'GET /v1/outreach/letters');
    expect(body).toMatchObject({ batches: [{ id: batch.id, letters: 1 }], next: null });
    expect(await audited(scene)).toEqual(['letters.batch']);
  });

  it('go out together, with the receipt of all or of each; those withheld wait for the next batch', async () => {
    const scene = await outreachScene();
    const id = await lettered(scene, hospital, { ...hospital, name: 'Deux' }, { ...hospital, name: 'Trois' });
    const { batch } = await made(scene);
    const [one, two, three] = batch.letters.map(({ code }: { code: string }) => printedCode(code));
    const route = `POST /v1/outreach/letters/${batch.id}/hand-over`;
    expect(await scene.call('operator', route, { receipt: 'x', withheld: ['7K3P-9QXM-2ABC'] })).toMatchObject({
      status: 400,
      body: { field: 'withheld[0]' },
    });
    const handed = await scene.call('operator', route, {
      receipt: 'Bordereau 12',
      receipts: [{ code: two.toLowerCase(), receipt: 'RK 123 456 789 FR' }],
      withheld: [three],
    });
    expect(handed.body).toMatchObject({
      handedAt: new Date(scene.clock.wall()).toISOString(),
      receipt: 'Bordereau 12',
      letters: [
        { code: readCode(one), state: 'accepted', receipt: 'Bordereau 12' },
        { code: readCode(two), state: 'accepted', receipt: 'RK 123 456 789 FR' },
      ],
    });
    expect(await scene.call('operator', route, { receipt: 'x' })).toMatchObject({ status: 409 });
    expect((await made(scene)).batch.letters).toHaveLength(1);
    expect((await scene.told(id)).Deux?.attempts).toContain('letter accepted');
    expect(await audited(scene)).toEqual(['letters.batch', 'letters.hand-over', 'letters.batch']);
  });

  it('that come back are noted by their code; what is none of them is said', async () => {
    const scene = await outreachScene();
    const id = await lettered(scene, hospital, { ...hospital, name: 'Deux' });
    const { batch } = await made(scene);
    const [one, two] = batch.letters.map(({ code }: { code: string }) => printedCode(code));
    await scene.call('operator', `POST /v1/outreach/letters/${batch.id}/hand-over`, { receipt: 'R', withheld: [two] });
    const back = {
      returns: [
        { code: one, remark: 'NPAI' },
        { code: '0000-0000-0000', remark: 'NPAI' },
        { code: 'x', remark: 'x' },
      ],
    };
    const route = 'POST /v1/outreach/letters/returns';
    expect((await scene.call('operator', route, back)).body).toEqual({
      recorded: 1,
      unknown: ['0000-0000-0000', 'x'],
      notHandedOver: [],
    });
    expect((await scene.call('operator', route, back)).body).toMatchObject({ recorded: 0, notHandedOver: [one] });
    const told = (await scene.call('operator', `GET /v1/bulletins/${id}/outreach`)).body.recipients;
    const attempts = told.flatMap(
      (each: { attempts: Array<{ state: string; error: string | null }> }) => each.attempts,
    );
    expect(attempts.map(({ state, error }: (typeof attempts)[number]) => `${state} ${error}`).toSorted()).toEqual([
      'due null',
      'returned NPAI',
    ]);
    expect((await audited(scene)).at(-1)).toBe('letters.return');
  });

  it('are acknowledged by the code on them, as people type it; then nothing more is printed', async () => {
    const scene = await outreachScene();
    const id = await lettered(scene, hospital);
    const { batch } = await made(scene);
    const [{ code }] = batch.letters;
    const form = (url: string, payload: string) =>
      scene.app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
        payload,
      });
    expect((await scene.app.inject({ url: '/r' })).body).toContain('name="code"');
    const wrong = await form('/r', 'code=%3Cb%3E0000');
    expect(wrong.statusCode).toBe(404);
    expect(wrong.body).toContain('Aucun courrier ne porte ce code');
    expect(wrong.body).not.toContain('<b>');
    const found = await form(
      '/r',
      `code=${encodeURIComponent(` ${printedCode(code).toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l')} `)}`,
    );
    expect(found.statusCode).toBe(303);
    const page = String(found.headers.location);
    expect((await scene.app.inject({ url: page })).body).toContain('Hôpital Sainte-Œuvre');
    expect((await form(page, 'operator=M.+Durand&concerned=no')).statusCode).toBe(200);
    expect(await scene.told(id)).toMatchObject({ 'Hôpital Sainte-Œuvre': { state: 'acknowledged' } });
    expect((await scene.call('operator', `GET /v1/outreach/letters/${batch.id}`)).body.letters[0].state).toBe(
      'cancelled',
    );
  });

  it('codes are not guessed: an address that tries many has to wait', async () => {
    const scene = await outreachScene();
    const statuses = new Set<number>();
    for (let n = 0; n < 40; n += 1) {
      const answer = await scene.app.inject({
        method: 'POST',
        url: '/r',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `code=0000-0000-${1000 + n}`,
      });
      statuses.add(answer.statusCode);
    }
    expect([...statuses]).toEqual([404, 429]);
  });

  it.runIf(inPages !== null)(
    'are printed with the address where the window is, then the notice; the list says which pages',
    async () => {
      const scene = await outreachScene();
      await lettered(scene, hospital, { ...hospital, name: 'Deux' });
      const { batch } = await made(scene, { sender: ['Exploitant du portail'] });
      const pdf = await file(scene, batch.id, 'pdf');
      expect(pdf.headers['content-type']).toBe('application/pdf');
      const pages = inPages?.(pdf.rawPayload) ?? [];
      expect(pages).toHaveLength(4);
      const [first = '', second = '', third = ''] = pages;
      const code = printedCode(batch.letters[0].code);
      for (const said of [
        '75006 PARIS CEDEX',
        'Exploitant du portail',
        code,
        'portail.exemple.fr/r',
        'Rappel de lots',
      ]) {
        expect(first).toContain(said);
      }
      expect(second).toContain('Impureté');
      expect(second).toContain('page 2/2');
      expect(third).toContain('Deux');
      expect(third).toContain('page 1/2');
      const csv: Array<Record<string, string>> = parse((await file(scene, batch.id, 'csv')).rawPayload, {
        bom: true,
        delimiter: ';',
        columns: true,
      });
      expect(csv).toMatchObject([
        {
          Code: code,
          'Première page': '1',
          Pages: '2',
          'Ligne 1': 'Hôpital Sainte-Œuvre',
          'Ligne 4': '75006 PARIS CEDEX',
        },
        { 'Première page': '3', Pages: '2', 'Ligne 1': 'Deux' },
      ]);
    },
  );
});
