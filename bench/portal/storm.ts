/** Everybody comes back: links admitted a second, what each of them takes of memory, and what TLS and catching up add. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from '../install.ts';
import { type Measure, measureOf, type PartResult } from '../results.ts';
import { removedAtExit } from '../shared.ts';
import type { Answer } from './links.ts';
import {
  emptied,
  type GatewayPlace,
  newDatabase,
  openGateway,
  openPeer,
  type PeerPlace,
  type Secret,
} from './place.ts';

const LINKS = 1_000;
const TLS_LINKS = 300;
const ROUNDS = 2;
/** Entries that a workstation lacks, and how many workstations come at once with so many. */
const CATCH_UP = [
  { entries: 10, links: 600 },
  { entries: 100, links: 200 },
  { entries: 1_000, links: 50 },
];
const ENTRIES = 1_000;
/** Of a bulletin's title: its entry is then as long as a usual recall's. */
const CHARACTERS = 600;
const MEMORY = [1_000, 5_000, 15_000];
/** Links before the first that counts. */
const WARM = 500;

const WS = 'bare ws accept';
const TLS = 'bare TLS accept';
const PROVED = 'ws with the same proofs';

/** By a profile of 2,000 links a round, processor time on this machine. */
const WHY =
  'whoever asks for a proof cannot be as fast as who does not: taking a connection with `ws` is 130 to 220 µs of processor time in all, reading a key 21, verifying its signature 157 to 190 and signing the tip 51 to 64, on two cores that the client uses too. A `ws` server that does these and nothing else takes 600 to 850 µs a link, ours 1,000 to 1,200 (before: 2,800 to 3,900): who it is, what it holds, one word to the other gateways and its place in the books are asked of PostgreSQL in batches, and each packet that is written costs 40 to 60. As it ships a gateway lets in 500 a second, which this does not hold back.';

export async function measureStorm(): Promise<PartResult> {
  const place = await openGateway({ workstations: Math.max(...MEMORY), database: await newDatabase() });
  try {
    const measures = [
      // On processes that have held no more before.
      ...(await memoryALink(place)),
      ...(await admitted(place)),
      ...(await behindTls(place)),
      // The feed grows by it, and so each hello's answer.
      ...(await caughtUp(place)),
    ];
    return {
      beside: `A workstation is admitted once its proof is verified, its standing known and a tip over its nonce signed and received; a client in C brings 256 at a time, whose proofs were signed before. Beside a \`ws\` server that takes the connection and says nothing, and one that does what the protocol demands of any server (verifies one Ed25519 signature, makes one) and asks no database. Catching up: beside \`ws\` that sends as many bytes to whoever connects. The rate at which the portal that ships lets workstations in (500 a second) is lifted for this.`,
      rounds: ROUNDS,
      measures,
      why: {
        'links admitted': WHY,
        'links admitted through TLS': WHY,
        'memory a link':
          'of few links each bears its share of what a first storm leaves in the heap, some 10 MB; the more there are the less.',
        'links caught up':
          'each is admitted first, which takes most of the time up to 100 entries; then the frames go out as they stand in memory, at the rate of the client that reads them.',
      },
    };
  } finally {
    await place.stop();
  }
}

const rate = (links: number, { began, last }: Answer) => links / ((last - began) / 1e9);

