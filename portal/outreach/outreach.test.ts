import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { recallBody } from '../workflow/drafts.testkit.ts';
import { delivered, HOUR, type OutreachScene, outreachScene, PUBLIC_URL } from './outreach.testkit.ts';
import { startOutreach } from './outreach.ts';
import type { Outcome } from './send.ts';

const address = { lines: ['1 rue de la Paix'], postalCode: '75002', city: 'Paris' };
const wholesaler = {
  kind: 'wholesaler',
  name: 'Répartition Ouest',
  email: 'alerte@ouest.example',
  fax: '01 23 45 67 89',
  address,
};
const hospital = { kind: 'hospital', name: 'CHU', email: 'pui@chu.example', territory: 'FR-31' };

const channels = ({ sent }: OutreachScene) => sent.map(({ channel, address: to }) => `${channel} ${to}`);
/** Path of a link, as the recipient's browser asks for it. */
const pathOf = (link: string) => link.slice(PUBLIC_URL.length);
const answer = (scene: OutreachScene, link: string, form: string) =>
  scene.app.inject({
    method: 'POST',
    url: pathOf(link),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
    payload: form,
  });

describe('recipients without an agent', () => {
  it('are told as soon as a recall is published, once, with what they need', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    await scene.recipient(hospital);
    const id = await scene.publish({ reference: 'R-1' });
    await scene.after(0);
    await scene.after(0);
    expect(channels(scene).sort()).toEqual(['email alerte@ouest.example', 'email pui@chu.example']);
    expect(scene.sent[0]?.bulletin).toMatchObject({ id, revision: 1, lifted: false, content: { reference: 'R-1' } });
    expect(new Set(scene.sent.map(({ link }) => link)).size).toBe(2);
    expect(await scene.told(id)).toEqual({
      'Répartition Ouest': { state: 'open', attempts: ['email accepted'] },
      CHU: { state: 'open', attempts: ['email accepted'] },
    });
  });

  it('are told nothing while a restored portal does not know yet what became of the recall', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    await scene.publish();
    await scene.store.db.updateTable('feed_head').set({ recovering: true }).execute();
    await scene.after(0);
    expect(scene.sent).toEqual([]);
    await scene.store.feed.endRecovery();
    await scene.after(0);
    expect(scene.sent).toHaveLength(1);
  });

  it('are told by how deep the measure goes, and where', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    await scene.recipient(hospital);
    await scene.recipient({ ...hospital, name: 'Ailleurs', email: 'a@ailleurs.example', territory: 'FR-75' });
    await scene.recipient({ ...hospital, name: 'Fermé', email: 'f@ferme.example', active: false });
    await scene.publish(recallBody({ level: 'wholesaler' }));
    await scene.after(0);
    expect(channels(scene)).toEqual(['email alerte@ouest.example']);
    scene.sent.splice(0);
    await scene.publish({ territories: ['FR-31'] });
    await scene.after(0);
    // Whose territory is not known is inside every measure.
    expect(channels(scene).sort()).toEqual(['email alerte@ouest.example', 'email pui@chu.example']);
  });

  it('are told again in salvos until one acknowledges, by fax too, and by letter after a day', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    const id = await scene.publish();
    await scene.after(0);
    await scene.after(1);
    expect(scene.sent).toHaveLength(1);
    await scene.after(1);
    // What a salvo sends is under way at the same time.
    expect(scene.sent.map(({ salvo, channel }) => `${salvo} ${channel}`).sort()).toEqual([
      '1 email',
      '2 email',
      '2 fax',
    ]);
    expect(scene.sent.find(({ channel }) => channel === 'fax')?.address).toBe('+33123456789');
    for (let hour = 2; hour < 30; hour += 2) await scene.after(2);
    const { attempts = [], state } = (await scene.told(id))['Répartition Ouest'] ?? {};
    expect(state).toBe('exhausted');
    expect(attempts.filter((one) => one.startsWith('letter'))).toEqual(['letter due']);
    expect(attempts.filter((one) => one.startsWith('email'))).toHaveLength(8);
    // Whoever answers late is still heard.
    await answer(scene, scene.sent[0]?.link ?? '', 'operator=M.+Durand&concerned=no');
    expect(await scene.told(id)).toMatchObject({ 'Répartition Ouest': { state: 'acknowledged' } });
    expect((await scene.told(id))['Répartition Ouest']?.attempts).toContain('letter cancelled');
  });

  it('are shown with when and how they are told next, and when officines are', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    await scene.recipient({ ...hospital, email: null, address });
    await scene.officine('Sans poste', { phone: '02 98 00 00 00' });
    const id = await scene.publish();
    const read = async () => (await scene.call('lab', `GET /v1/bulletins/${id}/outreach`)).body;
    expect(await read()).toMatchObject({ summary: null, officinesAt: null, recipients: [] });
    await scene.after(0);
    const at = (hours: number) => new Date(scene.clock.wall() + hours * HOUR).toISOString();
    const nexts = ({ recipients }: { recipients: Array<Record<string, unknown>> }) =>
      Object.fromEntries(recipients.map(({ name, nextAt, nextChannels }) => [name, { nextAt, nextChannels }]));
    const told = await read();
    expect(told.officinesAt).toBe(at(2));
    expect(nexts(told)).toEqual({
      'Répartition Ouest': { nextAt: at(2), nextChannels: ['email', 'fax'] },
      // Its letter waits to be printed already: there is no other way to it.
      CHU: { nextAt: at(2), nextChannels: [] },
    });
    const changes = scene.changes();
    expect(changes).toBeGreaterThan(0);
    await scene.after(0);
    expect(scene.changes()).toBe(changes);
    await scene.after(2);
    expect(scene.changes()).toBeGreaterThan(changes);
    expect(await read()).toMatchObject({ officinesAt: null, summary: { revision: 1 } });
  });

  it('are left alone once they have acknowledged', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    const id = await scene.publish();
    await scene.after(0);
    await answer(scene, scene.sent[0]?.link ?? '', 'operator=M.+Durand&concerned=yes&quantity=12&remark=Isol%C3%A9es');
    await scene.after(48);
    expect(scene.sent).toHaveLength(1);
    const { body } = await scene.call('lab', `GET /v1/bulletins/${id}/outreach`);
    expect(body.recipients[0]).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'M. Durand',
      answer: { operator: 'M. Durand', concerned: true, quantity: 12, remark: 'Isolées' },
    });
    expect(body.summary).toEqual({
      revision: 1,
      kinds: [
        { kind: 'wholesaler', told: 1, acknowledged: 1, reached: 0, exhausted: 0 },
        { kind: 'hospital', told: 0, acknowledged: 0, reached: 0, exhausted: 0 },
        { kind: 'officine', told: 0, acknowledged: 0, reached: 0, exhausted: 0 },
      ],
    });
  });

  it('are told of a new revision in place of the one before, whose salvos end', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    const id = await scene.publish();
    await scene.after(0);
    const first = scene.sent[0]?.link ?? '';
    await scene.publish({ title: 'Extension' }, id);
    await scene.after(0);
    await scene.after(2);
    expect(scene.sent.map(({ bulletin }) => bulletin.revision)).toEqual([1, 2, 2, 2]);
    const page = await scene.app.inject({ method: 'GET', url: pathOf(first), headers: { 'accept-language': 'fr' } });
    expect(page.body).toContain('Une version plus récente a remplacé ce message');
  });
});

