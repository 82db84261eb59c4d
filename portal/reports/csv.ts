/** A report as tables for a spreadsheet: UTF-8 with a byte order mark, `;`, CRLF (RFC 4180), formulas disarmed. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import { spreadsheet } from '../../protocol/spreadsheet.ts';
import type { OfficineRow, RecipientRow, Told } from './content.ts';
import type { Report } from './report.ts';
import { sheetTime } from './times.ts';

export const reportTables = ['recipients', 'quantities', 'attempts', 'timeline'] as const;
export type ReportTable = (typeof reportTables)[number];

/** A code that a spreadsheet would take for a number and round, or strip of its zeros. */
interface Code {
  readonly code: string;
}
type Cell = string | number | null | Code;

interface Table {
  readonly header: readonly MessageKey[];
  rows(report: Report, language: Language): AsyncIterable<readonly Cell[]>;
}

const contact: readonly MessageKey[] = [
  'report.kind',
  'report.id',
  'report.officine',
  'report.finess',
  'report.department',
];

const tables: Readonly<Record<ReportTable, Table>> = {
  recipients: {
    header: [
      ...contact,
      'report.phone',
      'report.email',
      'report.workstations',
      'report.revision',
      'report.delivered.at',
      'report.displayed.at',
      'report.acknowledged.at',
      'report.acknowledged.by',
      'report.reported.at',
      'report.quantity',
      'report.without-agent',
      'report.attempts',
      'report.answered',
    ],
    async *rows(report, language) {
      for await (const row of everybody(report)) {
        const who = [...contactOf(row, language), row.phone && { code: row.phone }, row.email];
        for (const { revision, done, told } of byRevision(row)) {
          const reported = 'report' in row && row.report?.revision === revision ? row.report : null;
          yield [
            ...who,
            'workstations' in row ? row.workstations : null,
            revision,
            sheetTime(done?.delivered),
            sheetTime(done?.displayed),
            sheetTime(done?.acknowledged ?? told?.acknowledgedAt),
            done?.acknowledgedBy ?? told?.acknowledgedBy ?? null,
            sheetTime(reported?.at),
            reported?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? null,
            told ? say(language, `report.outreach.${told.state}`) : null,
            told ? told.attempts.length : null,
            answeredBy(told),
          ];
        }
      }
    },
  },
  quantities: {
    header: [
      ...contact,
      'report.code',
      'report.product',
      'report.lot',
      'report.quantity',
      'report.reported.at',
      'report.operator',
    ],
    async *rows(report, language) {
      const names = new Map(report.head.quantities.map(({ gtin, name }) => [gtin, name]));
      for await (const row of report.officines.read()) {
        const { report: said } = row;
        if (said === null) continue;
        const who = contactOf(row, language);
        const when = [sheetTime(said.at), said.operator];
        // None found is an answer too.
        if (said.lines.length === 0) yield [...who, null, null, null, 0, ...when];
        for (const { gtin, lot, quantity } of said.lines) {
          yield [...who, { code: gtin }, names.get(gtin) ?? null, lot && { code: lot }, quantity, ...when];
        }
      }
    },
  },
  attempts: {
    header: [
      ...contact,
      'report.revision',
      'report.salvo',
      'report.channel',
      'report.address',
      'report.outcome',
      'report.when',
      'report.receipt',
      'report.error',
      'report.who',
    ],
    async *rows(report, language) {
      for await (const row of everybody(report)) {
        const who = contactOf(row, language);
        for (const { revision, attempts } of row.outreach) {
          for (const { salvo, channel, address, state, at, receipt, error, by } of attempts) {
            yield [
              ...who,
              revision,
              salvo,
              say(language, `report.channel.${channel}`),
              { code: oneLine(address) },
              say(language, `report.attempt.${state}`),
              sheetTime(at),
              receipt,
              error,
              by,
            ];
          }
        }
      }
    },
  },
  timeline: {
    header: ['report.when', 'report.what', 'report.revision', 'report.who', 'report.kind', 'report.said'],
    async *rows({ head }, language) {
      for (const { at, what, revision, by, text } of head.timeline) {
        yield [
          sheetTime(at),
          say(language, `report.step.${what}`),
          revision,
          by.name,
          `${say(language, `web.role.${by.role}`)}${by.onCall ? ` ${say(language, 'report.on-call')}` : ''}`,
          text,
        ];
      }
    },
  },
};

/** Streams one table with its header, read as fast as it is taken. An error of the report destroys the stream with it. */
export function reportCsv(report: Report, table: ReportTable, language: Language): Readable {
  const { header, rows } = tables[table];
  const writer = stringify({
    ...spreadsheet,
    columns: header.map((key, index) => ({ key: String(index), header: say(language, key) })),
    cast: {
      ...spreadsheet.cast,
      // The one formula that a cell may be: a text, its quotation marks doubled.
      object: (value) => ({ value: `="${String(value.code).replaceAll('"', '""')}"`, escape_formulas: false }),
    },
  });
  return pipeline(Readable.from(rows(report, language)), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}

async function* everybody(report: Report): AsyncGenerator<OfficineRow | RecipientRow, void, void> {
  yield* report.officines.read();
  yield* report.recipients.read();
}

function contactOf(row: OfficineRow | RecipientRow, language: Language): Cell[] {
  const kind = 'kind' in row ? row.kind : 'officine';
  return [say(language, `report.one.${kind}`), row.id, row.name, row.finess && { code: row.finess }, row.territory];
}

/** What a row did with its agent and without one, by revision. */
function byRevision(row: OfficineRow | RecipientRow) {
  const done = 'revisions' in row ? row.revisions : [];
  const revisions = new Set([...done, ...row.outreach].map(({ revision }) => revision));
  return [...revisions]
    .sort((a, b) => a - b)
    .map((revision) => ({
      revision,
      done: done.find((one) => one.revision === revision),
      told: row.outreach.find((one) => one.revision === revision),
    }));
}

/** Packs that somebody told of on the page of their link. */
export function answeredBy(told: Pick<Told, 'answer'> | undefined): number | null {
  const { answer } = told ?? {};
  if (answer === null || typeof answer !== 'object' || !('quantity' in answer)) return null;
  return typeof answer.quantity === 'number' ? answer.quantity : null;
}

/** A postal address is kept in lines. */
export function oneLine(address: string): string {
  return address.replaceAll('\n', ', ');
}
