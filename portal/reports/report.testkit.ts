/** A recall with all that a report tells of: two revisions, an exchange, officines of every kind, attempts of every channel. */
import type { TestApp } from '../api/app.testkit.ts';
import { deliveredTo, happened, makeFleet } from '../tracking/fleet.testkit.ts';
import { bulletinBody, recallBody } from '../workflow/drafts.testkit.ts';

/** What somebody writes who means harm, and what a spreadsheet would run or a page would lose. */
export const hostile = {
  name: '=HYPERLINK("http://x")"; Łódź Ωμέγα Жук 😀 漢 \u202Eabc\u2028d\u0007',
  operator: '+33 "cmd" \u200b',
};

/** Makes it; returns the bulletin's id. Officine 1 reported, 2 acknowledged, 3 saw nothing and answered by link, 4 nothing at all. */
export async function reportedRecall(test: TestApp, since: Date): Promise<string> {
  const { db } = test.store;
  await makeFleet(db, { officines: 4, each: 2, territories: ['FR-75', 'FR-69', null] });
  await db.updateTable('officine').set({ name: hostile.name }).where('id', '=', 'o00001').execute();
  const target = {
    gtin: '03400930000014',
    name: 'Dolix 500 mg',
    lots: [{ lot: '0012' }, { lot: 'B-2', expiry: '2027-03' }],
  };
  const body = { ...recallBody({ targets: [target] }), reference: 'R-2026-0042', title: 'Rappel de lots de Dolix' };
  const { id } = (await test.call('lab', 'POST /v1/bulletins', body)).body;
  await test.call('lab', `POST /v1/bulletins/${id}/messages`, { text: `Merci de relire.\n${hostile.name}` });
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  await test.call('authority', `POST /v1/bulletins/${id}/reject`, { reason: 'Préciser le motif' });
  await test.call('lab', `PUT /v1/bulletins/${id}`, { ...body, text: 'Motif précisé.' });
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  await published(test, id);
  const spread = { bulletin: id, since };
  const did = (...pairs: Array<[string, number]>) => pairs.map(([workstation, seconds]) => ({ workstation, seconds }));
  await deliveredTo(db, spread, did(['w00001-1', 2], ['w00001-2', 3], ['w00002-1', 60]));
  await happened(db, 'displayed', spread, did(['w00001-1', 30]));
  const line = (lot: string, quantity: number) => ({ gtin: '03400930000014', lot, quantity });
  await happened(db, 'acknowledged', spread, [
    { workstation: 'w00001-2', seconds: 90, data: { operator: hostile.operator } },
    { workstation: 'w00002-1', seconds: 120, data: { operator: 'AB' } },
  ]);
  await happened(db, 'reported', spread, [
    { workstation: 'w00001-1', seconds: 200, data: { operator: 'CD', lines: [line('0012', 9)] } },
    { workstation: 'w00001-2', seconds: 300, data: { operator: 'EF', lines: [line('0012', 2), line('B-2', 3)] } },
  ]);
  const recipient = { kind: 'wholesaler', name: 'Répartition Ouest', email: 'alerte@ouest.example', fax: '0123456789' };
  const wholesaler = (await test.call('operator', 'POST /v1/recipients', recipient)).body.id;
  const open = { bulletin: id, revision: 1, opened_at: since };
  await db
    .insertInto('outreach')
    .values([
      {
        ...open,
        id: '01JTOLD1',
        kind: 'officine',
        addressee: 'o00003',
        state: 'acknowledged',
        acknowledged_at: since,
        acknowledged_by: 'Mme Petit',
        answer: '{"concerned":true,"operator":"Mme Petit","quantity":7}',
      },
      { ...open, id: '01JTOLD2', kind: 'wholesaler', addressee: wholesaler, state: 'exhausted' },
    ])
    .execute();
  const attempt = { outreach: '01JTOLD2', salvo: 1, due_at: since, at: since };
  await db
    .insertInto('outreach_attempt')
    .values([
      {
        ...attempt,
        id: 'A1',
        channel: 'email',
        address: 'alerte@ouest.example',
        state: 'failed',
        error: '550 5.1.1 no such user',
      },
      { ...attempt, id: 'A2', channel: 'fax', address: '+33123456789', state: 'accepted', receipt: 'FAX-77' },
      {
        ...attempt,
        id: 'A3',
        outreach: '01JTOLD1',
        channel: 'email',
        address: 'p3@example.org',
        state: 'accepted',
        receipt: '250 OK',
      },
    ])
    .execute();
  return id;
}

/** The next revision, or the end of the measure; nobody has it yet. */
export async function revised(test: TestApp, id: string, o: { lift?: boolean } = {}): Promise<void> {
  if (o.lift) await test.call('lab', `POST /v1/bulletins/${id}/lift`, { reason: 'Lots conformes' });
  else
    await test.call(
      'lab',
      `POST /v1/bulletins/${id}/revise`,
      bulletinBody({ title: 'Extension', territories: ['FR-69'] }),
    );
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  await published(test, id);
}

async function published(test: TestApp, id: string): Promise<void> {
  const { status, body } = await test.call('authority', `POST /v1/bulletins/${id}/validate`);
  if (status !== 200) throw new Error(`a bulletin: ${status} ${JSON.stringify(body)}`);
}