describe('officines that no agent has reached', () => {
  it('are told in other ways after the operator’s delay, and those reached are not', async () => {
    const scene = await outreachScene();
    const id = await scene.publish();
    const reached = await scene.officine('Atteinte', { email: 'a@officine.example' }, { bulletin: id, revision: 1 });
    await scene.officine('Muette', { email: 'm@officine.example' });
    await scene.officine('Ailleurs', { email: 'x@officine.example', territory: 'FR-974' });
    await scene.call('operator', 'PUT /v1/outreach/plan', {
      officineDelayMinutes: 90,
      everyMinutes: 60,
      salvos: 3,
      faxFromSalvo: 1,
      letterAfterMinutes: 600,
    });
    const inParis = await scene.publish({ territories: ['FR-75'], title: 'Paris' });
    await scene.after(0);
    await scene.after(1.4);
    expect(scene.sent).toEqual([]);
    await scene.after(0.1);
    expect(channels(scene)).toEqual(expect.arrayContaining(['email m@officine.example']));
    expect(Object.keys(await scene.told(inParis)).sort()).toEqual(['Atteinte', 'Muette']);
    await scene.after(0.5);
    expect(Object.keys(await scene.told(id)).sort()).toEqual(['Ailleurs', 'Muette']);
    expect(reached).not.toBe('');
  });

  it('are left alone when their agent has it after all', async () => {
    const scene = await outreachScene();
    const muette = await scene.officine('Muette', { email: 'm@officine.example' });
    const id = await scene.publish();
    await scene.after(0);
    await scene.after(2);
    expect(channels(scene)).toEqual(['email m@officine.example']);
    await delivered(scene, muette, { bulletin: id, revision: 1 }, new Date(scene.clock.wall()));
    await scene.after(2);
    expect(scene.sent).toHaveLength(1);
    expect(await scene.told(id)).toEqual({ Muette: { state: 'reached', attempts: ['email accepted'] } });
  });

  it('are written to at the fax and address that the operator keeps for them', async () => {
    const scene = await outreachScene();
    const officine = await scene.officine('Sans courriel');
    await scene.recipient({ kind: 'officine', officine, name: 'Sans courriel', fax: '05 61 00 00 00', address });
    await scene.publish();
    await scene.after(0);
    await scene.after(2);
    expect(channels(scene)).toEqual(['fax +33561000000']);
  });
});

