/** Officines, as the operator keeps them. A change of name or territory is a new signed statement, sent at the next welcome. */
import { sql } from 'kysely';
import Type, { type Static, type TSchema } from 'typebox';
import { ulid } from 'ulid';
import type { OfficineStatement } from '../../protocol/enrolment.ts';
import { peek, type Signer, typ } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import { expandTerritory } from '../../protocol/territory.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';
import { containing, folded } from '../store/fold.ts';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const fields = {
  territory: Type.Optional(
    nullable(Type.String({ description: 'Department or overseas collectivity: FR-75, FR-974; null: not known' })),
  ),
  finess: Type.Optional(nullable(Type.String({ description: 'FINESS number of the establishment: 9 characters' }))),
  phone: Type.Optional(nullable(Type.String({ maxLength: 50 }))),
  email: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
};
const Name = Type.String({ minLength: 1, maxLength: 200 });

export const OfficineBody = Type.Object({ name: Name, ...fields }, { additionalProperties: false });
export type OfficineBody = Static<typeof OfficineBody>;

/** What is left out stays as it is; null empties it. */
export const OfficineChange = Type.Object(
  { name: Type.Optional(Name), ...fields },
  { additionalProperties: false, minProperties: 1 },
);
export type OfficineChange = Static<typeof OfficineChange>;

const text = nullable(Type.String());
export const OfficineView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  territory: text,
  finess: text,
  phone: text,
  email: text,
  createdAt: Type.String({ description: 'Moment in UTC' }),
  workstations: Type.Integer({ minimum: 0, description: 'Enrolled and not revoked' }),
});
export type OfficineView = Static<typeof OfficineView>;

export const WorkstationView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  enrolledAt: Type.String({ description: 'Moment in UTC' }),
  revokedAt: text,
  lastSeenAt: text,
  position: Type.Integer({ minimum: 0, description: 'Verified and on its disk, as it last said' }),
  version: text,
  headless: Type.Boolean({ description: 'No screen shows bulletins there: it never says displayed' }),
});
export type WorkstationView = Static<typeof WorkstationView>;

interface OfficineDependencies {
  readonly db: Executor;
  readonly feed: Pick<FeedStore, 'feed' | 'entrySigner'>;
  readonly clock: Clock;
}

export class Officines {
  readonly #o: OfficineDependencies;

  constructor(o: OfficineDependencies) {
    this.#o = o;
  }

