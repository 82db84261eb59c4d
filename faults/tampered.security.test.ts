/** Files of an agent that somebody changed while it was away: it says what is wrong, believes nothing foreign, and goes on blocking. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { vigilot } from '../cli/cli.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const POST = 'post-1';
const gtin = testGtin(1);

interface Identity {
  readonly key: object;
  readonly enrolment: Record<string, unknown>;
}
interface Status {
  readonly feed: { readonly state: string };
  readonly link: { readonly state: string; readonly detail: string | null };
  readonly alarms: ReadonlyArray<{ readonly code: string }>;
}

let shop: Shop;
let file: string;
let own: string;
let mine: Identity;
let theirs: Identity;
beforeAll(async () => {
  shop = await Shop.open();
  for (const name of [POST, 'post-2']) await shop.addAgent(name);
  await shop.stopAgent('post-2');
  await shop.portal.publish(recallDraft('R-1', gtin, ['A1']));
  await until(async () => (await shop.check(POST, gtin, 'A1')).verdict === 'block' || undefined);
  await shop.stopAgent(POST);
  file = join(shop.dataDir(POST), 'identity.json');
  own = readFileSync(file, 'utf8');
  mine = JSON.parse(own) as Identity;
  theirs = JSON.parse(readFileSync(join(shop.dataDir('post-2'), 'identity.json'), 'utf8')) as Identity;
});
afterAll(() => shop.close());

const changes: ReadonlyArray<{ what: string; text: () => string; link: string; says: RegExp; alarm: string | null }> = [
  {
    what: 'the key of another workstation',
    text: () => JSON.stringify({ ...mine, key: theirs.key }),
    link: 'refused',
    says: /unauthorized/,
    alarm: null,
  },
  {
    what: 'another root',
    text: () => JSON.stringify({ ...mine, enrolment: { ...mine.enrolment, root: 'r'.repeat(43) } }),
    link: 'waiting',
    says: /identity\.json.*register\.db/,
    alarm: 'identity-differs',
  },
  {
    what: 'half of it',
    text: () => own.slice(0, own.length / 2),
    link: 'identity-damaged',
    says: /identity\.json\.damaged-/,
    alarm: 'identity-damaged',
  },
];
it.for(changes)(
  'an identity with $what: named, never live, known recalls block',
  async ({ text, link, says, alarm }) => {
    writeFileSync(file, text());
    await shop.startAgent(POST);
    const status = await until(async () => {
      const seen = await shop.hook<Status>(POST, 'GET', '/v1/status');
      expect(seen.feed.state).not.toBe('live');
      return seen.link.state === link && says.test(seen.link.detail ?? '') ? seen : undefined;
    });
    if (alarm !== null) expect(status.alarms.map(({ code }) => code)).toContain(alarm);
    expect((await shop.check(POST, gtin, 'A1')).verdict).toBe('block');
    await shop.stopAgent(POST);
    for (const [, name] of (status.link.detail ?? '').matchAll(/(\/\S+\.damaged-\S*[^\s.])/g)) rmSync(name ?? '');
  },
);

it('a file of settings that is empty, cut short or another thing: no start, exit 2, its name and what is wrong', async () => {
  const config = join(shop.dir, 'agent-config.json');
  for (const text of ['', '{"hookPort": 1', '[]', '{"hookPort": "x"}']) {
    writeFileSync(config, text);
    const line = ['agent', '--config', config, '--data-dir', join(shop.dir, 'unused'), '--lang', 'en'];
    const { status, err } = await vigilot(line);
    expect([status, err], text).toEqual([2, expect.stringMatching(/agent-config\.json|hookPort/)]);
  }
});
