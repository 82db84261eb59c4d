/** The report (bilan) of a published bulletin: JSON, tables for a spreadsheet, and PDF, all of one content. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import { languageOf } from '../../../protocol/messages/index.ts';
import { ReportDocument } from '../../reports/content.ts';
import { reportCsv, reportTables } from '../../reports/csv.ts';
import { reportPdf } from '../../reports/pdf.ts';
import { documentOf, establish, type Report } from '../../reports/report.ts';
import { ReportSummary, summarize } from '../../reports/summary.ts';
import { Turns } from '../../reports/turns.ts';
import type { Store } from '../../store/store.ts';
import { readableRevisions } from '../../workflow/bulletins.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

const Id = Type.Object({ id: Type.String() });
const Query = Type.Object(
  {
    format: Type.Optional(Type.Enum(['json', 'csv', 'pdf'] as const, { default: 'json' })),
    table: Type.Optional(
      Type.Enum(reportTables, {
        default: 'recipients',
        description: 'With csv: one line a recipient and revision, a lot isolated, an attempt, or a step',
      }),
    ),
  },
  { additionalProperties: false },
);

const config = { allowed: ['lab', 'authority'], may: 'report.read' } as const;
const tags = ['bulletins'];

type Route = { Params: Static<typeof Id>; Querystring: Static<typeof Query> };

export function reportRoutes(app: FastifyInstance, { db, clock }: Pick<Store, 'db' | 'clock'>): void {
  const turns = new Turns();

  app.get<Pick<Route, 'Params'>>(
    '/v1/bulletins/:id/report/summary',
    {
      config,
      schema: {
        tags,
        summary: 'What a page shows of the report: sums, the first of each list, and the hash of the whole',
        params: Id,
        response: { 200: ReportSummary, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      const actor = actorOf(request);
      await readableRevisions(db, id, actor);
      return turns.take(async () => {
        const made = await establish(db, clock, actor, id);
        try {
          return await summarize(made);
        } finally {
          await made.dispose();
        }
      });
    },
  );

  app.get<Route>(
    '/v1/bulletins/:id/report',
    {
      config,
      schema: {
        tags,
        summary: 'The report of what became of it, in the form asked for; its hash is the ETag and in the file’s name',
        params: Id,
        querystring: Query,
        response: {
          200: {
            description: 'The report',
            content: {
              'application/json': { schema: ReportDocument },
              'text/csv': { schema: Type.String() },
              'application/pdf': { schema: Type.String({ format: 'binary' }) },
            },
          },
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { format = 'json', table = 'recipients' } = request.query;
      const language = languageOf(request.headers['accept-language']);
      const actor = actorOf(request);
      // To who may not read a draft, it is not there.
      await readableRevisions(db, id, actor);
      const { report, body } = await turns.take(async () => {
        const made = await establish(db, clock, actor, id);
        try {
          return { report: made, body: format === 'pdf' ? await reportPdf(made, language) : null };
        } catch (error) {
          await made.dispose();
          throw error;
        }
      });
      const file = `bilan-${fileName(report)}${format === 'csv' && table !== 'recipients' ? `-${table}` : ''}`;
      reply.headers({
        ETag: `"${report.sha256}"`,
        'Content-Disposition': `attachment; filename="${file}-${report.sha256.slice(0, 12)}.${format}"`,
      });
      const stream =
        body ?? (format === 'csv' ? reportCsv(report, table, language) : Readable.from(documentOf(report)));
      stream.once('close', () => void report.dispose());
      return reply.type(types[format]).send(stream);
    },
  );
}

const types = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  pdf: 'application/pdf',
} as const;

/** The reference of the newest revision, of characters that every file system and header takes. */
function fileName({ head }: Report): string {
  const reference = head.published.at(-1)?.content.reference ?? '';
  return (
    reference
      .normalize('NFD')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60) || head.bulletin.id
  );
}
