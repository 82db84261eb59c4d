/** A report on paper: what the authority files. The rows of officines that did as asked stand in its JSON and CSV. */
import type { Readable } from 'node:stream';
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import { cip13OfGtin } from '../../protocol/product.ts';
import { targetInWords } from '../../protocol/target-words.ts';
import { Paper, RULE, SOFT } from '../pdf/paper.ts';
import { type Column, drawTable } from '../pdf/table.ts';
import type { Spread } from '../tracking/progress.ts';
import { steps } from '../tracking/progress.ts';
import type { OfficineRow, RecipientRow, ReportHead, Told } from './content.ts';
import { answeredBy, oneLine } from './csv.ts';
import { drawCurve } from './curve.ts';
import type { Report } from './report.ts';
import { duration, pageTime } from './times.ts';
import { isReached, measureOf } from './totals.ts';

/** The report as a PDF; each page carries the content's hash, its number, and who established it when. */
export async function reportPdf(report: Report, language: Language): Promise<Readable> {
  const t = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => say(language, key, values);
  const { head, sha256, establishedAt, establishedBy } = report;
  const newest = newestOf(head);
  const title = `${t(`report.title.${head.bulletin.kind}`)} — ${newest.content.reference}`;
  const paper = new Paper({ title, language, at: new Date(establishedAt) });
  const table = (columns: readonly Column[], rows: Rows, o: { bare?: boolean } = {}) =>
    drawTable(paper, { columns, rows, none: t('report.none'), ...o });
  const page: Page = { paper, language, t, table };

  if (newest.content.drill) paper.paragraph(t('report.drill'), { face: 'bold', size: 12 }, 2);
  paper.heading(title, 1);
  paper.paragraph(newest.content.title, { size: 11, color: SOFT }, 8);
  paper.paragraph(t('report.summary.officines', head.totals), { face: 'bold', size: 9.5 }, 8);
  await identity(page, head);
  await products(page, head);
  await timeline(page, head);
  for (const spread of head.reach) await reach(page, spread);
  await isolated(page, report);
  await unreached(page, report);
  await others(page, report);
  paper.y += 8;
  paper.need(40);
  paper.paragraph(t('report.how-to-verify'), { color: SOFT });

  const by = establishedBy.name ?? t(`web.role.${establishedBy.role}`);
  const footer = `${newest.content.reference} · ${t('report.footer', { at: pageTime(language, establishedAt), by })}`;
  return paper.finish((n, of) => {
    const y = paper.bottom + 10;
    const small = { size: 7, color: SOFT };
    paper.doc
      .moveTo(paper.left, y - 4)
      .lineTo(paper.left + paper.width, y - 4)
      .lineWidth(0.4)
      .stroke(RULE);
    const number = t('report.page', { n, of });
    const room = paper.width - paper.widthOf(number, small) - 10;
    paper.put(paper.lines(footer, room, small)[0] ?? '', paper.left, y, small);
    paper.put(number, paper.left + paper.width - paper.widthOf(number, small), y, small);
    paper.put(t('report.hash', { hash: sha256 }), paper.left, y + 10, { ...small, face: 'mono', size: 6.5 });
  });
}

type Rows = Iterable<readonly string[]> | AsyncIterable<readonly string[]>;

