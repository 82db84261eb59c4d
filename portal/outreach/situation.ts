/** What decides how a recipient is told next, as the database has it. */
import { sql } from 'kysely';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import type { Executor } from '../store/database.ts';
import type { OutreachRow } from '../store/schema/outreach.ts';
import type { Contact } from './contacts.ts';
import type { Situation } from './plan.ts';

/** `lettered`: a letter was planned for it; `drills`: as `drillsAmong` gives them. */
export function situationOf(
  row: Pick<OutreachRow, 'bulletin' | 'opened_at'>,
  recipient: Contact,
  { lettered, drills }: { readonly lettered: boolean; readonly drills: ReadonlySet<string> },
): Situation {
  return { recipient, lettered, drill: drills.has(row.bulletin), openedAt: row.opened_at.getTime() };
}

/** Which bulletins of these rows are trials. */
export async function drillsAmong(
  db: Executor,
  rows: ReadonlyArray<Pick<OutreachRow, 'bulletin'>>,
): Promise<ReadonlySet<string>> {
  const bulletins = [...new Set(rows.map(({ bulletin }) => bulletin))];
  const contents = await db
    .selectFrom('bulletin_revision')
    .select(['bulletin', 'content'])
    .where('bulletin', '=', sql<string>`any(${bulletins})`)
    .where('revision', '=', 1) // a revision never changes what is a trial (verdict.md)
    .execute();
  return new Set(contents.filter(({ content }) => (content as BulletinContent).drill).map(({ bulletin }) => bulletin));
}
