/**
 * Inventory: a pharmacist scans shelf after shelf and sees what to isolate. A scan here is no check: it is not in the
 * journal, tells no event stream and holds no pop-up back. Whatever is read is decided again, so that a recall that came
 * meanwhile counts for the shelves already done.
 */
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Language, say } from '../protocol/messages/index.ts';
import { Problem } from '../protocol/problems.ts';
import type { Inventories, InventoryHead } from './desk/inventory.ts';
import type { QuarantineLine } from './desk/model.ts';
import type {
  InventoryAnswer,
  InventoryCloseAnswer,
  InventoryCounts,
  InventoryLine,
  InventoryQuarantineAnswer,
  InventoryScanAnswer,
  InventoryScanRequest,
  InventoryUndoAnswer,
} from './hook/schemas/inventory.ts';
import { type DecisionSources, inspect, packHead, type World, worldOf } from './inspect.ts';
import { inventoryCsv, momentIn } from './inventory-csv.ts';
import { asRead, decideAgain, type KeptPack, keep } from './kept-pack.ts';
import { coverage } from './verdict/coverage.ts';
import type { Decision, IndexedTarget } from './verdict/model.ts';
import { sentence } from './verdict/sentence.ts';
import { strengthOf } from './verdict/strength.ts';

export interface InventoryDependencies extends DecisionSources {
  readonly inventories: Inventories;
  /** Targets of a bulletin (of the revision in force, else the newest); null where there is no such bulletin. */
  readonly targets: (bulletin: string) => readonly IndexedTarget[] | null;
}

/** Packs decided between two turns of the event loop: some milliseconds, for which a check may have to wait. */
const SLICE = 500;

/** The inventory of this post. One instance an agent. */
export class Inventory {
  readonly #deps: InventoryDependencies;

  constructor(deps: InventoryDependencies) {
    this.#deps = deps;
  }

