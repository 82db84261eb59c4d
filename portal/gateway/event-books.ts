/** What the tables say about the events of a batch, read at once: no event costs a question of its own. */
import { sql } from 'kysely';
import { json, type Trx } from '../store/database.ts';
import type { EventAnswer, RawEvent, Submission } from './events.ts';

/** An event that was answered in an earlier batch. */
interface Before {
  readonly digest: string;
  readonly answer: EventAnswer;
}

export class EventBooks {
  readonly #last: ReadonlyMap<string, number>;
  readonly #published: ReadonlySet<string>;
  readonly #before: ReadonlyMap<string, Before>;

  private constructor(last: Map<string, number>, published: Set<string>, before: Map<string, Before>) {
    this.#last = last;
    this.#published = published;
    this.#before = before;
  }

  /** Locks the workstations, in one order so that two gateways cannot wait for each other, and reads what is known of the events. */
  static async open(trx: Trx, submissions: readonly Submission[]): Promise<EventBooks> {
    const ids = json([...new Set(submissions.map(({ sender }) => sender.workstation))]);
    const { rows } = await sql<{ id: string; last: number }>`
      select id, last_event_seq as last from workstation
      where id in (select jsonb_array_elements_text(${ids}::jsonb)) order by id for update`.execute(trx);
    const last = new Map(rows.map((row) => [row.id, row.last]));
    const had = submissions.flatMap(({ sender: { workstation }, events }) =>
      events.filter(({ seq }) => seq <= (last.get(workstation) ?? 0)).map(({ seq }) => ({ workstation, seq })),
    );
    return new EventBooks(last, await publishedOf(trx, submissions), await answeredBefore(trx, had));
  }

  /** The last number recorded before this batch. */
  last(workstation: string): number {
    const last = this.#last.get(workstation);
    if (last === undefined) throw new Error(`no workstation ${workstation}`);
    return last;
  }

  published(bulletin: string, revision: number): boolean {
    return this.#published.has(`${bulletin} ${revision}`);
  }

  before(workstation: string, seq: number): Before | null {
    return this.#before.get(`${workstation} ${seq}`) ?? null;
  }
}

/** Of the revisions that the events are about, those that were broadcast. */
async function publishedOf(trx: Trx, submissions: readonly Submission[]): Promise<Set<string>> {
  const bulletins = new Set(submissions.flatMap(({ events }) => events.flatMap(bulletinOf)));
  if (bulletins.size === 0) return new Set();
  const { rows } = await sql<{ bulletin: string; revision: number }>`
    select bulletin, revision from bulletin_revision where position is not null
    and bulletin in (select jsonb_array_elements_text(${json([...bulletins])}::jsonb))`.execute(trx);
  return new Set(rows.map(({ bulletin, revision }) => `${bulletin} ${revision}`));
}

/** Nothing is proved of the event yet: what is no text of ours is asked for by nobody. */
function bulletinOf(event: RawEvent): string[] {
  const { bulletin } = event as { bulletin?: unknown };
  return typeof bulletin === 'string' && /^[\w-]{1,64}$/.test(bulletin) ? [bulletin] : [];
}

async function answeredBefore(
  trx: Trx,
  had: ReadonlyArray<{ workstation: string; seq: number }>,
): Promise<Map<string, Before>> {
  if (had.length === 0) return new Map();
  const wanted = sql`(select workstation, seq from jsonb_to_recordset(${json(had)}::jsonb) as t(workstation text, seq int))`;
  const { rows } = await sql<{ workstation: string; seq: number; digest: string; reason: string | null }>`
    select workstation, seq, digest, null as reason from workstation_event where (workstation, seq) in ${wanted}
    union all
    select workstation, seq, digest, reason from event_refused where (workstation, seq) in ${wanted}`.execute(trx);
  return new Map(
    rows.map(({ workstation, seq, digest, reason }) => [
      `${workstation} ${seq}`,
      {
        digest,
        answer: reason === null || reason === 'duplicate' ? { type: 'receipt', seq } : { type: 'refused', seq, reason },
      },
    ]),
  );
}
