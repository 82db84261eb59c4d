/**
 * What laboratories answer of each product, as rows beside the published bulletins: written in the transaction that publishes
 * one, whoever does, and again where a restored database takes it back.
 */
import { sql } from 'kysely';
import { Compile } from 'typebox/compile';
import { type BulletinContent, Shortage } from '../../protocol/bulletin.ts';
import { json, type Trx } from '../store/database.ts';
import type { NoticeKind } from '../store/schema/shortages.ts';
import { endDeclarations, excludeDeclarations } from './declarations.ts';
import { majorsOf } from './laboratories.ts';
import { addNotices } from './notices.ts';

/** A revision that counts from now on. `content`: of any kind; what is no shortage, or a trial, changes nothing. */
export interface Published {
  readonly bulletin: string;
  readonly revision: number;
  /** The shortage is over. */
  readonly lifted: boolean;
  readonly content: Pick<Partial<BulletinContent>, 'drill' | 'shortage'>;
}

const shortageSchema = Compile(Shortage);

/** Writes the rows of a published shortage, ends what was declared where it is over, and tells the authority of major products. */
export async function recordAnswers(trx: Trx, published: Published, at: Date): Promise<void> {
  const { bulletin, revision, lifted, content } = published;
  const { drill, shortage } = content;
  // A newer portal may have written it.
  if (drill || !shortageSchema.Check(shortage)) return;
  const names = new Map(shortage.products.map(({ gtin, name }) => [gtin, name ?? null]));
  const gtins = [...names.keys()];
  if (lifted) {
    await excludeDeclarations(trx);
    await trx
      .updateTable('shortage_answer')
      .set({ ended_at: at })
      .where('bulletin', '=', bulletin)
      .where('ended_at', 'is', null)
      .execute();
    await endDeclarations(trx, gtins, at);
  } else {
    await trx
      .deleteFrom('shortage_answer')
      .where('bulletin', '=', bulletin)
      .where('gtin', 'not in', gtins.length === 0 ? [''] : gtins)
      .execute();
    const anticipated = shortage.anticipated ?? false;
    const rows = json([...names].map(([gtin, name]) => ({ gtin, name })));
    await sql`insert into shortage_answer (bulletin, gtin, name, anticipated, published_at)
      select ${bulletin}, gtin, name, ${anticipated}::boolean, ${at.toISOString()}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as t(gtin text, name text)
      on conflict (bulletin, gtin) do update set name = excluded.name, anticipated = excluded.anticipated,
        ended_at = null`.execute(trx);
  }
  const what = noticeOf(lifted, revision, shortage.anticipated ?? false);
  const majors = await majorsOf(trx, gtins);
  await addNotices(
    trx,
    [...majors].map((gtin) => ({ gtin, what, bulletin })),
    at,
  );
}

function noticeOf(lifted: boolean, revision: number, anticipated: boolean): NoticeKind {
  if (lifted) return 'ended';
  if (revision > 1) return 'revised';
  return anticipated ? 'announced' : 'answered';
}
