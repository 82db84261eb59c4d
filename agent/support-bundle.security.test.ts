/** Secrets planted in every source of the bundle, beside codes that must survive. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEnrolmentToken } from '../protocol/enrolment.ts';
import type { UpwardEvent } from '../protocol/frames.ts';
import { Problem } from '../protocol/problems.ts';
import type { StatusAnswer } from './hook/schemas.ts';
import { Tokens } from './hook/tokens.ts';
import type { BulletinRecord } from './register/register.ts';
import { type BundleSources, supportBundle } from './support-bundle.ts';
import { liveFeed } from './verdict/verdict.testkit.ts';

const WALL = Date.parse('2026-11-22T09:30:00.000Z');
const at = new Date(WALL).toISOString();
const { admin, till } = new Tokens();
const enrolment = makeEnrolmentToken('B'.repeat(43));
const privateKey = randomBytes(32).toString('base64url');
const secrets = {
  admin,
  till,
  enrolment: enrolment.slice(5, 48),
  privateKey,
  operator: 'Hélène Martin',
  initials: 'HMZ',
  sale: 'VENTE-0042',
  serial: 'SERIALNUMBER7',
  home: 'mdupont',
  windowsHome: 'Marie Dupont',
} as const;
const codes = [
  '03400930000014',
  '3400930000014',
  '4R112',
  'A123',
  'R-2026-0042',
  '01JBULLETIN0000000000000000',
] as const;

/** Everything at once, as a careless author would write it. */
const planted = [
  `Bearer ${admin}`,
  `till ${till}`,
  `token ${enrolment}`,
  `{"kty":"OKP","d":"${privateKey}"}`,
  `{"operator":"${secrets.operator}","saleReference":"${secrets.sale}"}`,
  `signed by ${secrets.operator} (${secrets.initials})`,
  `saleReference=${secrets.sale}`,
  `/v1/checks?scan=0103400930000014${secrets.serial}`,
  `/home/${secrets.home}/vigilot`,
  String.raw`C:\Users\Marie Dupont\vigilot`,
  `${homedir()}/vigilot`,
  `gtin ${codes[0]} cip13 ${codes[1]} lots ${codes[2]}, ${codes[3]} of ${codes[4]}, bulletin ${codes[5]}`,
].join(' ; ');

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-bundle-'));
  mkdirSync(join(dataDir, 'logs'));
  // As an older version may have left it: nothing was cleaned when it was written.
  writeFileSync(
    join(dataDir, 'logs', 'agent.log'),
    [
      JSON.stringify({ level: 30, time: WALL, msg: planted, operator: secrets.operator, serial: secrets.serial }),
      JSON.stringify({ level: 50, err: { message: planted, stack: planted }, data: { token: till, pack: codes } }),
      planted,
      '',
    ].join('\n'),
  );
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** As long as a token, and what support compares first. */
const headHash = randomBytes(32).toString('base64url');
const status: StatusAnswer = {
  versions: { vigilot: '0.1.0-test', node: '24' },
  pid: 42,
  startedAt: at,
  url: 'http://127.0.0.1:17013',
  feed: liveFeed,
  link: { portal: 'https://portail.test', state: 'waiting', since: at, detail: planted },
  identity: {
    workstation: { id: 'w1', name: 'comptoir 1' },
    officine: { id: 'o1', name: 'Pharmacie du Marché' },
    territory: 'FR-75',
    feed: 'f1',
  },
  keyProtection: { by: 'owner-file', locked: false, detail: null },
  positions: { register: { position: 3, hash: headHash }, journal: null, events: 7 },
  outbox: { waiting: 1, oldest: at, refused: 1 },
  alarms: [],
  settings: [],
};
const event: UpwardEvent = {
  seq: 1,
  id: '01JEVENT',
  kind: 'acknowledged',
  at,
  bulletin: codes[5],
  revision: 1,
  data: { operator: secrets.operator, note: planted },
};
const bulletin: BulletinRecord = {
  id: codes[5],
  kind: 'recall',
  reference: codes[4],
  title: planted,
  attention: 'interrupt',
  drill: false,
  revision: 1,
  state: 'in-force',
  revisions: [
    {
      revision: 1,
      position: 3,
      receivedAt: at,
      effectiveAt: null,
      state: 'in-force',
      understood: true,
      content: { text: planted },
    },
  ],
};
const sources = (): BundleSources => ({
  dataDir,
  diagnostics: async () => ({
    at,
    steps: [{ id: 'alarms', state: 'warning', title: 'Alarmes', finding: planted, advice: planted }],
    settings: [
      { name: 'enrolmentToken', value: '(masqué)', source: 'environment', where: 'VIGILOT_ENROLMENT_TOKEN' },
      { name: 'dataDir', value: `/home/${secrets.home}/vigilot`, source: 'flag', where: planted },
    ],
  }),
  bulletins: () => [bulletin],
  desk: {
    operators: () => [secrets.operator, secrets.initials],
    alarms: () => [{ id: '01JALARM', code: 'feed-fork', at, detail: { position: 7, cause: planted, token: till } }],
    outbox: {
      lastSeq: () => 1,
      waiting: () => ({ count: 1, oldest: at }),
      refusedEvents: () => [{ event, reason: planted, at }],
    },
  },
  journal: { head: () => ({ count: 2, hash: 'f'.repeat(64) }) },
  inspector: { journalDays: async () => [{ day: '2026-11-22', kind: 'check', value: 'block', count: 2 }] },
  secrets: [enrolment],
  wall: () => WALL,
});
const unpacked = async (change: Partial<BundleSources> = {}, language: 'fr' | 'en' = 'fr') => {
  const { file, zip } = await supportBundle({ ...sources(), ...change }, () => status, language);
  const files = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]);
  return { file, texts: Object.fromEntries(files) as Record<string, string> };
};
const withPlanted = ['diagnostics.json', 'status.json', 'alarms.json', 'outbox.json', 'agent.log'];

