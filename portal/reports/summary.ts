/** What a page shows of a report: its sums, and the first of its long lists. The files have the rest. */
import Type, { type Static } from 'typebox';
import { roles } from '../workflow/transitions.ts';
import { OfficineRow, Quantity, RecipientRow, ReportHead } from './content.ts';
import type { Report } from './report.ts';
import { isReached, measureOf } from './totals.ts';

/** Rows of each list: what somebody reads on a page. */
const FIRST = 100;

const listed = <T extends Type.TSchema>(row: T) =>
  Type.Object({ count: Type.Integer({ minimum: 0 }), first: Type.Array(row, { maxItems: FIRST }) });

export const ReportSummary = Type.Object({
  sha256: Type.String({ description: 'Of the whole report’s content, as its files bear it' }),
  establishedAt: Type.String({ description: 'Moment in UTC' }),
  establishedBy: Type.Object({ role: Type.Enum(roles), name: Type.Union([Type.String(), Type.Null()]) }),
  totals: ReportHead.properties.totals,
  reach: ReportHead.properties.reach,
  quantities: listed(Quantity),
  unreached: Type.Intersect([listed(OfficineRow)], { description: 'Officines that their agent has not reached' }),
  silent: Type.Intersect([listed(RecipientRow)], {
    description: 'Wholesalers and hospitals that did not acknowledge the newest revision told to them',
  }),
});
export type ReportSummary = Static<typeof ReportSummary>;

/** The summary of a report, which stays the caller's to dispose of. */
export async function summarize(report: Report): Promise<ReportSummary> {
  const { head, sha256, establishedAt, establishedBy } = report;
  const { totals, reach, quantities } = head;
  const measure = measureOf(head.published);
  return {
    sha256,
    establishedAt,
    establishedBy,
    totals,
    reach,
    quantities: { count: quantities.length, first: quantities.slice(0, FIRST) },
    unreached: await pick(report.officines.read(), (row) => !isReached(row, measure)),
    silent: await pick(report.recipients.read(), ({ outreach }) => outreach.at(-1)?.state !== 'acknowledged'),
  };
}

async function pick<T>(rows: AsyncIterable<T>, wanted: (row: T) => boolean): Promise<{ count: number; first: T[] }> {
  const first: T[] = [];
  let count = 0;
  for await (const row of rows) {
    if (!wanted(row)) continue;
    count += 1;
    if (first.length < FIRST) first.push(row);
  }
  return { count, first };
}
