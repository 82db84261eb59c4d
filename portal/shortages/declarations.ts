/**
 * Declared shortages, from what workstations tell. One is open for a product and officine, however many of its posts declare
 * it and in whatever order they are heard: an event is weighed by when it happened, not by when it came.
 */
import { sql } from 'kysely';
import { ulid } from 'ulid';
import type { EventData } from '../../protocol/events.ts';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { json, type Trx } from '../store/database.ts';
import { majorsOf } from './laboratories.ts';
import { addNotices } from './notices.ts';

/** An event that counts, with the workstation of its connection. */
export interface Told {
  readonly workstation: string;
  readonly event: UpwardEvent;
}

interface Row {
  readonly id: string;
  readonly officine: string;
  readonly territory: string | null;
  readonly gtin: string;
  readonly source: string;
  readonly workstation: string;
  readonly declaration: string | null;
  opened_at: Date;
  unavailable_since: Date | null;
  readonly received_at: Date;
  closed_at: Date | null;
  closed_by: 'officine' | 'laboratory' | null;
  /** The latest word of it, by whichever post. */
  declared_at: Date;
  declared_by: string;
}

/** What an officine said of a product. */
interface Standing {
  open: Row | null;
  /** When the last one that is over ended. */
  closedAt: Date | null;
  /** The latest end that came before what it ended. */
  endedAt: Date | null;
}

interface Officine {
  readonly officine: string;
  readonly territory: string | null;
}

/** Two posts of one officine may have clocks that part by so much. */
const CLOCKS_PART_MS = 10 * 60_000;

/** Lock of all declarations: shared by who declares, alone for the end of a shortage, which must not miss one being declared. */
const LOCK = sql`8341, 1`;

/** Until the commit no declaration is written elsewhere. */
export async function excludeDeclarations(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
}

/**
 * Takes up the `shortage` and `shortage-ended` events of a batch, in its order, with a few statements however many they are.
 * Returns whether anything changed. The workstations are locked by the caller.
 */
export async function recordShortages(trx: Trx, told: readonly Told[], now: Date): Promise<boolean> {
  const about = told.filter(({ event: { kind } }) => kind === 'shortage' || kind === 'shortage-ended');
  if (about.length === 0) return false;
  await sql`select pg_advisory_xact_lock_shared(${LOCK})`.execute(trx);
  const officines = await lockOfficines(trx, [...new Set(about.map(({ workstation }) => workstation))]);
  const book = new Book(now, officines);
  await book.read(trx, about);
  for (const one of about) book.take(one);
  return book.write(trx);
}

/** Locks the officines, in one order: what their posts say is taken up one after the other, on whatever gateway. */
async function lockOfficines(trx: Trx, workstations: readonly string[]): Promise<Map<string, Officine>> {
  const { rows } = await sql<Officine & { workstation: string }>`
    select w.id as workstation, o.id as officine, o.territory from officine o join workstation w on w.officine = o.id
    where w.id in (select jsonb_array_elements_text(${json(workstations)}::jsonb))
    order by o.id for no key update of o`.execute(trx);
  return new Map(rows.map(({ workstation, ...officine }) => [workstation, officine]));
}

/** The declarations that a batch is about: read, changed in memory, written back. */
class Book {
  readonly #now: Date;
  readonly #officines: ReadonlyMap<string, Officine>;
  readonly #standings = new Map<string, Standing>();
  /** When laboratories ended the shortage of a product that none answers since. */
  readonly #ended = new Map<string, Date>();
  readonly #changed = new Set<Row>();
  /** Of which nothing changed that anybody sees. */
  readonly #heard = new Set<Row>();
  readonly #made = new Set<Row>();
  /** Ends to remember, by officine and product. */
  readonly #ends = new Map<string, { readonly officine: string; readonly gtin: string; readonly at: Date }>();

  constructor(now: Date, officines: ReadonlyMap<string, Officine>) {
    this.#now = now;
    this.#officines = officines;
  }

