/** A portal as `vigilot portal` starts it, which lets in whoever comes as fast as it can, and puts entries into its feed when told. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { pino } from 'pino';
import { ulid } from 'ulid';
import { publishBulletin } from '../../portal/gateway/gateway.testkit.ts';
import { startPortal } from '../../portal/portal.ts';
import { json } from '../../portal/store/database.ts';
import { typ } from '../../protocol/envelope.ts';
import type { AgentsWorld, Enrolled } from './agents.process.ts';
import { memory, nanoseconds, serve } from './duties.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '' },
    database: { type: 'string' },
    bounded: { type: 'boolean' },
    port: { type: 'string', default: '0' },
  },
});

/** The same on every connection, so that what workstations answer can be signed before. */
const nonce = createHash('sha256').update('bench').digest('base64url');
const everybody = { perSecond: 1e6, burst: 1e6 };

const portal = await startPortal({
  dataDir: values.dir,
  port: Number(values.port),
  databaseUrl: values.database,
  log: pino({ level: 'warn' }, pino.destination(2)),
  gateway: {
    newNonce: () => nonce,
    ...(values.bounded === true ? {} : { admission: everybody, maxUnknown: 20_000 }),
  },
});
const { store, gateway } = portal;
const listeningAt = nanoseconds();
const workstations: Array<{ id: string; proof: string }> = [];
let committed = 0;
store.bus.on('feed', () => {
  committed ||= nanoseconds();
});
const officine = ulid();
let secure: Server | null = null;

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function enrolled(count: number) {
  const at = new Date().toISOString();
  const entry = await store.feed.entrySigner();
  const about = { feed: store.info.feed, officine, name: 'Pharmacie', territory: 'FR-75', version: 1 };
  const statement = await entry.sign(typ.officine, about);
  await sql`insert into officine (id, name, territory, statement_version, statement, created_at)
    values (${officine}, 'Pharmacie', 'FR-75', 1, ${statement}, ${at}) on conflict do nothing`.execute(store.db);
  const made = Array.from({ length: count }, () => ({ id: ulid(), ...generateKeyPairSync('ed25519') }));
  const rows = made.map(({ id, publicKey }) => {
    const { x } = publicKey.export({ format: 'jwk' });
    return { id, officine, key: { kty: 'OKP', crv: 'Ed25519', x }, at };
  });
  await sql`insert into workstation (id, officine, name, public_key, thumbprint, enrolled_at)
    select id, officine, 'Comptoir', key, id, at from jsonb_to_recordset(${json(rows)}::jsonb)
    as t(id text, officine text, key jsonb, at timestamptz)`.execute(store.db);
  await sql`analyze workstation`.execute(store.db);
  return made;
}

export type GatewayDuties = typeof duties;
const duties = serve(
  {
    port: () => Number(new URL(portal.url).port),
    listeningAt: () => listeningAt,

    /** The same gateway behind TLS; returns the port. */
    secure: async (key: string, cert: string) => {
      secure = createServer({ key, cert }, (_request, response) => response.writeHead(404).end());
      gateway.attach(secure);
      await new Promise<void>((resolve) => secure?.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
      return (secure.address() as AddressInfo).port;
    },

    /** Enrols so many workstations, each with a key of its own, which all know the same challenge. */
    enrol: async (count: number) => {
      for (const { id, privateKey } of await enrolled(count)) {
        const header = base64url({ alg: 'EdDSA', kid: id, typ: typ.hello });
        const signed = `${header}.${base64url({ nonce, ...store.info })}`;
        const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url');
        workstations.push({ id, proof: `${signed}.${signature}` });
      }
    },

    /** Enrols so many, for agents that sign by themselves. */
    enrolAgents: async (count: number) => {
      const made = await enrolled(count);
      const world: AgentsWorld = { url: portal.url, ...store.info, root: store.keys.rootThumbprint, officine };
      const agents = made.map(({ id, privateKey }): Enrolled => {
        const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
        return { id, key: { x, d } };
      });
      return { world, workstations: agents };
    },

    /** Writes what each workstation says at hello, holding all of the feed but its last `missing` entries. */
    hellos: async (file: string, missing: number) => {
      const { position } = await store.feed.head();
      const entry = await store.feed.entry(position - missing);
      if (entry === null) throw new RangeError(`there are ${position} entries, not ${missing}`);
      const about = { position: entry.position, hash: entry.hash, tip: null, nonce: 'n'.repeat(32), version: '0.1.0' };
      const lines = workstations.map(
        ({ id, proof }) => `${JSON.stringify({ type: 'hello', workstation: id, proof, ...about, headless: false })}\n`,
      );
      writeFileSync(file, lines.join(''));
    },

    /** Appends an entry; returns when it was asked for, when the commit was known, and the bulletin. */
    publish: async (characters: number) => {
      committed = 0;
      const asked = nanoseconds();
      const { id, jws } = await publishBulletin(store, ulid(), 'x'.repeat(characters));
      committed ||= nanoseconds();
      return { asked, committed, id, bytes: jws.length };
    },

    /** Appends many entries, without waiting for who receives them. */
    fill: async (count: number, characters: number) => {
      for (let n = 0; n < count; n += 1) await publishBulletin(store, ulid(), 'x'.repeat(characters));
    },

    /** Resolves once so many deliveries are in the tables. */
    delivered: async (wanted: number) => {
      for (;;) {
        const { rows } = await sql<{ n: number }>`select count(*)::int n from delivery`.execute(store.db);
        if ((rows[0]?.n ?? 0) >= wanted) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },

    /** What a row takes of the disk with its indices, on average. */
    rowBytes: async () => {
      const { rows } = await sql<{ event: number; delivery: number }>`select
        (pg_total_relation_size('workstation_event') / (select count(*) from workstation_event))::int as event,
        (pg_total_relation_size('delivery') / (select count(*) from delivery))::int as delivery`.execute(store.db);
      const [row] = rows;
      if (row === undefined) throw new Error('no answer');
      return row;
    },

    forgetEvents: async () => {
      await sql`truncate workstation_event`.execute(store.db);
      await sql`update workstation set last_event_seq = 0`.execute(store.db);
      await sql`vacuum analyze workstation`.execute(store.db);
    },

    events: async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int n from workstation_event`.execute(store.db);
      return rows[0]?.n ?? 0;
    },

    position: async () => (await store.feed.head()).position,
    live: () => gateway.stats().links.live,
    memory,
    cpu: () => process.cpuUsage(),
  },
  async () => {
    secure?.close();
    await portal.close();
  },
);