interface Page {
  readonly paper: Paper;
  readonly language: Language;
  t(key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  table(columns: readonly Column[], rows: Rows, o?: { bare?: boolean }): Promise<number>;
}

/** The last revision that says what the measure is. */
function newestOf({ published }: ReportHead): ReportHead['published'][number] {
  const newest = published.at(-1);
  if (newest === undefined) throw new Error('a report is of a bulletin that was published');
  return newest;
}

async function identity({ paper, t, table }: Page, head: ReportHead): Promise<void> {
  const { bulletin, published } = head;
  const { content, state, reason, lift } = newestOf(head);
  const { recall, alert, issuer } = content;
  const author = bulletin.organisation?.name ?? t(`web.role.${bulletin.author}`);
  const facts: Array<[MessageKey, string | null | undefined]> = [
    ['report.reference', content.reference],
    ['report.name', content.title],
    ['report.state', t(state === 'lifted' ? 'report.state.lifted' : 'report.state.in-force')],
    ['outreach.field.lift-reason', lift ? reason : null],
    ['report.measure', t(`outreach.kind.${recall?.action ?? 'alert'}`)],
    ['report.level', recall && t(`change.level.${recall.level}`)],
    ['report.class', recall?.class && t(`bulletin.class.${recall.class}`)],
    ['report.territories', content.territories?.join(', ') ?? t('report.everywhere')],
    ['report.author', author],
    ['report.issuer', [issuer.name, issuer.phone, issuer.email].filter(Boolean).join(' · ')],
    ['report.reason', recall?.reason],
    ['report.instructions', (recall ?? alert)?.instructions],
    ['report.text', content.text],
    ['report.id', bulletin.id],
    [
      'report.feed',
      published
        .map(({ revision, position, entryHash }) => t('report.feed.entry', { revision, position, hash: entryHash }))
        .join('\n'),
    ],
  ];
  paper.heading(t('report.section.identity'), 2);
  await table(
    [
      { heading: '', share: 1, style: { face: 'bold' } },
      { heading: '', share: 4.2 },
    ],
    facts.flatMap(([key, value]) => (value ? [[t(key), pageText(value)]] : [])),
    { bare: true },
  );
}

async function products({ paper, language, t, table }: Page, head: ReportHead): Promise<void> {
  const { recall, alert } = newestOf(head).content;
  const targets = recall?.targets ?? alert?.targets ?? [];
  if (targets.length === 0) return;
  paper.heading(t('report.section.products'), 2);
  await table(
    [
      { heading: t('report.product'), share: 2 },
      { heading: t('report.code'), share: 1.3 },
      { heading: t('report.lot'), share: 3.4 },
    ],
    targets.map((target) => {
      const listed =
        target.lots === 'all' ? [] : target.lots.map(({ lot, expiry }) => lot + (expiry ? ` (${expiry})` : ''));
      const rule = targetInWords(language, target);
      return [
        target.name ?? '',
        codeOf(target.gtin),
        [...(listed.length === 0 ? [] : [listed.join(', ')]), ...(rule === null ? [] : [rule])].join('\n'),
      ];
    }),
  );
}

async function timeline({ paper, language, t, table }: Page, { timeline: items }: ReportHead): Promise<void> {
  paper.heading(t('report.section.timeline'), 2);
  await table(
    [
      { heading: t('report.when'), share: 1.7 },
      { heading: t('report.what'), share: 1.7 },
      { heading: t('report.revision'), share: 0.8, align: 'right' },
      { heading: t('report.who'), share: 1.8 },
      { heading: t('report.said'), share: 3.6 },
    ],
    items.map(({ at, what, revision, by, text }) => [
      pageTime(language, at),
      t(`report.step.${what}`),
      revision === null ? '' : String(revision),
      [by.name ?? '', t(`web.role.${by.role}`) + (by.onCall ? ` ${t('report.on-call')}` : '')]
        .filter(Boolean)
        .join('\n'),
      text ?? '',
    ]),
  );
}

async function reach({ paper, language, t, table }: Page, spread: Spread): Promise<void> {
  const { revision, publishedAt, targeted } = spread;
  const right = { share: 1, align: 'right' } as const;
  paper.heading(t('report.section.reach', { n: revision }), 2, 110);
  paper.paragraph(t('report.published', { at: pageTime(language, publishedAt), ...targeted }));
  await table(
    [
      { heading: t('report.what'), share: 2 },
      { heading: t('report.workstations'), ...right },
      { heading: t('report.officines'), ...right },
      { heading: t('report.median'), ...right },
      { heading: t('report.p95'), ...right },
    ],
    steps.map((step) => {
      const { count, officines, median, p95 } = spread.steps[step];
      return [
        t(`report.${step}`),
        String(count),
        String(officines),
        duration(language, median),
        duration(language, p95),
      ];
    }),
  );
  drawCurve(paper, spread, {
    title: t('report.section.curve'),
    line: (step) => {
      const { median, p95 } = spread.steps[step];
      const times = { median: duration(language, median), p95: duration(language, p95) };
      return `${t(`report.${step}`)}\n${t('report.curve.times', times)}`;
    },
    after: (seconds) => duration(language, seconds),
  });
  paper.heading(t('report.section.kinds'), 3);
  await table(
    [
      { heading: t('report.kind'), share: 2 },
      { heading: t('report.targeted'), ...right },
      { heading: t('report.reached'), ...right },
      { heading: t('report.acknowledged'), ...right },
      { heading: t('report.exhausted'), ...right },
    ],
    spread.recipients.map(({ kind, channel, targeted: all, reached, acknowledged, exhausted }) => [
      t(kind === 'officine' ? `report.kind.officine.${channel}` : `report.kind.${kind}.other`),
      String(all),
      String(reached),
      String(acknowledged),
      String(exhausted),
    ]),
  );
  paper.heading(t('report.section.departments'), 3);
  await table(
    [
      { heading: t('report.department'), share: 1.4 },
      { heading: t('report.officines'), ...right },
      { heading: t('report.reached'), ...right },
      { heading: t('report.workstations'), ...right },
      { heading: t('report.delivered'), ...right },
      { heading: t('report.displayed'), ...right },
      { heading: t('report.acknowledged'), ...right },
      { heading: t('report.reported'), ...right },
    ],
    spread.departments.map((one) => [
      one.territory ?? t('report.department.unknown'),
      ...[one.officines, one.reached, one.workstations, one.delivered, one.displayed, one.acknowledged].map(String),
      String(one.reported),
    ]),
  );
}

async function isolated({ paper, language, t, table }: Page, report: Report): Promise<void> {
  const { quantities } = report.head;
  const names = new Map(quantities.map(({ gtin, name }) => [gtin, name]));
  paper.heading(t('report.section.lots'), 2);
  await table(
    [
      { heading: t('report.product'), share: 2.4 },
      { heading: t('report.code'), share: 1.6 },
      { heading: t('report.lot'), share: 1.6 },
      { heading: t('report.officines'), share: 1, align: 'right' },
      { heading: t('report.quantity'), share: 1, align: 'right' },
    ],
    quantities.map(({ gtin, lot, name, officines, quantity }) => [
      name ?? '',
      codeOf(gtin),
      lot ?? '',
      String(officines),
      String(quantity),
    ]),
  );
  paper.heading(t('report.section.quantities'), 2);
  await table(
    [
      { heading: t('report.officine'), share: 2.6 },
      { heading: t('report.department.short'), share: 0.9 },
      { heading: t('report.product'), share: 2 },
      { heading: t('report.lot'), share: 1.2 },
      { heading: t('report.quantity'), share: 0.8, align: 'right' },
      { heading: t('report.reported.at'), share: 1.6 },
      { heading: t('report.operator'), share: 1.3 },
    ],
    (async function* () {
      for await (const { name, finess, territory, report: said } of report.officines.read()) {
        for (const { gtin, lot, quantity } of said?.lines ?? []) {
          yield [
            withFiness(name, finess),
            territory ?? '',
            names.get(gtin) ?? codeOf(gtin),
            lot ?? '',
            String(quantity),
            pageTime(language, said?.at),
            said?.operator ?? '',
          ];
        }
      }
    })(),
  );
}

async function unreached(page: Page, report: Report): Promise<void> {
  const { paper, t, table } = page;
  const measure = measureOf(report.head.published);
  paper.heading(t('report.section.unreached'), 2);
  await table(
    triedColumns(t),
    (async function* () {
      for await (const row of report.officines.read()) {
        if (!isReached(row, measure)) yield triedRow(page, row, t('report.nothing-tried'));
      }
    })(),
  );
}

async function others(page: Page, report: Report): Promise<void> {
  const { paper, t, table } = page;
  paper.heading(t('report.section.recipients'), 2);
  await table(
    triedColumns(t),
    (async function* () {
      for await (const row of report.recipients.read()) {
        yield triedRow(page, row, '', `${t(`report.one.${row.kind}`)}\n`);
      }
    })(),
  );
}

function triedColumns(t: Page['t']): Column[] {
  return [
    { heading: t('report.recipient'), share: 1.8 },
    { heading: t('report.department.short'), share: 0.9 },
    { heading: t('report.contact'), share: 1.8 },
    { heading: t('report.tried'), share: 4 },
  ];
}

function triedRow(page: Page, row: OfficineRow | RecipientRow, nothing: string, before = ''): string[] {
  const { name, finess, territory, phone, email, outreach } = row;
  return [
    before + withFiness(name, finess),
    territory ?? page.t('report.department.unknown'),
    [phone, email].filter(Boolean).join('\n'),
    outreach.length === 0 ? nothing : outreach.map((told) => triedText(page, told)).join('\n'),
  ];
}

function triedText({ language, t }: Page, told: Told): string {
  const { revision, state, acknowledgedAt, acknowledgedBy, attempts } = told;
  const packs = answeredBy(told);
  const stands =
    acknowledgedAt === null
      ? t('report.told', { revision, state: t(`report.outreach.${state}`) })
      : t('report.told.by', { revision, at: pageTime(language, acknowledgedAt), by: acknowledgedBy ?? '' });
  return [
    packs === null ? stands : `${stands} ; ${t('report.quantity')} : ${packs}`,
    ...attempts.map(({ at, channel, address, state: outcome, receipt, error, by }) => {
      const what = `${t(`report.channel.${channel}`)} ${oneLine(address)} : ${t(`report.attempt.${outcome}`)}`;
      const why = [receipt, error, by].filter(Boolean).join(' · ');
      return `${at === null ? '' : `${pageTime(language, at)} `}${what}${why === '' ? '' : ` (${why})`}`;
    }),
  ].join('\n');
}

function withFiness(name: string, finess: string | null): string {
  return finess === null ? name : `${name}\nFINESS ${finess}`;
}

function codeOf(gtin: string): string {
  return cip13OfGtin(gtin) ?? gtin;
}

/** Long texts come with blank lines that a table has no room for. */
function pageText(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n');
}
