/** Enrolment tokens for many officines at once, for whoever installs: one for each, shown this once. */
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { type Language, say } from '../../protocol/messages/index.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import { csvOf } from '../csv.ts';
import type { Executor } from '../store/database.ts';
import { territoryOf } from './officines.ts';
import { newToken, TokenBody } from './tokens.ts';

/** More than there are officines in France. */
const MOST = 30_000;
/** Rows of one statement. */
const CHUNK = 1_000;

export const TokensBody = Type.Object(
  {
    officines: Type.Union([
      Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: MOST, description: 'Their ids' }),
      Type.Enum(['all', 'without-workstation'] as const),
    ]),
    territory: Type.Optional(Type.String({ maxLength: 10, description: 'Only those of this department: FR-75' })),
    ...TokenBody.properties,
  },
  { additionalProperties: false },
);
export type TokensBody = Static<typeof TokensBody>;

const text = Type.Union([Type.String(), Type.Null()]);
export const OfficineToken = Type.Object({
  officine: Type.String(),
  name: Type.String(),
  finess: text,
  territory: text,
  token: Type.String(),
  expiresAt: Type.String({ description: 'Moment in UTC' }),
});
export type OfficineToken = Static<typeof OfficineToken>;

/** Makes a token for each, by the officine's name. Throws request-invalid for an id that is none, too-large for too many. */
export async function issueTokens(
  o: { readonly db: Executor; readonly clock: Clock; readonly rootThumbprint: string },
  actor: Actor,
  { officines: which, territory: department, ...token }: TokensBody,
): Promise<OfficineToken[]> {
  const at = new Date(o.clock.wall());
  const territory = territoryOf(department);
  return o.db.transaction().execute(async (trx) => {
    const officines = await trx
      .selectFrom('officine as o')
      .select(['o.id', 'o.name', 'o.finess', 'o.territory'])
      .$if(typeof which !== 'string', (q) => q.where('o.id', '=', sql<string>`any(${[...which]})`))
      .$if(which === 'without-workstation', (q) =>
        q.where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('workstation as w')
                .select('w.id')
                .whereRef('w.officine', '=', 'o.id')
                .where('w.revoked_at', 'is', null),
            ),
          ),
        ),
      )
      .$if(territory !== null, (q) => q.where('o.territory', '=', territory))
      .orderBy('o.name')
      .orderBy('o.id')
      .limit(MOST + 1)
      .execute();
    if (officines.length > MOST) {
      throw new Problem('too-large', { field: 'officines', expected: 'list-rows', values: { limit: MOST } });
    }
    if (typeof which !== 'string') {
      const known = new Set(officines.map(({ id }) => id));
      const unknown = which.findIndex((id) => !known.has(id));
      if (unknown >= 0) {
        throw new Problem('request-invalid', { field: `officines[${unknown}]`, expected: 'known-officine' });
      }
    }
    const made = officines.map((officine) => ({ officine, ...newToken(o.rootThumbprint, officine.id, at, token) }));
    for (let i = 0; i < made.length; i += CHUNK) {
      const rows = made.slice(i, i + CHUNK).map(({ row }) => row);
      await trx.insertInto('enrolment_token').values(rows).execute();
    }
    const detail = { count: made.length, ...token, territory, which: typeof which === 'string' ? which : 'listed' };
    await audit(trx, actor, 'enrolment-token.issue-many', 'officines', detail, at);
    return made.map(({ officine: { id, ...officine }, answer }) => ({ officine: id, ...officine, ...answer }));
  });
}

const columns = ['officine', 'name', 'finess', 'territory', 'token', 'expiresAt'] as const;

/** The same as a spreadsheet; headings in `language`. */
export function tokensCsv(tokens: readonly OfficineToken[], language: Language): Readable {
  return csvOf(
    columns.map((key) => ({ key, header: say(language, `portal.token.${key}`) })),
    tokens,
  );
}
