/** How long a recall is on its way: from the portal's commit to the hook that blocks, and to the last of thousands of links. */
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup as bundle } from '../../cli/bundle.testkit.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { compiledClient, NotHere } from '../install.ts';
import { type Measure, measureOf, type PartResult } from '../results.ts';
import type { AgentsDuties } from './agents.process.ts';
import { type Broker, startMosquitto, startNats } from './brokers.ts';
import { clientFrame, Links } from './links.ts';
import { type GatewayPlace, newDatabase, openGateway, openPeer } from './place.ts';
import { startWorker } from './process.ts';

const SIZES = [1_000, 5_000, 15_000];
const MOST = Math.max(...SIZES);
const ROUNDS = 3;
/** Of a bulletin's title: its entry is then as long as a usual recall's. */
const CHARACTERS = 600;
const REAL_LINKS = [250, 500, 1_000];
const REAL_PROCESSES = 2;
const BLOCK_ROUNDS = 6;

const TCP = 'raw TCP in Node';
const WS = 'plain ws loop';
const NATS = 'NATS';
const MOSQUITTO = 'Mosquitto';

interface Peer {
  readonly links: Links;
  /** Sends so much to all; returns when it began. */
  send(bytes: number): Promise<number>;
  stop(): Promise<void>;
}

export async function measureFanOut(): Promise<PartResult> {
  const measures: Measure[] = [await timeToBlock(), ...(await realLinks())];
  const lacking: string[] = [];
  const place = await openGateway({ workstations: MOST, database: await newDatabase() });
  const peers = new Map<string, Peer>();
  try {
    for (const [name, open] of openings(place.dir)) {
      try {
        peers.set(name, await open());
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        lacking.push(`${name}: ${error.message}`);
      }
    }
    measures.push(...(await leanLinks(place, peers)));
  } finally {
    for (const { stop } of peers.values()) await stop();
    await place.stop();
  }
  const without = lacking.length === 0 ? '' : ` Not measured: ${lacking.join('; ')}.`;
  return {
    beside: `An entry of ${CHARACTERS} characters from its commit in PostgreSQL (two reads of the tables come before the first byte) to the last byte at the last link, which a client in C holds; beside the same bytes written by a loop in Node to raw sockets and by \`ws\`, and published through NATS and Mosquitto (QoS 0) over WebSocket. One agent: from the order to validate a recall to the first check that blocks, beside the portal’s answer to that order. Real links: the agent’s own code, ${REAL_PROCESSES} processes on the same two cores, which prove the entry as often as there are links.${without}`,
    rounds: ROUNDS,
    measures,
    why: {
      'commit to the last link':
        'of few links the two reads of PostgreSQL that come before the first byte are the most of it.',
    },
  };
}

function* openings(dir: string): Generator<[string, () => Promise<Peer>]> {
  for (const [name, kind] of [
    [TCP, 'tcp'],
    [WS, 'ws'],
  ] as const) {
    yield [
      name,
      async () => {
        const { links, peer, stop } = await openPeer(kind, kind, MOST);
        return { links, send: (bytes) => peer.ask('send', bytes), stop };
      },
    ];
  }
  for (const [name, protocol, start] of [
    [NATS, 'nats', startNats],
    [MOSQUITTO, 'mqtt', startMosquitto],
  ] as const) {
    yield [name, async () => ofBroker(await start(dir), protocol)];
  }
}

async function ofBroker(broker: Broker, protocol: 'nats' | 'mqtt'): Promise<Peer> {
  const links = new Links(await compiledClient('links'), { protocol, port: broker.port, most: MOST });
  return {
    links,
    send: (bytes) => broker.publish(bytes),
    stop: async () => {
      links.stop();
      await broker.stop();
    },
  };
}

