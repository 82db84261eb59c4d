/** The whole path through the front doors, as the processes that ship: from a laboratory's draft to the till's `block`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LookbackAnswer } from '../agent/hook/schemas.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from './processes.testkit.ts';

interface Tracking {
  targeted: number;
  delivered: number;
  displayed: number;
  acknowledged: number;
  reported: number;
  officines: Array<{ workstations: Array<Record<string, unknown>> }>;
  notReached: unknown[];
}
interface Bulletins {
  bulletins: Array<{ id: string; reference: string; state: string }>;
}

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
  await shop.addAgent('post-1');
}, 60_000);
afterAll(() => shop.close());

const publish = (reference: string, gtin: string, lots: readonly string[], more: object = {}) =>
  shop.portal.publish(recallDraft(reference, gtin, lots, more));
const tracking = (id: string) =>
  shop.portal.call('authority', 'GET', `/v1/bulletins/${id}/tracking`) as Promise<Tracking>;
const blocked = (name: string, gtin: string, lot: string) =>
  until(async () => ((await shop.check(name, gtin, lot)).verdict === 'block' ? true : undefined), {
    what: `block of ${lot}`,
  });

describe('a recalled lot', () => {
  it('is allowed before, blocked after, and the sale of before is found again', async () => {
    const gtin = testGtin(101);
    const before = await shop.check('post-1', gtin, 'A123', { saleReference: 'V-1' });
    expect(before).toMatchObject({ verdict: 'allow', feed: { state: 'live' } });
    await shop.hook('post-1', 'POST', `/v1/checks/${before.id}/outcome`, { outcome: 'dispensed', operator: 'AB' });

    const { id } = await publish('R-101', gtin, ['A123'], { level: 'patient' });
    await blocked('post-1', gtin, 'A123');
    expect(await shop.check('post-1', gtin, 'A124')).toMatchObject({ verdict: 'allow' });
    expect(await shop.check('post-1', gtin)).toMatchObject({ verdict: 'verify', reasons: [{ code: 'lot-missing' }] });

    const lookback = await shop.hook<LookbackAnswer>('post-1', 'GET', `/v1/bulletins/${id}/lookback`);
    expect(JSON.stringify(lookback)).toContain('V-1');
    expect(JSON.stringify(lookback)).toContain('dispensed');
    expect(await shop.hook('post-1', 'GET', '/v1/journal/verify')).toMatchObject({ proved: true });
  });

  it('is tracked to the report: delivered, acknowledged, reported', async () => {
    const gtin = testGtin(102);
    const { id } = await publish('R-102', gtin, ['B1']);
    await blocked('post-1', gtin, 'B1');
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision: 1 });
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/quarantine`, {
      operator: 'AB',
      lines: [{ gtin, lot: 'B1', quantity: 2 }],
    });
    const seen = await until(async () => {
      const now = await tracking(id);
      return now.reported === 1 && now.delivered === 1 ? now : undefined;
    });
    expect(seen).toMatchObject({ targeted: 1, delivered: 1, acknowledged: 1, reported: 1, notReached: [] });
  });
});

describe('without the portal', () => {
  it('blocks from disk, and an acknowledgement given meanwhile reaches the portal once', async () => {
    const gtin = testGtin(103);
    const { id } = await publish('R-103', gtin, ['C1']);
    await blocked('post-1', gtin, 'C1');
    await shop.killPortal();
    await shop.stopAgent('post-1');
    await shop.startAgent('post-1');
    expect(await shop.check('post-1', gtin, 'C1')).toMatchObject({ verdict: 'block', feed: { state: 'stale' } });
    expect(await shop.check('post-1', gtin, 'C2')).toMatchObject({
      verdict: 'allow',
      reasons: [{ code: 'feed-stale', effect: 'informs' }],
    });
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'CD', revision: 1 });
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'EF', revision: 1 });
    await shop.killAgent('post-1');
    await shop.startPortal();
    await shop.startAgent('post-1');
    await until(async () => ((await tracking(id)).acknowledged === 1 ? true : undefined), { seconds: 30 });
    expect((await tracking(id)).officines[0]?.workstations).toHaveLength(1);
  }, 60_000);
});

describe('kill -9', () => {
  it('of the agent while recalls and checks flow loses nothing it said it had', async () => {
    const answered: string[] = [];
    const references: Array<{ id: string; gtin: string }> = [];
    for (let round = 0; round < 3; round++) {
      const gtin = testGtin(200 + round);
      const checks = (async () => {
        try {
          for (;;) answered.push((await shop.check('post-1', gtin, 'K1')).id);
        } catch {
          // The agent was killed: whatever was answered before counts.
        }
      })();
      references.push({ id: (await publish(`R-K${round}`, gtin, ['K1'])).id, gtin });
      const delivered = until(async () =>
        (await tracking(references.at(-1)?.id ?? '')).delivered === 1 ? true : undefined,
      );
      await (round === 0 ? delivered : new Promise((resolve) => setTimeout(resolve, 10 * round)));
      await shop.killAgent('post-1');
      await checks;
      const told = round === 0 || (await tracking(references.at(-1)?.id ?? '')).delivered === 1;
      await shop.startAgent('post-1');
      if (told) expect((await shop.check('post-1', gtin, 'K1')).verdict).toBe('block');
      await delivered;
    }
    expect(answered.length).toBeGreaterThan(0);
    const { rows } = await shop.hook<{ rows: Array<{ id: string }> }>('post-1', 'GET', '/v1/journal?limit=10000');
    const kept = new Set(rows.map(({ id }) => id));
    expect(answered.filter((id) => !kept.has(id))).toEqual([]);
    expect(await shop.hook('post-1', 'GET', '/v1/journal/verify')).toMatchObject({ proved: true });
  }, 90_000);

  it('of the portal while it publishes leaves every broadcast entry in its feed', async () => {
    const gtin = testGtin(300);
    const { id } = await publish('R-300', gtin, ['P1']);
    await blocked('post-1', gtin, 'P1');
    const late = publish('R-301', gtin, ['P2']).catch(() => null);
    await shop.killPortal();
    await late;
    await shop.startPortal();
    await shop.restartAgent('post-1');
    await shop.synced('post-1');
    await until(async () => ((await tracking(id)).delivered === 1 ? true : undefined));
    await publish('R-302', gtin, ['P3']);
    await blocked('post-1', gtin, 'P3');
    expect(await shop.check('post-1', gtin, 'P1')).toMatchObject({ verdict: 'block' });
  }, 60_000);
});

describe('damage on disk', () => {
  it('of the register: nothing is allowed until the feed has made it again', async () => {
    const gtin = testGtin(400);
    await publish('R-400', gtin, ['D1']);
    await blocked('post-1', gtin, 'D1');
    await shop.stopAgent('post-1');
    await shop.killPortal();
    const file = join(shop.dataDir('post-1'), 'register.db');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096, Math.min(bytes.length, 40_960));
    writeFileSync(file, bytes);
    await shop.startAgent('post-1');
    for (const lot of ['D1', 'D2']) {
      expect(await shop.check('post-1', gtin, lot)).toMatchObject({ verdict: 'verify', feed: { state: 'unsynced' } });
    }
    const status = await shop.hook<{ alarms: Array<{ code: string }> }>('post-1', 'GET', '/v1/status');
    expect(status.alarms.map(({ code }) => code)).toContain('register-rebuilt');
    await shop.startPortal();
    await shop.restartAgent('post-1');
    await shop.synced('post-1');
    expect(await shop.check('post-1', gtin, 'D1')).toMatchObject({ verdict: 'block' });
    expect(await shop.check('post-1', gtin, 'D2')).toMatchObject({ verdict: 'allow' });
  }, 60_000);
});

describe('an older copy', () => {
  it('of the register, put in its place while the agent is away: nothing is allowed until the lost entries are back', async () => {
    const gtin = testGtin(450);
    const file = join(shop.dataDir('post-1'), 'register.db');
    await shop.stopAgent('post-1');
    const older = readFileSync(file);
    await shop.startAgent('post-1');
    await publish('R-450', gtin, ['E1']);
    await blocked('post-1', gtin, 'E1');
    await shop.stopAgent('post-1');
    await shop.killPortal();
    writeFileSync(file, older);
    await shop.startAgent('post-1');
    for (const lot of ['E1', 'E2']) {
      expect(await shop.check('post-1', gtin, lot)).toMatchObject({ verdict: 'verify', feed: { state: 'unsynced' } });
    }
    const status = await shop.hook<{ alarms: Array<{ code: string }> }>('post-1', 'GET', '/v1/status');
    expect(status.alarms.map(({ code }) => code)).toContain('register-set-back');
    await shop.startPortal();
    await shop.restartAgent('post-1');
    await shop.synced('post-1');
    expect(await shop.check('post-1', gtin, 'E1')).toMatchObject({ verdict: 'block' });
    expect(await shop.check('post-1', gtin, 'E2')).toMatchObject({ verdict: 'allow' });
  }, 60_000);
});

describe('two workstations of one officine', () => {
  it('both block, and each is tracked', async () => {
    await shop.addAgent('post-2');
    const gtin = testGtin(500);
    const { id } = await publish('R-500', gtin, ['T1']);
    await Promise.all([blocked('post-1', gtin, 'T1'), blocked('post-2', gtin, 'T1')]);
    expect(await until(async () => ((await tracking(id)).delivered === 2 ? tracking(id) : undefined))).toMatchObject({
      targeted: 2,
      delivered: 2,
    });
    const { bulletins } = await shop.hook<Bulletins>('post-2', 'GET', '/v1/bulletins');
    expect(bulletins.find((one) => one.id === id)).toMatchObject({ reference: 'R-500', state: 'in-force' });
  }, 60_000);
});
