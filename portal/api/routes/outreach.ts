/** Recipients without an agent: who they are, what was tried, and the page where they acknowledge. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { languageOf, type MessageKey } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { acknowledge, readAddressed } from '../../outreach/acknowledge.ts';
import { officinesDueAt } from '../../outreach/campaigns.ts';
import { ImportAnswer, ImportBody, importRecipients } from '../../outreach/import/import.ts';
import { outreachOfCode } from '../../outreach/letters/batches.ts';
import { linkSecret, tokenOf } from '../../outreach/link.ts';
import { addressedPage, codePage, pageHeaders, type Typed, unknownPage } from '../../outreach/page.ts';
import { OutreachPlan } from '../../outreach/plan.ts';
import { readPlan, writePlan } from '../../outreach/plan-store.ts';
import {
  createRecipient,
  listRecipients,
  RecipientBody,
  RecipientView,
  readRecipient,
  replaceRecipient,
} from '../../outreach/recipients.ts';
import {
  NoteBody,
  note,
  OutreachSummary,
  OutreachView,
  readOutreach,
  summarizeOutreach,
} from '../../outreach/report.ts';
import { recipientKinds } from '../../store/schema/outreach.ts';
import type { Store } from '../../store/store.ts';
import { readBulletin } from '../../workflow/bulletins.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { textOfSource } from '../list-source.ts';
import { after, next } from '../paging.ts';

const Id = Type.Object({ id: Type.String() });
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 }));
const RecipientPaging = Type.Object(
  { limit, after, kind: Type.Optional(Type.Enum(recipientKinds)) },
  { additionalProperties: false },
);
const RecipientPage = Type.Object({ recipients: Type.Array(RecipientView), next });
const OutreachPaging = Type.Object(
  {
    limit,
    after,
    state: Type.Optional(Type.Enum(['open', 'acknowledged', 'reached', 'superseded', 'exhausted'] as const)),
  },
  { additionalProperties: false },
);
const OutreachPage = Type.Object({
  summary: Type.Union([OutreachSummary, Type.Null()], { description: 'null: nobody was told without an agent yet' }),
  officinesAt: Type.Union([Type.String(), Type.Null()], {
    description: 'When officines that no agent has reached are told too (UTC); null: not meant for them, or done',
  }),
  recipients: Type.Array(OutreachView),
  next,
});

const tags = ['recipients'];
/** 50,000 rows of an address each, and a third more in base64. */
const IMPORT_LIMIT = 16 * 1024 * 1024;
/** Longest address of a page: an id and a code over it. */
const LINK = '/r/:token';
/** Where the code of a letter is typed. */
const CODE = '/r';
const FORM_LIMIT = 8 * 1024;
/** Wrong codes of one address: 60 bits are not found so, and who types badly still gets through. */
const CODES_A_MINUTE = 30;

