/** Health alerts through the front doors: written, validated, broadcast, asked about at the till, acknowledged, withdrawn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gtinOfCip7 } from '../protocol/product.ts';
import { Shop, until } from './processes.testkit.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
  for (const name of ['post-1', 'post-2']) await shop.addAgent(name);
}, 60_000);
afterAll(() => shop.close());

const PRODUCT = gtinOfCip7('3000401');
const INSTRUCTIONS = 'Vérifier la présence de la pipette graduée avant de délivrer.';

interface View {
  id: string;
  state: string;
  revision: number;
}
const portal = (who: 'lab' | 'authority', method: 'GET' | 'POST', path: string, body?: object) =>
  shop.portal.call(who, method, path, body) as Promise<View>;
const alert = (reference: string, part: object = {}, more: object = {}) => ({
  kind: 'alert',
  reference,
  title: `Alerte ${reference}`,
  issuer: { name: 'Laboratoire d’essai', phone: '01 00 00 00 00' },
  attention: 'interrupt',
  drill: false,
  text: 'Des boîtes peuvent ne pas contenir de pipette.',
  effectiveAt: null,
  territories: null,
  alert: part,
  ...more,
});
const targets = [{ gtin: PRODUCT, lots: [{ lot: 'A1' }, { lot: 'A2' }] }];

/** Written and submitted by `who`, validated by the authority. */
async function broadcast(who: 'lab' | 'authority', body: object): Promise<string> {
  const { id } = await portal(who, 'POST', '/v1/bulletins', body);
  await portal(who, 'POST', `/v1/bulletins/${id}/submit`);
  await portal('authority', 'POST', `/v1/bulletins/${id}/validate`);
  return id;
}

interface Seen {
  id: string;
  revision: number;
  acknowledged: boolean;
}
const seen = (name: string, id: string, query = 'kind=alert') =>
  until(
    async () => {
      const { bulletins } = await shop.hook<{ bulletins: Seen[] }>(name, 'GET', `/v1/bulletins?${query}`);
      return bulletins.find((one) => one.id === id);
    },
    { what: `alert ${id} at ${name}`, seconds: 30 },
  );
const answers = (name: string, lot: string, verdict: string, gtin = PRODUCT) =>
  until(
    async () => {
      const answer = await shop.check(name, gtin, lot);
      return answer.verdict === verdict ? answer : undefined;
    },
    { what: `${verdict} for lot ${lot} at ${name}`, seconds: 30 },
  );
const acknowledged = (id: string, count: number) =>
  until(
    async () => {
      const tracking = (await shop.portal.call('lab', 'GET', `/v1/bulletins/${id}/tracking`)) as {
        acknowledged: number;
      };
      return tracking.acknowledged === count ? true : undefined;
    },
    { what: `${count} acknowledgements of ${id}`, seconds: 30 },
  );
const acknowledge = (name: string, { id, revision }: Seen) =>
  shop.hook(name, 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'Anne Bernard', revision });

