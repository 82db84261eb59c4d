/** A world of recalled lots: a feed that names them, the register that an agent has of it, and packs to ask about. */
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostilePortal } from '../agent/link/hostile-portal.testkit.ts';
import { RegisterStore } from '../agent/register/store.ts';
import { recallBulletin, testGtin } from '../agent/verdict/verdict.testkit.ts';
import { endedWithRun, removedAtExit } from './shared.ts';

/** Lots of one product. A French presentation has some dozens in circulation. */
export const LOTS_OF_PRODUCT = 100;
/** Lots of one recall: the largest that a laboratory has to name. */
const LOTS_OF_RECALL = 10_000;
/** Products that nobody recalls are numbered from here. */
const UNTOUCHED = 500_000;
/** The agent holds a feed live by a tip less than two minutes old. */
const TIP_EVERY_MS = 15_000;

/** A lot as printed, the same for the same number. */
export function lotOf(n: number): string {
  return `L${(n + 36 ** 5).toString(36).toUpperCase()}`;
}

/** What a scanner sends of a pack: symbology identifier, product, expiry, lot, separator, serial. */
export function scanOf(gtin: string, lot: string, serial: number): string {
  return `]d201${gtin}17300331${`10${lot}`}\u001d21${String(serial).padStart(12, '0')}`;
}

/** A recall of as many lots, of products from number `first` on, under a name of its own. */
export function recallOfLots(name: string, lots: number, first: number) {
  const products = Math.ceil(lots / LOTS_OF_PRODUCT);
  const targets = Array.from({ length: products }, (_, product) => ({
    gtin: testGtin(first + product),
    lots: Array.from({ length: Math.min(LOTS_OF_PRODUCT, lots - product * LOTS_OF_PRODUCT) }, (_, n) => ({
      lot: lotOf((first + product) * LOTS_OF_PRODUCT + n),
    })),
  }));
  return recallBulletin(targets, { id: name, title: `Rappel ${name} : défaut de qualité`, attention: 'notify' });
}

export class RecalledWorld {
  readonly lots: number;
  readonly portal: HostilePortal;
  /** Path of its register; nobody may write it. */
  readonly register: string;
  readonly #ticks: NodeJS.Timeout;

  private constructor(lots: number, portal: HostilePortal, register: string) {
    this.lots = lots;
    this.portal = portal;
    this.register = register;
    this.#ticks = setInterval(() => void portal.tick(), TIP_EVERY_MS).unref();
  }

  /** Signs the feed and writes the register with the register's own code, proofs included. */
  static async of(lots: number): Promise<RecalledWorld> {
    const portal = await HostilePortal.open({ wall: () => Date.now() });
    const recalls = Math.ceil(lots / LOTS_OF_RECALL);
    for (let recall = 0; recall < recalls; recall++) {
      const own = Math.min(LOTS_OF_RECALL, lots - recall * LOTS_OF_RECALL);
      const first = (recall * LOTS_OF_RECALL) / LOTS_OF_PRODUCT;
      await portal.append({ bulletin: recallOfLots(`B${recall}`, own, first) });
    }
    const folder = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-')));
    const path = join(folder, 'register.db');
    const store = await RegisterStore.open(path);
    await store.begin(portal.feed, portal.keys.root.kid);
    const receivedAt = new Date().toISOString();
    for (let from = 0; from < portal.entries.length; from += 10) {
      const { fault } = await store.append(portal.entries.slice(from, from + 10), receivedAt);
      if (fault !== null) throw fault;
    }
    store.close();
    return new RecalledWorld(lots, portal, path);
  }

  /** Puts the register into an agent's data folder. */
  async copyTo(dataDir: string): Promise<void> {
    await copyFile(this.register, join(dataDir, 'register.db'));
  }

  /**
   * Scans as they come on a bad day: of a hundred packs nineteen of other lots of recalled products, and one that is recalled. The same
   * at each call.
   */
  scans(count: number): string[] {
    const products = Math.ceil(this.lots / LOTS_OF_PRODUCT);
    return Array.from({ length: count }, (_, n) => {
      const product = (n * 7919) % products;
      const recalled = product * LOTS_OF_PRODUCT + (n % Math.min(LOTS_OF_PRODUCT, this.lots));
      if (n % 100 < 80) return scanOf(testGtin(UNTOUCHED + ((n * 31) % 5_000)), lotOf(n), n);
      if (n % 100 < 99) return scanOf(testGtin(product), lotOf(50_000_000 + n), n);
      return scanOf(testGtin(product), lotOf(recalled), n);
    });
  }

  /** Every recalled pair of product and lot. */
  *pairs(): Generator<readonly [gtin: string, lot: string]> {
    for (let n = 0; n < this.lots; n++) yield [testGtin(Math.floor(n / LOTS_OF_PRODUCT)), lotOf(n)];
  }

  async close(): Promise<void> {
    clearInterval(this.#ticks);
    await this.portal.close();
  }
}

const worlds = new Map<number, Promise<RecalledWorld>>();

/** The world of that size, made once a run: a register of a million lots takes most of ten seconds. */
export function recalledWorld(lots: number): Promise<RecalledWorld> {
  let world = worlds.get(lots);
  if (world === undefined) {
    world = RecalledWorld.of(lots);
    worlds.set(lots, world);
    const made = world;
    endedWithRun(async () => (await made).close());
  }
  return world;
}
