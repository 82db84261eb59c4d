/** What is recalled, and what people here did about it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type Level, levels } from '../../../protocol/bulletin.ts';
import { isLot } from '../../../protocol/lot.ts';
import { say } from '../../../protocol/messages/index.ts';
import { concerns } from '../../../protocol/notice/reach.ts';
import { Problem } from '../../../protocol/problems.ts';
import { type ProductCodeField, readProductCode } from '../../../protocol/product.ts';
import { explain } from '../../bulletins/explain.ts';
import { readQuery } from '../../bulletins/search.ts';
import type { BulletinRecord } from '../../register/register.ts';
import type { IndexedTarget } from '../../verdict/model.ts';
import type { Acknowledgement, HookDependencies, QuarantineLine } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import {
  AcknowledgementAnswer,
  AcknowledgementRequest,
  BulletinAnswer,
  BulletinsAnswer,
  BulletinsQuery,
  IdParams,
  LookbackAnswer,
  QuarantineAnswer,
  QuarantineRequest,
} from '../schemas.ts';

export function bulletinRoutes(
  server: FastifyInstance,
  {
    register,
    desk,
    journal,
    library,
    shortages,
    policy,
  }: Pick<HookDependencies, 'register' | 'desk' | 'journal' | 'library' | 'shortages' | 'policy'>,
): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  const find = (id: string): BulletinRecord => {
    const record = register.bulletin(id);
    if (record === null) throw new Problem('not-found', { field: 'id', expected: 'bulletin-id' });
    return record;
  };

  app.get(
    '/v1/bulletins',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'bulletins',
        summary: 'What is in force; or what was, or will be',
        querystring: BulletinsQuery,
        response: { 200: BulletinsAnswer, ...problems },
      },
    },
    async ({ query: { kind, state = 'in-force', unacknowledged, since, q = '' } }): Promise<BulletinsAnswer> => {
      const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
      if (Number.isNaN(from)) throw new Problem('request-invalid', { field: 'since', expected: 'moment' });
      const query = readQuery(q);
      const records = [...register.bulletins()].filter(
        (record) => (kind === undefined || record.kind === kind) && (state === 'all' || record.state === state),
      );
      await library.read(records);
      const dealtWith = desk.dealtWith();
      const { territory } = policy();
      const concerning = shortages.concerning();
      const bulletins: BulletinsAnswer['bulletins'] = [];
      for (const record of records) {
        const newest = newestOf(record);
        if (Date.parse(newest.receivedAt) < from) continue;
        const acknowledged = (dealtWith.get(record.id)?.acknowledged ?? 0) >= record.revision;
        if (unacknowledged !== undefined && acknowledged === unacknowledged) continue;
        if (!library.found(query, record)) continue;
        const {
          publishedAt,
          action,
          level,
          class: urgency,
          territories,
          reportQuantities,
          issuer,
          productCount,
        } = library.digest(record);
        const current = record.revisions.find(({ revision }) => revision === record.revision) ?? newest;
        bulletins.push({
          ...headOf(record, acknowledged),
          receivedAt: newest.receivedAt,
          effectiveAt: current.effectiveAt,
          publishedAt,
          action,
          level,
          class: urgency,
          issuer,
          products: library.products(record),
          productCount,
          reaches: concerns({ level, territories }, territory) && concerning(record),
          reportDue:
            reportQuantities && !record.drill && record.state === 'in-force' && desk.quarantineOf(record.id) === null,
        });
      }
      return { bulletins };
    },
  );

  app.get(
    '/v1/bulletins/:id',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'bulletin',
        summary: 'One bulletin with every revision, and what was done about it here',
        params: IdParams,
        response: { 200: BulletinAnswer, ...problems },
      },
    },
    async (request): Promise<BulletinAnswer> => {
      const record = find(request.params.id);
      const quarantine = desk.quarantineOf(record.id);
      const acknowledgements = desk.acknowledgements(record.id);
      const acknowledged = acknowledgements.map(({ revision }) => revision);
      const context = { language: languageFor(request), policy: policy(), nameOf: library.nameOf };
      return {
        ...headOf(record, Math.max(...acknowledged) >= record.revision),
        ...explain(record, acknowledged, context),
        acknowledgements: acknowledgements.map((one) => acknowledgementOf(one, record)),
        displays: desk.displays(record.id).map(({ revision, at }) => ({ revision, at })),
        quarantine: quarantine === null ? null : reportOf(quarantine),
      };
    },
  );

  app.post(
    '/v1/bulletins/:id/acknowledgement',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'acknowledge',
        summary: 'Read and understood; kept once, told to the portal even if it is down now',
        params: IdParams,
        body: AcknowledgementRequest,
        response: { 200: AcknowledgementAnswer, ...problems },
      },
    },
    async ({ params: { id }, body: { operator, revision } }): Promise<AcknowledgementAnswer> => {
      const record = find(id);
      // A revision that is to count later may be read before it does.
      const currentRevision = revision > record.revision ? newestOf(record).revision : record.revision;
      const { acknowledgement } = desk.acknowledge({ bulletin: id, revision, currentRevision, operator });
      return acknowledgementOf(acknowledgement, record);
    },
  );

  app.post(
    '/v1/bulletins/:id/quarantine',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'quarantine',
        summary: 'The packs isolated, or none found; the latest report counts',
        params: IdParams,
        body: QuarantineRequest,
        response: { 200: QuarantineAnswer, ...problems },
      },
    },
    async ({ params: { id }, body: { operator, lines } }): Promise<QuarantineAnswer> => {
      const record = find(id);
      const targets = register.targets(id);
      return reportOf(
        desk.quarantine({
          bulletin: id,
          revision: record.revision,
          operator,
          lines: lines.map((line, index) => lineOf(line, `lines[${index}]`, targets)),
        }),
      );
    },
  );

  app.get(
    '/v1/bulletins/:id/lookback',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'lookback',
        summary: 'The checks already made of packs that this recall covers or may cover',
        params: IdParams,
        response: { 200: LookbackAnswer, ...problems },
      },
    },
    async (request): Promise<LookbackAnswer> => {
      const record = find(request.params.id);
      const targets = register.targets(record.id);
      const checks = await journal.lookback(targets);
      const level = targets[0]?.revision.level ?? levelOf(record);
      const key = checks.length === 0 ? 'none' : level === 'patient' ? 'patient' : 'pharmacy';
      return {
        bulletin: record.id,
        revision: record.revision,
        level,
        message: say(languageFor(request), `agent.lookback.${key}`, { n: checks.length }),
        checks: [...checks],
      };
    },
  );
}

function newestOf(record: BulletinRecord): BulletinRecord['revisions'][number] {
  const [first, ...rest] = record.revisions;
  if (first === undefined) throw new Error(`bulletin ${record.id} has no revision`);
  return rest.reduce((newest, one) => (one.revision > newest.revision ? one : newest), first);
}

function headOf(record: BulletinRecord, acknowledged: boolean) {
  const { id, kind, reference, title, attention, drill, state, revision } = record;
  return { id, kind, reference, title, attention, drill, state, revision, acknowledged };
}

/** An acknowledgement of a revision that has since been replaced leaves the newer one open. */
function acknowledgementOf(
  { bulletin, revision, operator, at }: Acknowledgement,
  current: BulletinRecord,
): AcknowledgementAnswer {
  return { bulletin, revision, operator, at, current: revision >= current.revision };
}

