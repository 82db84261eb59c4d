/** Recalls of laboratories without a subscription, noted as they go out, so that the operator can bill each. */
import type { Readable } from 'node:stream';
import Type, { type Static } from 'typebox';
import { type Language, say } from '../../protocol/messages/index.ts';
import { csvOf, everyRow } from '../csv.ts';
import type { Executor, Trx } from '../store/database.ts';

export const OccasionalUse = Type.Object({
  organisation: Type.Object({ id: Type.String(), name: Type.String() }),
  bulletin: Type.String(),
  reference: Type.String(),
  title: Type.String(),
  at: Type.String({ description: 'Moment in UTC of its first publication' }),
  drill: Type.Boolean(),
  by: Type.String({ description: 'Who submitted it' }),
  onCall: Type.Boolean({ description: 'Somebody on call at the operator, for the laboratory' }),
});
export type OccasionalUse = Static<typeof OccasionalUse>;

/** Notes a publication, once a bulletin, where its laboratory has no subscription at this moment; else nothing. */
export async function noteOccasionalUse(
  trx: Trx,
  { id, revision, drill }: { readonly id: string; readonly revision: number; readonly drill: boolean },
  at: Date,
): Promise<void> {
  const laboratory = await trx
    .selectFrom('bulletin as b')
    .innerJoin('organisation as o', 'o.id', 'b.organisation')
    .select(['o.id'])
    .where('b.id', '=', id)
    .where('b.kind', '=', 'recall')
    .where('o.role', '=', 'lab')
    .where('o.subscription', '=', 'none')
    .executeTakeFirst();
  if (laboratory === undefined) return;
  const submission = await trx
    .selectFrom('bulletin_history')
    .select(['by_name', 'by_on_call', 'by_role'])
    .where('bulletin', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'submitted')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('occasional_use')
    .values({
      organisation: laboratory.id,
      bulletin: id,
      at,
      drill,
      by_name: submission.by_name ?? submission.by_role,
      by_on_call: submission.by_on_call,
    })
    .onConflict((on) => on.doNothing())
    .execute();
}

export interface UseFilter {
  /** Moments: from the first on, before the second. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly organisation?: string | undefined;
}

export interface UsePage {
  readonly uses: OccasionalUse[];
  /** `after` of the following page; null at the end. */
  readonly next: string | null;
}

/** Oldest first. */
export async function listOccasionalUses(
  db: Executor,
  { limit, after, from, to, organisation }: UseFilter & { readonly limit: number; readonly after?: string | undefined },
): Promise<UsePage> {
  const [, moment, last] = /^(\d+)-(\w+)$/.exec(after ?? '') ?? [];
  const rows = await db
    .selectFrom('occasional_use as u')
    .innerJoin('organisation as o', 'o.id', 'u.organisation')
    .innerJoin('bulletin as b', 'b.id', 'u.bulletin')
    .innerJoin('bulletin_revision as r', (join) =>
      join.onRef('r.bulletin', '=', 'b.id').onRef('r.revision', '=', 'b.in_force_revision'),
    )
    .select(['o.id', 'o.name', 'u.bulletin', 'u.at', 'u.drill', 'u.by_name', 'u.by_on_call', 'r.content'])
    .$if(from !== undefined, (q) => q.where('u.at', '>=', from as Date))
    .$if(to !== undefined, (q) => q.where('u.at', '<', to as Date))
    .$if(organisation !== undefined, (q) => q.where('u.organisation', '=', organisation as string))
    .$if(moment !== undefined, (q) =>
      q.where((e) => e(e.refTuple('u.at', 'u.bulletin'), '>', e.tuple(new Date(Number(moment)), last as string))),
    )
    .orderBy('u.at')
    .orderBy('u.bulletin')
    .limit(limit + 1)
    .execute();
  const uses = rows.slice(0, limit).map((row) => {
    const { reference, title } = row.content as { reference: string; title: string };
    return {
      organisation: { id: row.id, name: row.name },
      bulletin: row.bulletin,
      reference,
      title,
      at: row.at.toISOString(),
      drill: row.drill,
      by: row.by_name,
      onCall: row.by_on_call,
    };
  });
  const end = uses.at(-1);
  return {
    uses,
    next: rows.length > limit && end !== undefined ? `${Date.parse(end.at)}-${end.bulletin}` : null,
  };
}

const PAGE = 1_000;
const columns = ['laboratory', 'id', 'bulletin', 'reference', 'title', 'at', 'drill', 'by', 'onCall'] as const;

/** All of them for the accounts; headings in `language`, moments in UTC. */
export async function occasionalUsesCsv(db: Executor, filter: UseFilter, language: Language): Promise<Readable> {
  const ask = (after?: string) => listOccasionalUses(db, { ...filter, limit: PAGE, after });
  const first = await ask();
  const mark = (yes: boolean) => (yes ? 'x' : '');
  return csvOf(
    columns.map((key) => ({ key, header: say(language, `portal.use.${key}`) })),
    everyRow(first, ask, ({ uses }) =>
      uses.map(({ organisation, drill, onCall, ...use }) => ({
        ...use,
        laboratory: organisation.name,
        id: organisation.id,
        drill: mark(drill),
        onCall: mark(onCall),
      })),
    ),
  );
}