  async read(trx: Trx, about: readonly Told[]): Promise<void> {
    const pairs = about.map(({ workstation, event }) => ({
      officine: this.#officineOf(workstation).officine,
      gtin: gtinOf(event),
    }));
    // Pair by pair, by the index: of a million declarations a plan for all pairs at once may read every one.
    const { rows } = await sql<Row>`
      select d.* from (select distinct officine, gtin
        from jsonb_to_recordset(${json(pairs)}::jsonb) as t(officine text, gtin text)) pair
      cross join lateral (
        (select * from shortage_declaration o
          where o.officine = pair.officine and o.gtin = pair.gtin and o.closed_at is null limit 1)
        union all
        (select * from shortage_declaration c
          where c.officine = pair.officine and c.gtin = pair.gtin and c.closed_at is not null
          order by c.closed_at desc limit 1)) d`.execute(trx);
    for (const row of rows) {
      const standing = this.#standing(row.officine, row.gtin);
      if (row.closed_at === null)
        standing.open = {
          ...row,
          declared_at: row.declared_at ?? row.opened_at,
          declared_by: row.declared_by ?? row.workstation,
        };
      else standing.closedAt = row.closed_at;
    }
    const { rows: ends } = await sql<{ officine: string; gtin: string; at: Date }>`
      select e.* from shortage_end e join (select distinct officine, gtin
        from jsonb_to_recordset(${json(pairs)}::jsonb) as t(officine text, gtin text)) pair using (officine, gtin)`.execute(
      trx,
    );
    for (const { officine, gtin, at } of ends) this.#standing(officine, gtin).endedAt = at;
    const gtins = json([...new Set(pairs.map(({ gtin }) => gtin))]);
    const { rows: ended } = await sql<{ gtin: string; at: Date }>`
      select gtin, max(ended_at) as at from shortage_answer
      where gtin in (select jsonb_array_elements_text(${gtins}::jsonb))
      group by gtin having bool_and(ended_at is not null)`.execute(trx);
    for (const { gtin, at } of ended) this.#ended.set(gtin, at);
  }

  take({ workstation, event }: Told): void {
    const { officine } = this.#officineOf(workstation);
    const standing = this.#standing(officine, gtinOf(event));
    // A clock that is ahead does not make it later than we heard of it.
    const happened = earlier(new Date(event.at), this.#now);
    if (event.kind === 'shortage') this.#declared(standing, workstation, event.data as EventData<'shortage'>, happened);
    else this.#supplied(standing, workstation, event.data as EventData<'shortage-ended'>, happened);
  }

  #declared(standing: Standing, workstation: string, data: EventData<'shortage'>, happened: Date): void {
    const { open, closedAt, endedAt } = standing;
    // Another post had ended it since this one said it.
    if (closedAt !== null && happened <= closedAt) return;
    const overtaken = endedAt !== null && happened <= endedAt ? endedAt : null;
    const { gtin, declaration = null, source = 'desk', unavailableSince } = data;
    const since = unavailableSince === undefined ? null : earlier(new Date(unavailableSince), happened);
    if (open !== null && overtaken === null) {
      const opened = earlier(open.opened_at, happened);
      const unavailable = earliest(open.unavailable_since, since);
      if (happened > open.declared_at) {
        open.declared_at = happened;
        open.declared_by = workstation;
        this.#heard.add(open);
      }
      if (opened === open.opened_at && unavailable === open.unavailable_since) return;
      open.opened_at = opened;
      open.unavailable_since = unavailable;
      this.#changed.add(open);
      return;
    }
    const ended = this.#ended.get(gtin);
    const over = overtaken ?? (ended !== undefined && ended >= happened ? ended : null);
    const row: Row = {
      id: ulid(this.#now.getTime()),
      ...this.#officineOf(workstation),
      gtin,
      source,
      workstation,
      declaration,
      opened_at: happened,
      unavailable_since: since,
      received_at: this.#now,
      closed_at: over,
      closed_by: over === null ? null : overtaken === null ? 'laboratory' : 'officine',
      declared_at: happened,
      declared_by: workstation,
    };
    this.#made.add(row);
    if (over === null) standing.open = row;
    else standing.closedAt = over;
  }

  #supplied(standing: Standing, workstation: string, data: EventData<'shortage-ended'>, happened: Date): void {
    const { open } = standing;
    const itsOwn = open?.workstation === workstation && open.declaration === (data.declaration ?? null);
    // It ended an earlier one, and was long on its way.
    const ofBefore = open !== null && !itsOwn && happened.getTime() < open.opened_at.getTime() - CLOCKS_PART_MS;
    if (open === null || ofBefore) {
      this.#remember(standing, workstation, data.gtin, happened);
      return;
    }
    if (open.declared_by !== workstation && happened.getTime() < open.declared_at.getTime() - CLOCKS_PART_MS) {
      this.#endedBefore(standing, open, happened);
      return;
    }
    open.closed_at = happened < open.opened_at ? open.opened_at : happened;
    open.closed_by = 'officine';
    this.#changed.add(open);
    standing.open = null;
    standing.closedAt = open.closed_at;
  }

