/** The portal as a whole: store, API and gateway on one port. The command line, the demonstration and tests start it here. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { FeedError } from '../protocol/envelope.ts';
import { type AccessKeys, readAccessKeys, writeAccessFile } from './access-file.ts';
import { buildApp } from './api/app.ts';
import { type Clock, systemClock } from './clock.ts';
import { Officines } from './enrolment/officines.ts';
import { createGateway, type Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { countedMailer, countedSenders, measure, startMetrics } from './operation/metrics.ts';
import { Readiness } from './operation/readiness.ts';
import { startOutreach } from './outreach/outreach.ts';
import { type ChannelSettings, openMailer, openSenders } from './outreach/senders.ts';
import { StoreError } from './store/errors.ts';
import { joinFellows } from './store/fellows.ts';
import { openStore, type Store } from './store/store.ts';

/** The web desk as `vite build portal/desk` leaves it. */
const screens = fileURLToPath(new URL('./desk/dist', import.meta.url));

/** Connections the system takes for us while we are busy: Node's 511 makes workstations that come back together try again. */
const BACKLOG = 4_096;

/** How long callers have to let go of their connections when the portal stops, in milliseconds. */
const LET_GO_MS = 5_000;

export interface PortalOptions {
  /** Keys, portal.json, feed.log, and the database where it is embedded. */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  /** PostgreSQL; embedded when absent. */
  readonly databaseUrl?: string | undefined;
  readonly log: Logger;
  readonly clock?: Clock;
  /** The portal's address as people open it, for links; absent: where it listens. */
  readonly publicUrl?: string | undefined;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks, commas between. */
  readonly trustedProxies?: string | undefined;
  /** How recipients without an agent are told, and people of their account. */
  readonly channels?: ChannelSettings;
  /** Address to listen on; loopback unless told, since keys travel in the clear without a TLS proxy in front. */
  readonly host?: string | undefined;
  /** Opens `/metrics`; absent: nobody reads them. */
  readonly metricsKey?: string | undefined;
  /** Longest time over which workstations are handed over when the portal stops, in milliseconds; default: none. */
  readonly drainMs?: number;
  /** For whoever measures; as the gateway has it unless given. */
  readonly gateway?: Pick<GatewayOptions, 'admission' | 'maxUnknown' | 'newNonce'>;
}

export interface RunningPortal {
  readonly url: string;
  readonly keys: AccessKeys;
  readonly store: Store;
  readonly gateway: Gateway;
  /** Says goodbye to workstations, answers what is under way, closes the store. Again: the same promise. */
  close(): Promise<void>;
}

/**
 * Opens the store, listens, and writes `portal.json` once the address is known. Throws `DataDirectoryHeld`, `StoreError`,
 * `AccessFileError`, and the listening error (EADDRINUSE, EACCES) with nothing left open.
 */
export async function startPortal(o: PortalOptions): Promise<RunningPortal> {
  const clock = o.clock ?? systemClock;
  const undo: Array<() => Promise<void>> = [];
  const closeAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    // A file that cannot be used is refused before a database is started; it is read for good under the directory's lock.
    readAccessKeys(o.dataDir);
    const store = await openStore({ dataDir: o.dataDir, databaseUrl: o.databaseUrl, log: o.log, clock });
    undo.push(() => store.close());
    const keys = await requireSameKeys(store, o.dataDir);
    undo.push(await keepStatementsSigned(store, o.log));
    const channels = o.channels ?? {};
    const given = o.publicUrl?.replace(/\/+$/, '');
    const mailer = openMailer(channels, given ?? 'http://localhost');
    const metrics = startMetrics();
    const readiness = new Readiness(store);
    undo.push(async () => mailer?.close());
    const app = await buildApp({
      store,
      keys,
      version: manifest.version,
      log: o.log,
      screens,
      publicUrl: given,
      mailer: mailer === null ? undefined : countedMailer(metrics, mailer),
      metrics,
      metricsKey: o.metricsKey,
      readiness,
      trustedProxies: o.trustedProxies,
    });
    undo.push(async () => {
      // A caller that holds its connection and says nothing is not waited for.
      const late = setTimeout(() => app.server.closeAllConnections(), LET_GO_MS);
      await app.close();
      clearTimeout(late);
    });
    const gateway = await createGateway({ store, log: o.log, clock, ...o.gateway });
    undo.push(() => gateway.close());
    gateway.attach(app.server);
    measure(metrics, { store, gateway, readiness });
    const host = o.host ?? '127.0.0.1';
    await app.listen({ port: o.port, host, backlog: BACKLOG });
    const url = urlOf(app.server.address() as AddressInfo);
    writeAccessFile(o.dataDir, { url, keys });
    const senders = countedSenders(metrics, openSenders(channels, mailer));
    const onChange = () => store.news.tell('tracking');
    const outreach = startOutreach({ db: store.db, clock, log: o.log, senders, publicUrl: given ?? url, onChange });
    undo.push(() => outreach.close());
    o.log.info({ url, feed: store.info.feed, channels: Object.keys(senders) }, 'portal listening');
    let closing: Promise<void> | null = null;
    return {
      url,
      keys,
      store,
      gateway,
      close: () => {
        readiness.drain();
        closing ??= gateway.drain(o.drainMs ?? 0).finally(closeAll);
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/**
 * Signs the officines' statements anew where the keys have changed: now, or once entries that may name other keys are back.
 * Returns what ends the waiting.
 */
async function keepStatementsSigned(store: Store, log: Logger): Promise<() => Promise<void>> {
  const resign = async () => {
    if ((await store.feed.head()).recovering) return false;
    const officines = await new Officines(store).resign();
    if (officines > 0) log.info({ officines }, 'statements of officines signed anew after a change of keys');
    return true;
  };
  if (await resign()) return async () => undefined;
  let work = Promise.resolve();
  const off = store.bus.on('feed', () => {
    work = work.then(async () => {
      if (await resign()) off();
    });
    work = work.catch((error: unknown) =>
      log.error({ err: error }, 'statements of officines cannot be signed anew yet'),
    );
  });
  return () => {
    off();
    return work;
  };
}

/** The keys of portal.json. Throws `StoreError` where these keys, or those that sign, are not those of the portals beside us. */
async function requireSameKeys(store: Store, dataDir: string): Promise<AccessKeys> {
  const keys = readAccessKeys(dataDir);
  try {
    await store.feed.requireKeys();
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new StoreError('keys-behind', { path: join(dataDir, 'keys'), why: error.message });
  }
  await joinFellows({ db: store.db, bus: store.bus, shared: keys, where: join(dataDir, 'portal.json') });
  return keys;
}

/** Where this machine reaches a listening server: every address at once is also the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (family !== 'IPv6') return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
  return `http://[${address === '::' ? '::1' : address}]:${port}`;
}