describe('the support bundle', () => {
  it('holds what it says it holds', async () => {
    const { file, texts } = await unpacked();
    expect(file).toBe('vigilot-assistance-2026-11-22.zip');
    expect(Object.keys(texts)).toEqual([
      ...['readme.txt', 'diagnostics.json', 'status.json', 'settings.json', 'versions.json', 'alarms.json'],
      ...['bulletins.json', 'outbox.json', 'journal.json', 'agent.log'],
    ]);
    for (const name of Object.keys(texts)) {
      expect(texts['readme.txt'], name).toContain(name === 'readme.txt' ? 'Dossier d’assistance' : name);
      if (name.endsWith('.json')) expect(() => JSON.parse(texts[name] ?? ''), name).not.toThrow();
    }
    expect(JSON.parse(texts['journal.json'] ?? '')).toEqual({
      head: { count: 2, hash: 'f'.repeat(64) },
      since: '2026-08-24',
      days: [{ day: '2026-11-22', kind: 'check', value: 'block', count: 2 }],
    });
    expect(JSON.parse(texts['bulletins.json'] ?? '')).toMatchObject([
      { id: codes[5], reference: codes[4], state: 'in-force', revisions: [{ revision: 1, understood: true }] },
    ]);
    expect(JSON.parse(texts['status.json'] ?? '')).toMatchObject({
      positions: status.positions,
      identity: { officine: { name: 'Pharmacie du Marché' } },
    });
    expect((await unpacked({}, 'en')).file).toBe('vigilot-support-2026-11-22.zip');
  });

  it.each(Object.entries(secrets))('holds no %s, in any file', async (_, secret) => {
    const { texts } = await unpacked();
    // Three letters stand by chance inside random keys and hashes: there they are no word, and nobody's initials.
    const short = secret.length < 6 ? new RegExp(`(?<![\\w-])${secret}(?![\\w-])`, 'i') : null;
    for (const [name, text] of Object.entries(texts)) {
      if (short !== null) {
        expect(text, name).not.toMatch(short);
        continue;
      }
      expect(text.toLowerCase(), name).not.toContain(secret.toLowerCase());
      // Nor as JSON writes it.
      expect(text.toLowerCase(), name).not.toContain(JSON.stringify(secret).slice(1, -1).toLowerCase());
    }
  });

  it('holds no name of this account’s own folder', async () => {
    const { texts } = await unpacked();
    for (const text of Object.values(texts)) expect(text).not.toContain(`${homedir()}/`);
  });

  it.each(codes)('holds %s, wherever it was planted', async (code) => {
    const { texts } = await unpacked();
    for (const name of withPlanted) expect(texts[name], name).toContain(code);
  });

  it('says nothing of what events and bulletins say', async () => {
    const { texts } = await unpacked();
    expect(texts['outbox.json']).not.toContain('note');
    expect(texts['bulletins.json']).not.toMatch(/title|content/);
  });
});

describe('where a part cannot be made', () => {
  const broken = (): never => {
    throw new Error(`disk: ${planted}`);
  };
  it('it says why, cleaned, and the others are there', async () => {
    const { texts } = await unpacked({
      diagnostics: () => Promise.reject(new Error(`steps: ${planted}`)),
      bulletins: broken,
      journal: { head: broken },
      desk: {
        ...sources().desk,
        operators: () => {
          throw new Problem('store-unavailable');
        },
        alarms: broken,
      },
    });
    for (const name of ['diagnostics.json', 'settings.json', 'bulletins.json', 'journal.json', 'alarms.json']) {
      expect(JSON.parse(texts[name] ?? ''), name).toEqual({ failed: expect.stringContaining('gtin 03400930000014') });
      expect(texts[name], name).not.toContain(admin);
      expect(texts[name], name).not.toContain(secrets.home);
    }
    expect(texts['status.json']).toContain('Pharmacie du Marché');
  });

  it('a missing log is an empty file', async () => {
    const { texts } = await unpacked({ dataDir: join(dataDir, 'none') });
    expect(texts['agent.log']).toBe('');
  });
});

it('lets the event loop have its turns over a long log and many bulletins', async () => {
  const many = Array.from({ length: 400 }, () => bulletin);
  let turns = 0;
  const watch = () => {
    turns++;
    timer = setImmediate(watch);
  };
  let timer = setImmediate(watch);
  await unpacked({ bulletins: () => many });
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(8);
});
