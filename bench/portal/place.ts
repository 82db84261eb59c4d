/** A portal on PostgreSQL with its workstations, and the least that could be in its place, for one part of the bench. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { seedEmbedded } from '../../portal/store/store.testkit.ts';
import { compiledClient } from '../install.ts';
import { postgres } from '../postgres.ts';
import { removedAtExit } from '../shared.ts';
import type { GatewayDuties } from './gateway.process.ts';
import { type LinkProtocol, Links } from './links.ts';
import type { PeerDuties } from './peer.process.ts';
import { startWorker, type Worker } from './process.ts';

let databases = 0;

/** The address of a new and empty database on the run's server. Throws NotHere. */
export async function newDatabase(): Promise<string> {
  const { url } = await postgres();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  databases += 1;
  await client.query(`create database bench_${databases}`);
  await client.end();
  const own = new URL(url);
  own.pathname = `/bench_${databases}`;
  return own.href;
}

export interface GatewayPlace {
  readonly dir: string;
  /** Another after `restart`. */
  readonly gateway: Worker<GatewayDuties>;
  readonly port: number;
  /** A file with what each workstation says at hello, that has all but the last `missing` entries. */
  hellos(missing?: number): Promise<string>;
  /** Links of the workstations that were enrolled; ended with the place. */
  links(
    most: number,
    o?: { readonly missing?: number; readonly port?: number; readonly tls?: boolean },
  ): Promise<Links>;
  /** Kills the portal, as a crash would, and starts it again where it was. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a portal with so many workstations; embedded unless a database is named. */
export async function openGateway(o: {
  workstations: number;
  database?: string;
  bounded?: boolean;
}): Promise<GatewayPlace> {
  const dir = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-')));
  // Making an embedded cluster takes longer than measuring on it.
  if (o.database === undefined) await seedEmbedded(join(dir, 'portal'));
  const database = o.database === undefined ? [] : ['--database', o.database];
  const args = ['--dir', join(dir, 'portal'), ...database, ...(o.bounded === true ? ['--bounded'] : [])];
  const start = (...more: readonly string[]) =>
    startWorker<GatewayDuties>(new URL('gateway.process.ts', import.meta.url), [...args, ...more]);
  let gateway = start();
  const opened: Links[] = [];
  const stop = async () => {
    for (const links of opened) links.stop();
    await gateway.stop();
  };
  try {
    const port = await gateway.ask('port');
    await gateway.ask('enrol', o.workstations);
    const hellos = async (missing = 0) => {
      const file = join(dir, `hellos-${missing}`);
      await gateway.ask('hellos', file, missing);
      return file;
    };
    const links: GatewayPlace['links'] = async (most, { missing = 0, port: other = port, tls = false } = {}) => {
      const program = await compiledClient('links');
      const made = new Links(program, { protocol: 'vigilot', port: other, most, hellos: await hellos(missing), tls });
      opened.push(made);
      return made;
    };
    return {
      dir,
      get gateway() {
        return gateway;
      },
      port,
      hellos,
      links,
      restart: async () => {
        await gateway.kill();
        gateway = start('--port', String(port));
        await gateway.ask('port');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface PeerPlace {
  readonly peer: Worker<PeerDuties>;
  readonly links: Links;
  stop(): Promise<void>;
}

/** Starts a bare server in Node, and a client that speaks this protocol to it. */
export async function openPeer(
  kind: 'tcp' | 'ws' | 'proved',
  protocol: LinkProtocol,
  most: number,
  o: { readonly hellos?: string; readonly secret?: Secret } = {},
): Promise<PeerPlace> {
  const { hellos, secret } = o;
  const args = secret === undefined ? [kind] : [kind, secret.key, secret.cert];
  const peer = startWorker<PeerDuties>(new URL('peer.process.ts', import.meta.url), args);
  const port = await peer.ask('port');
  const tls = secret !== undefined;
  const links = new Links(await compiledClient('links'), {
    protocol,
    port,
    most,
    ...(hellos && { hellos }),
    tls,
  });
  return {
    peer,
    links,
    stop: async () => {
      links.stop();
      await peer.stop();
    },
  };
}

export interface Secret {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

/** Lets a server forget those that have gone. */
export async function emptied(live: () => Promise<number>): Promise<void> {
  for (let tries = 0; (await live()) > 0; tries += 1) {
    if (tries > 500) throw new Error('links that were ended are not forgotten');
    await sleep(20);
  }
}