function reportOf({
  bulletin,
  revision,
  operator,
  at,
  lines,
}: QuarantineAnswer | Readonly<QuarantineReportLike>): QuarantineAnswer {
  return { bulletin, revision, operator, at, lines: lines.map(({ gtin, lot, quantity }) => ({ gtin, lot, quantity })) };
}
type QuarantineReportLike = Omit<QuarantineAnswer, 'lines'> & { readonly lines: readonly QuarantineLine[] };

const codeFields: readonly ProductCodeField[] = ['gtin', 'cip13', 'cip7'];

/** One line, its code as GTIN-14. Throws Problem request-invalid, check-digit or lot-invalid, with the line's own path. */
function lineOf(
  line: QuarantineRequest['lines'][number],
  path: string,
  targets: readonly IndexedTarget[],
): QuarantineLine {
  const [name, ...others] = codeFields.filter((field) => line[field] !== undefined);
  if (name === undefined || others.length > 0) {
    throw new Problem('request-invalid', { field: `${path}.gtin`, expected: 'product-code-one' });
  }
  const field = `${path}.${name}`;
  const read = readProductCode(name, line[name] ?? '');
  if ('fault' in read) {
    throw read.fault === 'check-digit'
      ? new Problem('check-digit', { field, expected: 'check-digit' })
      : new Problem('request-invalid', { field, expected: 'product-code' });
  }
  const own = targets.filter(({ code }) => code === read.gtin);
  if (own.length === 0) throw new Problem('request-invalid', { field, expected: 'code-of-this-recall' });
  const lot = line.lot?.trim() ?? null;
  if (lot !== null && !isLot(lot)) throw new Problem('lot-invalid', { field: `${path}.lot`, expected: 'lot' });
  if (lot === null && own.every(({ lots }) => lots === 'listed')) {
    throw new Problem('request-invalid', { field: `${path}.lot`, expected: 'lot-of-this-recall' });
  }
  return { gtin: read.gtin, lot, quantity: line.quantity };
}

/** The level of a recall none of whose targets is indexed any more (lifted), from the bulletin as it was broadcast. */
function levelOf(record: BulletinRecord): Level | null {
  const content = newestOf(record).content as { recall?: { level?: unknown } } | null;
  return levels.find((level) => level === content?.recall?.level) ?? null;
}