  /** A new officine. Throws request-invalid for a territory that is not one department, or a FINESS that is none. */
  async create(actor: Actor, body: OfficineBody): Promise<OfficineView> {
    const at = new Date(this.#o.clock.wall());
    const { feed, db } = this.#o;
    const row = {
      id: ulid(at.getTime()),
      name: body.name,
      territory: territoryOf(body.territory),
      finess: finessOf(body.finess),
      phone: body.phone || null,
      email: body.email || null,
    };
    const { id, name, territory } = row;
    const signer = await feed.entrySigner();
    const statement = await signOfficine(signer, { feed: feed.feed, officine: id, name, territory, version: 1 });
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('officine')
        .values({ ...row, statement, statement_version: 1, created_at: at })
        .execute();
      await audit(trx, actor, 'officine.create', `officine/${id}`, { ...body }, at);
    });
    return this.read(id);
  }

  /**
   * Signs anew, with the next version, each statement whose key is no longer in force: agents believe the keys named now
   * alone. Returns how many there were.
   */
  async resign(): Promise<number> {
    const { feed, db } = this.#o;
    const signer = await feed.entrySigner();
    const rows = await db.selectFrom('officine').selectAll().execute();
    const outdated = rows.filter(({ statement }) => peek(statement, typ.officine).kid !== signer.kid);
    for (const { id, name, territory, statement_version } of outdated) {
      const version = statement_version + 1;
      const statement = await signOfficine(signer, { feed: feed.feed, officine: id, name, territory, version });
      await db
        .updateTable('officine')
        .set({ statement, statement_version: version })
        // Whoever changed it meanwhile has signed it with the new key.
        .where('id', '=', id)
        .where('statement_version', '=', statement_version)
        .execute();
    }
    return outdated.length;
  }

  /** Changes what `change` names. A new name or territory bumps the statement's version. Throws not-found and as `create`. */
  async change(actor: Actor, id: string, change: OfficineChange): Promise<OfficineView> {
    const { feed, db } = this.#o;
    // Outside the transaction: an embedded database has one connection, and the signer reads the feed's head.
    const signer = await feed.entrySigner();
    await db.transaction().execute(async (trx) => {
      const before = await trx.selectFrom('officine').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (before === undefined) throw new Problem('not-found');
      const after = {
        name: change.name ?? before.name,
        territory: change.territory === undefined ? before.territory : territoryOf(change.territory),
        finess: change.finess === undefined ? before.finess : finessOf(change.finess),
        phone: change.phone === undefined ? before.phone : change.phone || null,
        email: change.email === undefined ? before.email : change.email || null,
      };
      const { name, territory } = after;
      const stated = name === before.name && territory === before.territory;
      const version = before.statement_version + 1;
      const statement = stated
        ? {}
        : {
            statement: await signOfficine(signer, { feed: feed.feed, officine: id, name, territory, version }),
            statement_version: version,
          };
      await trx
        .updateTable('officine')
        .set({ ...after, ...statement })
        .where('id', '=', id)
        .execute();
      await audit(trx, actor, 'officine.change', `officine/${id}`, { ...change }, new Date(this.#o.clock.wall()));
    });
    return this.read(id);
  }

  /** One officine with its workstations, revoked ones too. Throws not-found. */
  async read(id: string): Promise<OfficineView> {
    const [officine] = await this.#select({ id });
    if (officine === undefined) throw new Problem('not-found');
    return officine;
  }

  /** Every workstation that ever enrolled for an officine, oldest first. */
  async workstations(id: string): Promise<WorkstationView[]> {
    const rows = await this.#o.db
      .selectFrom('workstation')
      .selectAll()
      .where('officine', '=', id)
      .orderBy('enrolled_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      enrolledAt: row.enrolled_at.toISOString(),
      revokedAt: row.revoked_at?.toISOString() ?? null,
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      position: row.position,
      version: row.version,
      headless: row.headless,
    }));
  }

  /** Officines in the order they were made; `next` is the `after` of the following page, null at the end. */
  async list(page: {
    limit: number;
    after?: string | undefined;
    /** Only those whose name, FINESS or territory holds it. */
    search?: string | undefined;
  }): Promise<{ officines: OfficineView[]; next: string | null }> {
    const rows = await this.#select({ ...page, limit: page.limit + 1 });
    const officines = rows.slice(0, page.limit);
    return { officines, next: rows.length > page.limit ? (officines.at(-1)?.id ?? null) : null };
  }

  async #select(where: {
    id?: string;
    after?: string | undefined;
    search?: string | undefined;
    limit?: number;
  }): Promise<OfficineView[]> {
    const { id, after, search, limit } = where;
    const rows = await this.#o.db
      .selectFrom('officine as o')
      .leftJoin('workstation as w', (join) => join.onRef('w.officine', '=', 'o.id').on('w.revoked_at', 'is', null))
      .select(['o.id', 'o.name', 'o.territory', 'o.finess', 'o.phone', 'o.email', 'o.created_at'])
      .select((e) => e.fn.count<number>('w.id').as('workstations'))
      .$if(id !== undefined, (q) => q.where('o.id', '=', id as string))
      .$if(after !== undefined, (q) => q.where('o.id', '>', after as string))
      .$if(search !== undefined, (q) =>
        q.where(folded(sql`concat_ws(' ', o.name, o.finess, o.territory)`), 'like', containing(search as string)),
      )
      .groupBy('o.id')
      .orderBy('o.id')
      .$if(limit !== undefined, (q) => q.limit(limit as number))
      .execute();
    return rows.map(({ created_at, workstations, ...row }) => ({
      ...row,
      createdAt: created_at.toISOString(),
      workstations: Number(workstations),
    }));
  }
}

/** What the portal says of an officine, signed by the entry key: its agents know from it in which territory they stand. */
export function signOfficine(signer: Signer, statement: OfficineStatement): Promise<string> {
  return signer.sign(typ.officine, statement);
}

export function territoryOf(code: string | null | undefined): string | null {
  if (code === null || code === undefined || code === '') return null;
  const [territory, ...others] = expandTerritory(code) ?? [];
  if (territory === undefined || others.length > 0) {
    throw new Problem('request-invalid', { field: 'territory', expected: 'department' });
  }
  return territory;
}

/** A FINESS without blanks, or null. Nine characters: the department (Corsica: 2A, 2B), then digits. */
export function finessOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === '') return null;
  const finess = text.replace(/\s/g, '').toUpperCase();
  if (!/^\d[\dAB]\d{7}$/.test(finess)) throw new Problem('request-invalid', { field: 'finess', expected: 'finess' });
  return finess;
}