/** Rounds of reconnections, ours first, then each peer's. */
async function rounds(
  place: GatewayPlace,
  links: number,
  missing: number,
  peers: ReadonlyMap<string, PeerPlace>,
  secure?: number,
) {
  const ours = await place.links(links, { missing, ...(secure !== undefined && { port: secure, tls: true }) });
  const taken: number[] = [];
  const beside = new Map([...peers.keys()].map((name): [string, number[]] => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    const answer = await ours.open(links);
    await ours.close();
    await emptied(() => place.gateway.ask('live'));
    if (round >= 0) taken.push(rate(links, answer));
    for (const [name, { links: theirs, peer }] of peers) {
      const other = await theirs.open(links);
      await theirs.close();
      await emptied(() => peer.ask('live'));
      if (round >= 0) beside.get(name)?.push(rate(links, other));
    }
  }
  return { ours: taken, beside: Object.fromEntries(beside) };
}

async function admitted(place: GatewayPlace): Promise<Measure[]> {
  const hellos = await place.hellos();
  const peers = new Map([
    [WS, await openPeer('ws', 'ws', LINKS)],
    [PROVED, await openPeer('proved', 'vigilot', LINKS, { hellos })],
  ]);
  try {
    const measured = await rounds(place, LINKS, 0, peers);
    const targets = [
      { of: WS, atLeast: 0.8 },
      { of: PROVED, atLeast: 0.8 },
    ];
    return [measureOf({ what: 'links admitted', unit: '/s', ...measured, targets })];
  } finally {
    for (const { stop } of peers.values()) await stop();
  }
}

async function behindTls(place: GatewayPlace): Promise<Measure[]> {
  const secret = await selfSigned();
  const port = await place.gateway.ask('secure', secret.key, secret.cert);
  const peers = new Map([[TLS, await openPeer('ws', 'ws', TLS_LINKS, { secret })]]);
  try {
    const measured = await rounds(place, TLS_LINKS, 0, peers, port);
    const targets = [{ of: TLS, atLeast: 0.8 }];
    return [measureOf({ what: 'links admitted through TLS', unit: '/s', ...measured, targets })];
  } finally {
    for (const { stop } of peers.values()) await stop();
  }
}

async function caughtUp(place: GatewayPlace): Promise<Measure[]> {
  await place.gateway.ask('fill', ENTRIES, CHARACTERS);
  const { bytes } = await place.gateway.ask('publish', CHARACTERS);
  const measures: Measure[] = [];
  for (const { entries, links } of CATCH_UP) {
    const peers = new Map([[WS, await openPeer('ws', 'vigilot', links, { hellos: await place.hellos() })]]);
    try {
      for (const { peer } of peers.values()) await peer.ask('catchUp', entries, bytes + ENTRY_FRAME);
      const measured = await rounds(place, links, entries, peers);
      const targets = [{ of: WS, atLeast: 0.8 }];
      const size = { of: 'entries', n: entries };
      measures.push(measureOf({ what: 'links caught up', unit: '/s', size, ...measured, targets }));
    } finally {
      for (const { stop } of peers.values()) await stop();
    }
  }
  return measures;
}

/** What stands around an entry in its frame. */
const ENTRY_FRAME = '{"type":"entry","entry":""}'.length;

/** Once each: what is freed in between is not given back to the system at once. */
async function memoryALink(place: GatewayPlace): Promise<Measure[]> {
  const ours = await place.links(Math.max(...MEMORY));
  const theirs = await openPeer('ws', 'ws', Math.max(...MEMORY));
  const measures: Measure[] = [];
  try {
    // What the first links make a process load belongs to none of them.
    await theirs.links.open(WARM);
    await ours.open(WARM);
    await theirs.links.close();
    await ours.close();
    await emptied(() => place.gateway.ask('live'));
    await emptied(() => theirs.peer.ask('live'));
    const [before, beforeThem] = [await place.gateway.ask('memory'), await theirs.peer.ask('memory')];
    for (const links of MEMORY) {
      await theirs.links.open(links);
      await ours.open(links);
      const each = ((await place.gateway.ask('memory')) - before) / links / 1000;
      const them = ((await theirs.peer.ask('memory')) - beforeThem) / links / 1000;
      const size = { of: 'links', n: links };
      const targets = [{ atMost: 12 }];
      measures.push(
        measureOf({ what: 'memory a link', unit: 'kB', size, ours: [each], beside: { [WS]: [them] }, targets }),
      );
    }
    await ours.close();
    await emptied(() => place.gateway.ask('live'));
    return measures;
  } finally {
    await theirs.stop();
  }
}

async function selfSigned(): Promise<Secret> {
  const dir = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-')));
  const [key, cert] = [join(dir, 'key'), join(dir, 'cert')];
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost'];
  const openssl = await programOf('openssl', 'openssl');
  execFileSync(openssl, ['req', ...options, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}
