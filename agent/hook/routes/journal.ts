/** The record of every check, to read, to keep elsewhere, and to prove. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { daysOf, isCivilDate } from '../../../protocol/date.ts';
import { Problem } from '../../../protocol/problems.ts';
import { journalCsv } from '../../journal/csv.ts';
import type { JournalRow as Row } from '../../journal/row.ts';
import type { HookDependencies, JournalRange, JournalView } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { JOURNAL_PAGE, JournalAnswer, JournalProof, JournalQuery } from '../schemas.ts';

const journalOrCsv = {
  description: 'The rows asked for',
  content: { 'application/json': { schema: JournalAnswer }, 'text/csv': { schema: { type: 'string' } } },
};

export function journalRoutes(app: FastifyInstance, { journal }: Pick<HookDependencies, 'journal'>): void {
  app.get<{ Querystring: JournalQuery }>(
    '/v1/journal',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'journal',
        summary: 'The record of every check and outcome, oldest first; as CSV: UTF-8 with BOM, `;`',
        querystring: JournalQuery,
        response: { 200: journalOrCsv, ...problems },
      },
    },
    async ({ query }, reply) => {
      const range = rangeOf(query);
      if (query.format === 'csv') {
        const rows =
          query.limit === undefined ? journal.rows({ ...range, order: 'asc' }) : newest(journal, range, query.limit);
        reply.header('Content-Disposition', 'attachment; filename="vigilot-journal.csv"');
        return reply.type('text/csv; charset=utf-8').send(journalCsv(rows));
      }
      const limit = query.limit ?? JOURNAL_PAGE.default;
      const rows = newest(journal, range, limit);
      const oldest = rows[0]?.seq ?? 1;
      const next = rows.length === limit && oldest > 1 ? oldest : null;
      return reply.type('application/json; charset=utf-8').send(Readable.from(page(rows, next)));
    },
  );

  app.get(
    '/v1/journal/verify',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'verifyJournal',
        summary: 'The hash chain proved, or the first broken row named',
        response: { 200: JournalProof, ...problems },
      },
    },
    () => journal.verify(),
  );
}

/** The newest rows of a range, oldest first: in that order their chain can be followed. */
function newest(journal: JournalView, range: JournalRange, limit: number): Row[] {
  return [...journal.rows({ ...range, order: 'desc', limit })].reverse();
}

/** The JSON of one page (`JournalAnswer`), made as it is sent. */
function* page(rows: readonly Row[], next: number | null): Generator<string> {
  yield '{"rows":[';
  for (const [index, row] of rows.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(row)}`;
  yield `],"next":${next}}`;
}

/** The range asked for, its bounds as UTC moments with milliseconds. Throws Problem request-invalid. */
function rangeOf({ from, to, verdict, before }: JournalQuery): JournalRange {
  return {
    ...(from !== undefined && { from: boundOf('from', from) }),
    ...(to !== undefined && { to: boundOf('to', to) }),
    ...(verdict !== undefined && { verdict }),
    ...(before !== undefined && { before }),
  };
}

function boundOf(field: 'from' | 'to', text: string): string {
  const isDay = text.length === 10;
  const time = isDay
    ? isCivilDate(text)
      ? Date.parse(field === 'from' ? `${daysOf(text).from}T00:00:00.000Z` : `${daysOf(text).to}T23:59:59.999Z`)
      : Number.NaN
    : Date.parse(text);
  if (Number.isNaN(time)) throw new Problem('request-invalid', { field, expected: 'moment-or-day' });
  return new Date(time).toISOString();
}