async function leanLinks(place: GatewayPlace, peers: ReadonlyMap<string, Peer>): Promise<Measure[]> {
  const ours = await place.links(MOST);
  const ping = join(place.dir, 'ping');
  writeFileSync(ping, clientFrame('{"type":"ping"}'));
  const measures: Measure[] = [];
  for (const size of SIZES) {
    // Ours last: a link that says nothing for half a minute is cut off.
    for (const { links } of peers.values()) await links.open(size);
    await ours.open(size);
    const taken: number[] = [];
    const beside = new Map([...peers.keys()].map((name): [string, number[]] => [name, []]));
    for (let round = -1; round < ROUNDS; round++) {
      await ours.say(ping);
      const [{ committed, bytes }, { last }] = await ours.received(size, 0, () =>
        place.gateway.ask('publish', CHARACTERS),
      );
      if (round >= 0) taken.push((last - committed) / 1e6);
      for (const [name, { links, send }] of peers) {
        const [began, answer] = await links.received(size, bytes, () => send(bytes));
        if (round >= 0) beside.get(name)?.push((answer.last - began) / 1e6);
      }
    }
    measures.push(
      measureOf({
        what: 'commit to the last link',
        unit: 'ms',
        size: { of: 'links', n: size },
        ours: taken,
        beside: Object.fromEntries(beside),
        targets: [
          ...(size === MOST ? [{ of: TCP, atMost: 1.15 }] : []),
          ...[NATS, MOSQUITTO].filter((name) => beside.has(name)).map((name) => ({ of: name, atMost: 1 })),
        ],
      }),
    );
  }
  return measures;
}

/** One agent and one portal, each the process that ships. */
async function timeToBlock(): Promise<Measure> {
  await bundle();
  const shop = await Shop.open(await newDatabase());
  try {
    await shop.addAgent('post');
    const gtin = '03400930000113';
    const [blocked, answered]: [number[], number[]] = [[], []];
    for (let round = -2; round < BLOCK_ROUNDS; round++) {
      const lot = `L${randomInt(1e9)}`;
      const { id } = await shop.portal.submit(recallDraft(`R${round + 2}`, gtin, [lot]));
      const began = performance.now();
      const validated = shop.portal.validate(id).then(() => performance.now() - began);
      while ((await shop.check('post', gtin, lot)).verdict !== 'block') {
        if (performance.now() - began > 60_000) throw new Error('it does not block');
      }
      const took = performance.now() - began;
      if (round >= 0) blocked.push(took);
      const answer = await validated;
      if (round >= 0) answered.push(answer);
    }
    return measureOf({
      what: 'order to validate until the hook blocks, one agent',
      unit: 'ms',
      ours: blocked,
      beside: { 'the portal’s answer': answered },
    });
  } finally {
    await shop.close();
  }
}

async function realLinks(): Promise<Measure[]> {
  const most = Math.max(...REAL_LINKS);
  const place = await openGateway({ workstations: 0, database: await newDatabase() });
  const workers = Array.from({ length: REAL_PROCESSES }, () =>
    startWorker<AgentsDuties>(new URL('agents.process.ts', import.meta.url)),
  );
  try {
    const measures: Measure[] = [];
    let linked = 0;
    for (const size of REAL_LINKS) {
      const { world, workstations } = await place.gateway.ask('enrolAgents', size - linked);
      linked = size;
      const each = Math.ceil(workstations.length / workers.length);
      await Promise.all(
        workers.map((worker, index) =>
          worker.ask('start', world, workstations.slice(index * each, (index + 1) * each)),
        ),
      );
      await until(async () => ((await place.gateway.ask('live')) === size ? true : undefined), {
        what: 'all links',
        seconds: 60,
      });
      const taken: number[] = [];
      for (let round = -1; round < ROUNDS; round++) {
        const next = (await place.gateway.ask('position')) + 1;
        for (const worker of workers) await worker.ask('await', next);
        const { committed } = await place.gateway.ask('publish', CHARACTERS);
        const last = Math.max(...(await Promise.all(workers.map((worker) => worker.ask('committed')))));
        if (round >= 0) taken.push((last - committed) / 1e6);
      }
      measures.push(
        measureOf({
          what: 'commit to the last real link that holds it',
          unit: 'ms',
          size: { of: 'links', n: size },
          ours: taken,
        }),
      );
    }
    if (linked !== most) throw new Error('sizes must grow');
    return measures;
  } finally {
    for (const worker of workers) await worker.stop();
    await place.stop();
  }
}
