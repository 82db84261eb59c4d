/** The officines to telephone as a spreadsheet, for whoever shares the calls out. */
import type { Readable } from 'node:stream';
import { type Language, say } from '../../protocol/messages/index.ts';
import { csvOf, everyRow } from '../csv.ts';
import type { Executor } from '../store/database.ts';
import { type LaggardFilter, listLaggards } from './laggards.ts';

const PAGE = 1_000;
const columns = [
  'name',
  'territory',
  'finess',
  'phone',
  'email',
  'workstations',
  'delivered',
  'lastSeenAt',
  'outreach',
] as const;

/** All of them, page by page as they are read; headings in `language`, moments in UTC. Throws as `listLaggards`. */
export async function laggardsCsv(
  db: Executor,
  bulletin: string,
  filter: Pick<LaggardFilter, 'step' | 'territory'>,
  language: Language,
): Promise<Readable> {
  const ask = (after?: string) => listLaggards(db, bulletin, { ...filter, limit: PAGE, after });
  // Before the answer begins: what is refused is refused in words.
  const first = await ask();
  return csvOf(
    columns.map((key) => ({ key, header: say(language, `portal.laggard.${key}`) })),
    everyRow(first, ask, ({ laggards }) => laggards),
  );
}
