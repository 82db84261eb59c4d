/** Officines in bulk: new ones made, known ones brought up to date, each row whole or not at all. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { ulid } from 'ulid';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import type { OfficineFault, OfficineList, OfficineRow } from '../lists/officine-list.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';
import type { Address } from '../store/schema/outreach.ts';
import { signOfficine } from './officines.ts';

export interface OfficineImport {
  readonly created: number;
  readonly updated: number;
  /** Rows that say nothing new. */
  readonly unchanged: number;
  readonly faults: OfficineFault[];
  /** Header and rows that were not taken, as typed; empty: all were taken. */
  readonly rest: string;
}

interface Dependencies {
  readonly db: Executor;
  readonly feed: Pick<FeedStore, 'feed' | 'entrySigner'>;
  readonly clock: Clock;
}

/** Rows of one statement. */
const CHUNK = 500;

/** Takes a list in one transaction; with `dryRun` says what would come of it and changes nothing. */
export async function importOfficines(
  { db, feed, clock }: Dependencies,
  actor: Actor,
  list: OfficineList,
  { dryRun }: { readonly dryRun: boolean },
): Promise<OfficineImport> {
  // Outside the transaction: an embedded database has one connection, and the signer reads the feed's head.
  const signer = await feed.entrySigner();
  const at = new Date(clock.wall());
  const sign = (officine: string, name: string, territory: string | null, version: number) =>
    signOfficine(signer, { feed: feed.feed, officine, name, territory, version });

  return db.transaction().execute(async (trx) => {
    // Two imports at once, or one and a new officine by hand, would each make what the other has.
    await sql`lock table officine in share row exclusive mode`.execute(trx);
    const { made, changed, unchanged, faults, refused } = compare(list, await known(trx, list.taken));
    if (!dryRun) {
      const fresh = [];
      for (const { row, name } of made) {
        const id = ulid(at.getTime());
        const statement = await sign(id, name, row.territory, 1);
        fresh.push({ row, officine: { id, name, ...columnsOf(row), statement, statement_version: 1, created_at: at } });
      }
      for (let i = 0; i < fresh.length; i += CHUNK) {
        const values = fresh.slice(i, i + CHUNK).map(({ officine }) => officine);
        await trx.insertInto('officine').values(values).execute();
      }
      for (const { before, after, stated } of changed) {
        const version = before.statement_version + 1;
        const statement = stated
          ? { statement: await sign(before.id, after.name, after.territory, version), statement_version: version }
          : {};
        await trx
          .updateTable('officine')
          .set({ ...after, ...statement })
          .where('id', '=', before.id)
          .execute();
      }
      await keepAddresses(trx, at, [
        ...fresh.map(({ row, officine }) => ({ officine: officine.id, name: officine.name, address: row.address })),
        ...changed.map(({ row, before, after }) => ({ officine: before.id, name: after.name, address: row.address })),
      ]);
      const counts = { created: made.length, updated: changed.length, unchanged, refused: refused.length };
      const sha256 = createHash('sha256')
        .update([list.header, ...list.taken.map(({ raw }) => raw)].join(''))
        .digest('hex');
      await audit(trx, actor, 'officines.import', 'officines', { ...counts, sha256 }, at);
    }
    const rest = [...list.refused, ...refused].sort((a, b) => a.row - b.row).map(({ raw }) => raw);
    return {
      created: made.length,
      updated: changed.length,
      unchanged,
      faults: [...list.faults, ...faults].sort((a, b) => a.row - b.row),
      rest:
        rest.length === 0 ? '' : [list.header, ...rest].map((raw) => (raw.endsWith('\n') ? raw : `${raw}\n`)).join(''),
    };
  });
}

type Known = Awaited<ReturnType<typeof known>>[number];