  /**
   * One scan, on disk before it is answered. Rejects with Problem request-invalid, scan-unreadable, check-digit,
   * lot-invalid, date-invalid, too-large, store-unavailable.
   */
  async scan({ quantity = 1, ...input }: InventoryScanRequest, language: Language): Promise<InventoryScanAnswer> {
    const { inventories } = this.#deps;
    const inspection = inspect(input, this.#deps);
    const { inventory, ...entry } = inventories.add({ quantity, pack: keep(inspection) });
    const line = this.#lineOf(entry, inspection.decision, language);
    return { line, counts: await this.#count(inventory) };
  }

  /**
   * The open inventory, or the one named, each line decided again. Rejects with Problem not-found, store-unavailable.
   */
  async read(id: string | undefined, language: Language): Promise<InventoryAnswer> {
    const { inventories } = this.#deps;
    const head: InventoryHead | null = id === undefined ? inventories.current() : inventories.find(id);
    if (head === null) {
      if (id !== undefined) throw new Problem('not-found', { field: 'id', expected: 'inventory-id' });
      return { id: null, startedAt: null, closedAt: null, lines: [], counts: none() };
    }
    const world = worldOf(this.#deps);
    const lines: InventoryLine[] = [];
    const counts = none();
    let before: number | null = null;
    do {
      const page = inventories.lines(head.id, SLICE, before);
      for (const entry of page.entries) {
        const decision = decideAgain(entry.pack, world);
        lines.push(this.#lineOf(entry, decision, language));
        add(counts, decision, entry.quantity);
      }
      before = page.next;
      if (before !== null) await nextTurn();
    } while (before !== null);
    return { ...head, lines, counts };
  }

  /** The same for a spreadsheet, with a name for the file. Rejects likewise. */
  async csv(id: string | undefined, language: Language): Promise<{ readonly file: string; readonly csv: Readable }> {
    const { lines, startedAt } = await this.read(id, language);
    const { zone } = this.#deps.policy();
    const name = [
      'vigilot',
      say(language, 'agent.inventory.file'),
      ...(startedAt === null ? [] : [momentIn(zone)(startedAt).slice(0, 10)]),
    ];
    return { file: `${name.join('-')}.csv`, csv: inventoryCsv(lines, language, zone) };
  }

  /** Takes a line back. Rejects with Problem not-found, state-conflict, store-unavailable. */
  async undo(line: string): Promise<InventoryUndoAnswer> {
    const inventory = this.#deps.inventories.undo(line);
    return { id: line, counts: await this.#count(inventory) };
  }

  /** Ends the open inventory; the next scan begins another. Throws Problem store-unavailable. */
  close(): InventoryCloseAnswer {
    const closed = this.#deps.inventories.close();
    return { id: closed?.id ?? null, closedAt: closed?.closedAt ?? null };
  }

  /**
   * What of the open inventory this recall blocks, by product and lot, as its quarantine report takes it. Packs that a
   * person has to look at first are counted beside. Rejects with Problem not-found, store-unavailable.
   */
  async quarantine(bulletin: string): Promise<InventoryQuarantineAnswer> {
    const { inventories, targets } = this.#deps;
    const own = targets(bulletin);
    if (own === null) throw new Problem('not-found', { field: 'id', expected: 'bulletin-id' });
    const open = inventories.current();
    const lines = new Map<string, QuarantineLine>();
    let toVerify = 0;
    if (open !== null) {
      await this.#decideAll(open.id, (pack, quantity, { reasons }) => {
        const strengths = reasons.filter((reason) => reason.bulletin === bulletin).map(strengthOf);
        if (strengths.includes('block')) {
          const line = reportLine(pack, own, quantity);
          const key = JSON.stringify([line.gtin, line.lot]);
          lines.set(key, { ...line, quantity: quantity + (lines.get(key)?.quantity ?? 0) });
        } else if (strengths.includes('verify')) {
          toVerify += quantity;
        }
      });
    }
    return { bulletin, lines: [...lines.values()].sort(byProductAndLot), toVerify };
  }

  async #count(id: string): Promise<InventoryCounts> {
    const counts = none();
    await this.#decideAll(id, (_, quantity, decision) => add(counts, decision, quantity));
    return counts;
  }

  /** Packs that read alike are decided once, in slices. */
  async #decideAll(id: string, each: (pack: KeptPack, quantity: number, decision: Decision) => void): Promise<void> {
    const world: World = worldOf(this.#deps);
    let before: number | null = null;
    do {
      const page = this.#deps.inventories.packs(id, SLICE, before);
      for (const { pack, quantity } of page.entries) each(pack, quantity, decideAgain(pack, world));
      before = page.next;
      if (before !== null) await nextTurn();
    } while (before !== null);
  }

  #lineOf(
    { id, at, quantity, pack }: { id: string; at: string; quantity: number; pack: KeptPack },
    decision: Decision,
    language: Language,
  ): InventoryLine {
    const [{ cut: _, ...first }] = pack.readings;
    return {
      id,
      at,
      quantity,
      verdict: decision.verdict,
      pack: { ...packHead(first, this.#deps.nameOf), readings: pack.count },
      reasons: decision.reasons,
      message: sentence(language, decision, { ...first, serial: null }),
    };
  }
}

function none(): InventoryCounts {
  return { allow: 0, verify: 0, block: 0, packs: 0 };
}

function add(counts: InventoryCounts, { verdict }: Decision, quantity: number): void {
  counts[verdict] += quantity;
  counts.packs += quantity;
}

/** The product code and lot under which the recall names this pack: of the reading that it covers, else may cover. */
function reportLine({ readings }: KeptPack, targets: readonly IndexedTarget[], quantity: number): QuarantineLine {
  const [first] = readings;
  let possible: QuarantineLine | null = null;
  for (const { lot, ...reading } of readings) {
    for (const target of targets) {
      if (!reading.codes.includes(target.code)) continue;
      const { match } = coverage(target, asRead({ ...reading, lot }));
      const line = { gtin: target.code, lot, quantity };
      if (match === 'covered') return line;
      if (match === 'possible') possible ??= line;
    }
  }
  return possible ?? { gtin: first.codes[0] ?? '', lot: first.lot, quantity };
}

function byProductAndLot(a: QuarantineLine, b: QuarantineLine): number {
  return a.gtin.localeCompare(b.gtin, 'en') || (a.lot ?? '').localeCompare(b.lot ?? '', 'en');
}