describe('a channel that refuses', () => {
  it('is tried again where it may pass, and each try is kept', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    const id = await scene.publish();
    scene.answers('email', () => ({ kind: 'later', error: '451 greylisted' }));
    await scene.after(0);
    await scene.after(0.01);
    expect(scene.sent).toHaveLength(1);
    scene.answers('email', () => ({ kind: 'accepted', receipt: '250 queued as 7' }));
    await scene.after(0.02);
    expect(new Set(scene.sent.map(({ attempt }) => attempt)).size).toBe(1);
    const { body } = await scene.call('operator', `GET /v1/bulletins/${id}/outreach`);
    expect(body.recipients[0].attempts).toMatchObject([{ state: 'accepted', receipt: '250 queued as 7', error: null }]);
  });

  it.each([
    ['with a fax', wholesaler, ['email failed', 'fax accepted']],
    ['with an address alone', { ...wholesaler, fax: null }, ['email failed', 'letter due']],
    ['with nothing else', hospital, ['email failed']],
  ])('for good gives way to the next at once: a recipient %s', async (_, recipient, attempts) => {
    const scene = await outreachScene();
    await scene.recipient(recipient);
    const id = await scene.publish();
    scene.answers('email', () => ({ kind: 'failed', error: '550 no such mailbox' }));
    await scene.after(0);
    expect(Object.values(await scene.told(id))).toEqual([{ state: 'open', attempts }]);
  });

  it('goes on failing until it counts as failed', async () => {
    const scene = await outreachScene();
    await scene.recipient(hospital);
    const id = await scene.publish();
    scene.answers('email', () => {
      throw new Error('connect ECONNREFUSED');
    });
    for (const hours of [0, 1 / 60, 5 / 60, 15 / 60, 1]) await scene.after(hours);
    expect(scene.sent).toHaveLength(5);
    expect((await scene.told(id)).CHU?.attempts).toEqual(['email failed']);
  });

  it('gives way to nothing where the recipient has acknowledged meanwhile', async () => {
    const scene = await outreachScene();
    await scene.recipient(wholesaler);
    const id = await scene.publish();
    scene.answers('email', async ({ link }) => {
      await answer(scene, link, 'operator=M.+Durand&concerned=no');
      return { kind: 'failed', error: '550' };
    });
    await scene.after(0);
    expect(await scene.told(id)).toEqual({
      'Répartition Ouest': { state: 'acknowledged', attempts: ['email cancelled'] },
    });
  });

  it('of a portal that died while sending is taken over, as the same message', async () => {
    const scene = await outreachScene();
    await scene.recipient(hospital);
    await scene.publish();
    const begun = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<Outcome>();
    scene.answers('email', () => {
      begun.resolve();
      return answered.promise;
    });
    const first = scene.after(0);
    await begun.promise;
    const sent: string[] = [];
    const second = startOutreach(
      {
        db: scene.store.db,
        clock: scene.clock,
        log: pino({ level: 'silent' }),
        publicUrl: PUBLIC_URL,
        senders: {
          email: async ({ attempt }) => {
            sent.push(attempt);
            return { kind: 'accepted', receipt: '250' };
          },
        },
      },
      null,
    );
    await second.run();
    expect(sent).toEqual([]);
    scene.clock.advance(HOUR / 10);
    await second.run();
    expect(sent).toEqual([scene.sent[0]?.attempt]);
    answered.resolve({ kind: 'accepted', receipt: '250' });
    await first;
  });
});

describe('a trial', () => {
  it('goes out by e-mail and fax, never by letter', async () => {
    const scene = await outreachScene();
    await scene.recipient({ kind: 'hospital', name: 'Sans rien', address });
    await scene.recipient(wholesaler);
    const id = await scene.publish({ drill: true });
    for (let hour = 0; hour < 30; hour += 2) await scene.after(2);
    expect((await scene.told(id))['Sans rien']?.attempts).toEqual([]);
    expect((await scene.told(id))['Répartition Ouest']?.attempts.some((one) => one.startsWith('letter'))).toBe(false);
  });
});

describe('by hand', () => {
  it('a call is noted with what came of it', async () => {
    const scene = await outreachScene();
    await scene.recipient({ ...hospital, phone: '05 61 00 00 00' });
    const id = await scene.publish();
    await scene.after(0);
    const [row] = (await scene.call('operator', `GET /v1/bulletins/${id}/outreach`)).body.recipients;
    const note = (body: object) => scene.call('operator', `POST /v1/outreach/${row.id}/notes`, body);
    expect((await note({ outcome: 'no-answer', remark: 'Occupé' })).status).toBe(200);
    expect((await note({ outcome: 'returned', remark: 'NPAI' })).body).toMatchObject({ type: 'state-conflict' });
    expect((await note({ outcome: 'acknowledged', remark: 'Mme Martin, pharmacienne' })).status).toBe(200);
    expect(await scene.told(id)).toEqual({
      CHU: { state: 'acknowledged', attempts: ['email accepted', 'phone failed', 'phone accepted'] },
    });
    await scene.after(48);
    expect(scene.sent).toHaveLength(1);
  });
});