/** Officines that a row may be about, with the address kept of them. */
function known(trx: Trx, rows: readonly OfficineRow[]) {
  const listed = (of: (row: OfficineRow) => string | null) => sql<string>`any(${rows.flatMap((row) => of(row) ?? [])})`;
  return trx
    .selectFrom('officine as o')
    .leftJoin('recipient as r', 'r.officine', 'o.id')
    .select(['o.id', 'o.name', 'o.finess', 'o.territory', 'o.phone', 'o.email', 'o.statement_version', 'r.address'])
    .where((e) =>
      e.or([
        e(
          'o.id',
          '=',
          listed(({ id }) => id),
        ),
        e(
          'o.finess',
          '=',
          listed(({ finess }) => finess),
        ),
      ]),
    )
    .execute();
}

/** What a row says, over what is known. */
function columnsOf(row: OfficineRow, before?: Known) {
  return {
    finess: row.finess ?? before?.finess ?? null,
    territory: row.territory ?? before?.territory ?? null,
    phone: row.phone ?? before?.phone ?? null,
    email: row.email ?? before?.email ?? null,
  };
}

function compare(list: OfficineList, officines: readonly Known[]) {
  const byId = new Map(officines.map((each) => [each.id, each]));
  const byFiness = Map.groupBy(officines, ({ finess }) => finess);
  const made: Array<{ row: OfficineRow; name: string }> = [];
  const changed: Array<{
    row: OfficineRow;
    before: Known;
    after: ReturnType<typeof columnsOf> & { name: string };
    /** Its agents are told another name or territory. */
    stated: boolean;
  }> = [];
  const faults: OfficineFault[] = [];
  const refused: OfficineRow[] = [];
  let unchanged = 0;
  for (const row of list.taken) {
    const refuse = (...[field, code]: [Parameters<OfficineList['fault']>[1], OfficineFault['code']]) => {
      faults.push(list.fault(row, field, code));
      refused.push(row);
    };
    const sameFiness = row.finess === null ? [] : (byFiness.get(row.finess) ?? []);
    const before = row.id === null ? sameFiness[0] : byId.get(row.id);
    if (row.id !== null && before === undefined) refuse('id', 'officine-unknown');
    // By its FINESS one of several, or another's than the officine that its number names.
    else if (row.id === null ? sameFiness.length > 1 : sameFiness.some(({ id }) => id !== row.id)) {
      refuse('finess', 'officine-several');
    } else if (before === undefined) {
      if (row.name === null) refuse('name', 'name-missing');
      else made.push({ row, name: row.name });
    } else {
      const after = { name: row.name ?? before.name, ...columnsOf(row, before) };
      const stated = after.name !== before.name || after.territory !== before.territory;
      const same = !stated && (['finess', 'phone', 'email'] as const).every((field) => after[field] === before[field]);
      if (same && (row.address === null || sameAddress(row.address, before.address))) unchanged++;
      else changed.push({ row, before, after, stated });
    }
  }
  return { made, changed, unchanged, faults, refused };
}

function sameAddress(one: Address, other: unknown): boolean {
  const parts = (address: Address) => [address.lines, address.postalCode, address.city, address.country];
  return other !== null && json(parts(one)) === json(parts(other as Address));
}

/** Postal addresses, for letters to officines that no agent reaches. */
async function keepAddresses(
  trx: Trx,
  at: Date,
  kept: ReadonlyArray<{ officine: string; name: string; address: Address | null }>,
): Promise<void> {
  const rows = kept.flatMap(({ officine, name, address }) =>
    address === null
      ? []
      : {
          id: ulid(at.getTime()),
          kind: 'officine' as const,
          officine,
          name,
          address: json(address),
          created_at: at,
          updated_at: at,
        },
  );
  for (let i = 0; i < rows.length; i += CHUNK) {
    await trx
      .insertInto('recipient')
      .values(rows.slice(i, i + CHUNK))
      .onConflict((on) =>
        on.column('officine').doUpdateSet((e) => ({ address: e.ref('excluded.address'), updated_at: at })),
      )
      .execute();
  }
}