  /** Another post has declared it since: what was declared until then is over, and lacking again goes on. */
  #endedBefore(standing: Standing, open: Row, happened: Date): void {
    const closed_at = happened < open.opened_at ? open.opened_at : happened;
    this.#made.add({ ...open, id: ulid(this.#now.getTime()), closed_at, closed_by: 'officine' });
    standing.closedAt = closed_at;
    open.opened_at = open.declared_at;
    open.unavailable_since = null;
    this.#changed.add(open);
  }

  /** Nothing of that time is declared yet: another post may still tell of it, and then it is over already. */
  #remember(standing: Standing, workstation: string, gtin: string, at: Date): void {
    const { closedAt, endedAt } = standing;
    if ((closedAt !== null && at <= closedAt) || (endedAt !== null && at <= endedAt)) return;
    standing.endedAt = at;
    const { officine } = this.#officineOf(workstation);
    this.#ends.set(`${officine} ${gtin}`, { officine, gtin, at });
  }

  async write(trx: Trx): Promise<boolean> {
    if (this.#ends.size > 0) {
      await sql`insert into shortage_end
        select * from jsonb_populate_recordset(null::shortage_end, ${json([...this.#ends.values()])}::jsonb)
        on conflict (officine, gtin) do update set at = greatest(shortage_end.at, excluded.at)`.execute(trx);
    }
    const changed = [...this.#changed].filter((row) => !this.#made.has(row));
    const written = [...new Set([...changed, ...this.#heard])].filter((row) => !this.#made.has(row));
    if (written.length > 0) {
      await sql`update shortage_declaration d set opened_at = t.opened_at, unavailable_since = t.unavailable_since,
          closed_at = t.closed_at, closed_by = t.closed_by, declared_at = t.declared_at, declared_by = t.declared_by
        from jsonb_populate_recordset(null::shortage_declaration, ${json(written)}::jsonb) t
        where d.id = t.id`.execute(trx);
    }
    if (this.#made.size > 0) {
      await sql`insert into shortage_declaration
        select * from jsonb_populate_recordset(null::shortage_declaration, ${json([...this.#made])}::jsonb)`.execute(
        trx,
      );
      await this.#tellFirst(trx);
    }
    return changed.length + this.#made.size > 0;
  }

  /** The authority is told where nobody lacked a product of major interest before; not again for one that comes and goes. */
  async #tellFirst(trx: Trx): Promise<void> {
    const opened = [...this.#made].filter(({ closed_at }) => closed_at === null);
    const majors = await majorsOf(trx, [...new Set(opened.map(({ gtin }) => gtin))]);
    if (majors.size === 0) return;
    const own = json(opened.map(({ id }) => id));
    const { rows } = await sql<{ gtin: string }>`
      select gtin from jsonb_array_elements_text(${json([...majors])}::jsonb) as one(gtin)
      where not exists (select 1 from shortage_declaration d where d.gtin = one.gtin and d.closed_at is null
        and d.id not in (select jsonb_array_elements_text(${own}::jsonb)))
      and not exists (select 1 from shortage_notice n where n.gtin = one.gtin and n.what = 'declared'
        and n.at > ${new Date(this.#now.getTime() - 86_400_000).toISOString()}::timestamptz)`.execute(trx);
    await addNotices(
      trx,
      rows.map(({ gtin }) => ({ gtin, what: 'declared', bulletin: null })),
      this.#now,
    );
  }

  #standing(officine: string, gtin: string): Standing {
    const key = `${officine} ${gtin}`;
    const standing = this.#standings.get(key) ?? { open: null, closedAt: null, endedAt: null };
    this.#standings.set(key, standing);
    return standing;
  }

  #officineOf(workstation: string): Officine {
    const officine = this.#officines.get(workstation);
    if (officine === undefined) throw new Error(`no workstation ${workstation}`);
    return officine;
  }
}

/**
 * The laboratory ended the shortage of these products at `at`: what was declared until then is over, but for products of
 * which another answer still stands. Call `excludeDeclarations` before.
 */
export async function endDeclarations(trx: Trx, gtins: readonly string[], at: Date): Promise<void> {
  await sql`update shortage_declaration d set closed_at = ${at.toISOString()}::timestamptz, closed_by = 'laboratory'
    where d.gtin in (select jsonb_array_elements_text(${json(gtins)}::jsonb)) and d.closed_at is null
    and d.opened_at <= ${at.toISOString()}::timestamptz
    and not exists (select 1 from shortage_answer a where a.gtin = d.gtin and a.ended_at is null)`.execute(trx);
}

function gtinOf({ data }: UpwardEvent): string {
  return (data as EventData<'shortage'>).gtin;
}

function earlier(a: Date, b: Date): Date {
  return a <= b ? a : b;
}

function earliest(a: Date | null, b: Date | null): Date | null {
  return a === null || b === null ? (a ?? b) : earlier(a, b);
}