export function outreachRoutes(root: FastifyInstance, store: Store): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock } = store;
  const operator = { allowed: ['operator'], may: 'outreach.run' } as const;
  const followers = { allowed: ['lab', 'authority', 'operator'], may: 'tracking.read' } as const;

  app.post(
    '/v1/recipients',
    {
      config: operator,
      schema: {
        tags,
        summary: 'A new recipient without an agent',
        body: RecipientBody,
        response: { 201: RecipientView, ...refusals },
      },
    },
    async (request, reply) => {
      const recipient = await createRecipient(db, clock, actorOf(request), request.body);
      return reply.code(201).header('Location', `/v1/recipients/${recipient.id}`).send(recipient);
    },
  );

  app.post(
    '/v1/recipients/import',
    {
      bodyLimit: IMPORT_LIMIT,
      // Trimmed, a list whose first cell is empty would lose a column, and its rows their numbers.
      config: { ...operator, readByRoom: true },
      schema: {
        tags,
        summary: 'Recipients from a spreadsheet or its CSV: made or brought up to date; errors by row and column',
        body: ImportBody,
        response: { 200: ImportAnswer, ...refusals },
      },
    },
    (request) => {
      const { kind, dryRun } = request.body;
      const language = languageOf(request.headers['accept-language']);
      return importRecipients(db, clock, actorOf(request), textOfSource(request.body), { kind, dryRun, language });
    },
  );

  app.get(
    '/v1/recipients/:id',
    {
      config: operator,
      schema: { tags, summary: 'One recipient', params: Id, response: { 200: RecipientView, ...refusals } },
    },
    (request) => readRecipient(db, request.params.id),
  );

  app.put(
    '/v1/recipients/:id',
    {
      config: operator,
      schema: {
        tags,
        summary: 'Replaces what is kept of a recipient',
        params: Id,
        body: RecipientBody,
        response: { 200: RecipientView, ...refusals },
      },
    },
    (request) => replaceRecipient(db, clock, actorOf(request), request.params.id, request.body),
  );

  app.get(
    '/v1/recipients',
    {
      config: operator,
      schema: {
        tags,
        summary: 'Recipients, oldest first',
        querystring: RecipientPaging,
        response: { 200: RecipientPage, ...refusals },
      },
    },
    (request) =>
      listRecipients(db, { limit: request.query.limit ?? 200, after: request.query.after, kind: request.query.kind }),
  );

  app.get(
    '/v1/outreach/plan',
    {
      config: operator,
      schema: { tags, summary: 'When whom is told how', response: { 200: OutreachPlan, ...refusals } },
    },
    () => readPlan(db),
  );

  app.put(
    '/v1/outreach/plan',
    {
      config: operator,
      schema: {
        tags,
        summary: 'Sets the plan; it holds from the next salvo on',
        body: OutreachPlan,
        response: { 200: OutreachPlan, ...refusals },
      },
    },
    (request) => writePlan(db, clock, actorOf(request), request.body),
  );

  app.get(
    '/v1/bulletins/:id/outreach',
    {
      config: followers,
      schema: {
        tags: ['bulletins'],
        summary: 'Recipients told without an agent, with every attempt',
        params: Id,
        querystring: OutreachPaging,
        response: { 200: OutreachPage, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await readBulletin(db, id, actorOf(request));
      const { limit: most = 200, after: from, state } = request.query;
      const page = await readOutreach(db, id, { limit: most, after: from, state });
      const officinesAt = (await officinesDueAt(db, id))?.toISOString() ?? null;
      return { summary: await summarizeOutreach(db, id), officinesAt, ...page };
    },
  );

  app.post(
    '/v1/outreach/:id/notes',
    {
      config: operator,
      schema: {
        tags,
        summary: 'A telephone call, or a letter that came back',
        params: Id,
        body: NoteBody,
        response: { 200: OutreachView, ...refusals },
      },
    },
    (request) => note(db, clock, actorOf(request), request.params.id, request.body),
  );

  app.register(async (scope) => acknowledgementPage(scope, store));
}

/** Public: whoever has the link may read and acknowledge. Reading acknowledges nothing, since mail filters follow links. */
function acknowledgementPage(scope: FastifyInstance, { db, clock }: Store): void {
  const config = { allowed: 'public' } as const;
  const language = (request: FastifyRequest) => languageOf(request.headers['accept-language']);
  const html = (reply: FastifyReply, status: number, page: string) =>
    reply.code(status).headers(pageHeaders).send(page);
  const params = Type.Object({ token: Type.String({ maxLength: 100 }) });
  type Route = { Params: { token: string }; Body: URLSearchParams | undefined };
  type Handler = (request: FastifyRequest<Route>, reply: FastifyReply) => Promise<FastifyReply>;
  /** A link that this portal did not make gets a page that says so. */
  const ifKnown =
    (handle: Handler): Handler =>
    async (request, reply) => {
      try {
        return await handle(request, reply);
      } catch (error) {
        if (error instanceof Problem && error.type === 'not-found')
          return html(reply, 404, unknownPage(language(request)));
        throw error;
      }
    };

  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT },
    (_, body, done) => done(null, new URLSearchParams(String(body))),
  );

  const wrongCodes = scope.createRateLimit({ max: CODES_A_MINUTE, timeWindow: 60_000 });
  scope.get(CODE, { config, schema: { hide: true } }, (request, reply) =>
    html(reply, 200, codePage(language(request))),
  );

  scope.post<{ Body: URLSearchParams | undefined }>(
    CODE,
    {
      config: { ...config, readByRoom: true },
      bodyLimit: FORM_LIMIT,
      schema: { hide: true },
    },
    async (request, reply) => {
      const tried = await wrongCodes(request, { increment: false });
      if (!tried.isAllowed && tried.remaining === 0) {
        reply.header('Retry-After', String(Math.max(1, tried.ttlInSeconds)));
        throw new Problem('rate-limited');
      }
      const typed = given(request.body ?? new URLSearchParams(), 'code', 40);
      const outreach = await outreachOfCode(db, typed);
      if (outreach === null) {
        await wrongCodes(request);
        return html(reply, 404, codePage(language(request), typed));
      }
      return reply.redirect(`${CODE}/${tokenOf(await linkSecret(db), outreach)}`, 303);
    },
  );

  scope.get<Route>(
    LINK,
    { config, schema: { hide: true, params } },
    ifKnown(async (request, reply) => {
      const addressed = await readAddressed(db, request.params.token);
      return html(reply, 200, addressedPage(language(request), addressed));
    }),
  );

  scope.post<Route>(
    LINK,
    { config: { ...config, readByRoom: true }, bodyLimit: FORM_LIMIT, schema: { hide: true, params } },
    ifKnown(async (request, reply) => {
      const addressed = await readAddressed(db, request.params.token);
      const read = readForm(request.body ?? new URLSearchParams());
      if ('error' in read) return html(reply, 400, addressedPage(language(request), addressed, read.typed, read.error));
      const done = await acknowledge(db, clock, request.params.token, read.answer);
      return html(reply, 200, addressedPage(language(request), done));
    }),
  );
}

function readForm(
  form: URLSearchParams,
):
  | { answer: { operator: string; concerned: boolean; quantity?: number; remark?: string } }
  | { typed: Typed; error: MessageKey } {
  const typed = {
    operator: given(form, 'operator', 100),
    concerned: given(form, 'concerned', 3),
    quantity: given(form, 'quantity', 12),
    remark: given(form, 'remark', 1_000),
  };
  if (typed.operator === '') return { typed, error: 'outreach.page.missing.operator' };
  if (typed.concerned !== 'yes' && typed.concerned !== 'no') return { typed, error: 'outreach.page.missing.concerned' };
  if (!/^\d{0,8}$/.test(typed.quantity)) return { typed, error: 'outreach.page.wrong.quantity' };
  return {
    answer: {
      operator: typed.operator,
      concerned: typed.concerned === 'yes',
      ...(typed.quantity === '' ? {} : { quantity: Number(typed.quantity) }),
      ...(typed.remark === '' ? {} : { remark: typed.remark }),
    },
  };
}

/** A field of a form as a database takes it. */
function given(form: URLSearchParams, name: string, most: number): string {
  return (form.get(name) ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, most);
}