describe('an alert of a laboratory', () => {
  it('waits for the authority, then makes the till answer verify with its instructions, and nothing but the lots named', async () => {
    const { id } = await portal('lab', 'POST', '/v1/bulletins', alert('A-1', { instructions: INSTRUCTIONS, targets }));
    await portal('lab', 'POST', `/v1/bulletins/${id}/submit`);
    await expect(portal('lab', 'POST', `/v1/bulletins/${id}/validate`)).rejects.toThrow();
    expect((await shop.check('post-1', PRODUCT, 'A1')).verdict).toBe('allow');
    expect(await portal('authority', 'POST', `/v1/bulletins/${id}/validate`)).toMatchObject({ state: 'in-force' });

    for (const name of ['post-1', 'post-2']) {
      const answer = await answers(name, 'A1', 'verify');
      expect(answer.reasons).toMatchObject([
        { code: 'check-required', effect: 'decides', bulletin: id, reference: 'A-1' },
      ]);
      expect(answer.message).toContain('A-1');
      expect(answer.message).toContain('pipette graduée');
      // A check is no refusal: other lots go, and a pack whose lot was not read is looked at.
      expect((await shop.check(name, PRODUCT, 'B1')).verdict).toBe('allow');
      expect((await shop.check(name, PRODUCT)).verdict).toBe('verify');
    }

    // The pack was looked at, and dispensed for a reason that stands in the journal.
    const { id: check } = await shop.check('post-1', PRODUCT, 'A2');
    await shop.hook('post-1', 'POST', `/v1/checks/${check}/outcome`, {
      outcome: 'dispensed',
      operator: 'Anne Bernard',
      reason: 'Pipette présente',
    });

    // Acknowledged like a recall: each workstation for itself, counted once however often.
    await acknowledge('post-1', await seen('post-1', id));
    await acknowledge('post-1', await seen('post-1', id));
    await acknowledged(id, 1);
    expect(await seen('post-2', id, 'kind=alert&unacknowledged=true')).toMatchObject({ revision: 1 });
    await acknowledge('post-2', await seen('post-2', id));
    await acknowledged(id, 2);
  });

  it('is revised, and withdrawn: from then on the till says what it said before', async () => {
    const id = await broadcast(
      'lab',
      alert('A-2', { instructions: INSTRUCTIONS, targets: [{ gtin: PRODUCT, lots: [{ lot: 'C1' }] }] }),
    );
    await answers('post-1', 'C1', 'verify');
    const wider = alert('A-2', { instructions: INSTRUCTIONS, targets: [{ gtin: PRODUCT, lots: [{ lot: 'C2' }] }] });
    await portal('lab', 'POST', `/v1/bulletins/${id}/revise`, wider);
    // Until the authority validates it, what is in force stays.
    expect((await shop.check('post-1', PRODUCT, 'C2')).verdict).toBe('allow');
    await portal('lab', 'POST', `/v1/bulletins/${id}/submit`);
    await portal('authority', 'POST', `/v1/bulletins/${id}/validate`);
    await answers('post-1', 'C2', 'verify');
    await answers('post-1', 'C1', 'allow');
    await portal('lab', 'POST', `/v1/bulletins/${id}/lift`, { reason: 'Toutes les boîtes ont été vues' });
    await portal('lab', 'POST', `/v1/bulletins/${id}/submit`);
    await portal('authority', 'POST', `/v1/bulletins/${id}/validate`);
    for (const name of ['post-1', 'post-2']) await answers(name, 'C2', 'allow');
    expect(await seen('post-1', id, 'kind=alert&state=all')).toMatchObject({ state: 'lifted', revision: 3 });
  });

  it('reaches a workstation that was off, whose acknowledgement waits for a portal that is off', async () => {
    await shop.stopAgent('post-2');
    const lots = [{ lot: 'D1' }];
    const id = await broadcast('lab', alert('A-3', { instructions: INSTRUCTIONS, targets: [{ gtin: PRODUCT, lots }] }));
    await answers('post-1', 'D1', 'verify');
    await shop.startAgent('post-2');
    await answers('post-2', 'D1', 'verify');
    await shop.stopPortal();
    await acknowledge('post-2', await seen('post-2', id));
    await acknowledge('post-1', await seen('post-1', id));
    await shop.startPortal();
    for (const name of ['post-1', 'post-2']) await shop.restartAgent(name);
    await acknowledged(id, 2);
  });
});

describe('an alert of the authority', () => {
  it('is its own to write and validate; without products it is read and acknowledged, and the till is not concerned', async () => {
    const other = gtinOfCip7('3000402');
    const id = await broadcast('authority', alert('ANSM-1', {}, { issuer: { name: 'ANSM' } }));
    const read = await seen('post-1', id);
    expect((await shop.check('post-1', other, 'A1')).verdict).toBe('allow');
    await acknowledge('post-1', read);
    await acknowledged(id, 1);
    // Not a laboratory's to end.
    await expect(portal('lab', 'POST', `/v1/bulletins/${id}/lift`, { reason: 'Non' })).rejects.toThrow();
  });

  it('as a trial asks for nothing at the till', async () => {
    const other = gtinOfCip7('3000403');
    const part = { instructions: INSTRUCTIONS, targets: [{ gtin: other, lots: 'all' }] };
    const id = await broadcast('authority', alert('ANSM-2', part, { drill: true }));
    await seen('post-1', id);
    const answer = await shop.check('post-1', other, 'A1');
    expect([answer.verdict, answer.reasons]).toMatchObject(['allow', [{ effect: 'informs', drill: true }]]);
  });
});
