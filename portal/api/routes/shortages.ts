/** Shortages: what officines lack, what laboratories answer once for all, and what the authority is told. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { languageOf } from '../../../protocol/messages/index.ts';
import { gtinOfCode } from '../../products/products.ts';
import { Warned, withWarnings } from '../../products/warnings.ts';
import { AnswerBody, Answers } from '../../shortages/answers.ts';
import {
  boundTo,
  LaboratoryBody,
  readLaboratory,
  setMajorInterest,
  writeLaboratory,
} from '../../shortages/laboratories.ts';
import { listNotices, NoticeView, readNotice } from '../../shortages/notices.ts';
import { readShortage, ShortageView } from '../../shortages/product.ts';
import { monthOf, readStatistics, ShortageStatistics } from '../../shortages/statistics.ts';
import { pageOf, readShortages, ShortageSummary, shortageStates } from '../../shortages/summary.ts';
import type { Store } from '../../store/store.ts';
import { SharedWork } from '../../tracking/shared-work.ts';
import { BulletinView } from '../../workflow/bulletins.ts';
import { ReasonBody } from '../../workflow/reason.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

/** An answer may name 500 products and say much of them; a laboratory's catalogue is longer. */
const LARGE_BODY = 512 * 1024;

const strict = { additionalProperties: false };
const Id = Type.Object({ id: Type.String() });
const Code = Type.Object({ code: Type.String({ description: 'GTIN, CIP13 or CIP7' }) });
const next = Type.Union([Type.String(), Type.Null()], { description: 'Give it for the page that follows' });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 }));
const Month = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'A month: 2026-11' }));

const Filter = Type.Object(
  {
    state: Type.Optional(
      Type.Enum(shortageStates, {
        description: 'answered: lacked and answered for; anticipated: announced by the laboratory',
      }),
    ),
    major: Type.Optional(Type.Boolean({ description: 'Of major therapeutic interest, or not' })),
    laboratory: Type.Optional(Type.String({ maxLength: 64, description: 'Id; a laboratory has its own alone' })),
    search: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Limit,
    after: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
  },
  strict,
);
const Page = Type.Object({ shortages: Type.Array(ShortageSummary), total: Type.Integer({ minimum: 0 }), next });
const Span = Type.Object(
  {
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, default: 90, description: 'Of the time line' })),
  },
  strict,
);
const Months = Type.Object({ from: Month, to: Month }, strict);
const NoticeFilter = Type.Object(
  {
    unread: Type.Optional(Type.Boolean({ default: false })),
    limit: Limit,
    before: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
  },
  strict,
);
const Notices = Type.Object({
  notices: Type.Array(NoticeView),
  unread: Type.Integer({ minimum: 0, description: 'In all' }),
  next,
});
const MajorBody = Type.Object({ major: Type.Boolean() }, strict);
const Major = Type.Object({ gtin: Type.String(), major: Type.Boolean() });
const Read = Type.Object({ id: Type.String() });

const tags = ['shortages'];
const readers = { allowed: ['lab', 'authority', 'operator'], may: 'shortage.read' } as const;
const answerers = { allowed: ['lab', 'authority'], may: 'shortage.answer' } as const;
const operator = { allowed: ['operator'], may: 'organisations.manage' } as const;

export function shortageRoutes(root: FastifyInstance, { db, feed, clock }: Pick<Store, 'db' | 'feed' | 'clock'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const answers = new Answers({ db, feed, clock });
  const shared = new SharedWork<ShortageSummary[]>();
  const counting = new SharedWork<ShortageStatistics>();
  const now = () => new Date(clock.wall());

  app.get(
    '/v1/shortages',
    {
      config: readers,
      schema: {
        tags,
        summary: 'Products that officines lack or laboratories answer for, the most lacked first; a laboratory’s own',
        querystring: Filter,
        response: { 200: Page, ...refusals },
      },
    },
    async (request) => {
      const { state = 'all', limit = 100, laboratory = null, ...rest } = request.query;
      const all = await shared.ask('all', () => readShortages(db));
      return pageOf(all, { ...rest, state, limit, laboratory: boundTo(actorOf(request)) ?? laboratory });
    },
  );

  app.get(
    '/v1/shortages/statistics',
    {
      config: readers,
      schema: {
        tags,
        summary: 'By month, product and laboratory, and of all; the last twelve months unless told',
        querystring: Months,
        response: { 200: ShortageStatistics, ...refusals },
      },
    },
    async (request) => {
      const { to = monthOf(clock.wall()), from = monthOf(clock.wall(), 11) } = request.query;
      const laboratory = boundTo(actorOf(request));
      // Seconds of work where a year has a million declarations: once for all who ask at the same time.
      return counting.ask(JSON.stringify([from, to, laboratory]), () => readStatistics(db, { from, to, laboratory }));
    },
  );

  app.get(
    '/v1/shortages/notices',
    {
      config: { allowed: ['authority'], may: 'shortage.read' },
      schema: {
        tags,
        summary: 'What is told of medicines of major therapeutic interest, newest first',
        querystring: NoticeFilter,
        response: { 200: Notices, ...refusals },
      },
    },
    (request) => {
      const { unread = false, limit = 100, before } = request.query;
      return listNotices(db, { unread, limit, before });
    },
  );

  app.post(
    '/v1/shortages/notices/:id/read',
    {
      config: { allowed: ['authority'], may: 'shortage.read' },
      schema: { tags, summary: 'Somebody has read it', params: Id, response: { 200: Read, ...refusals } },
    },
    async (request) => {
      const { id } = request.params;
      await db.transaction().execute((trx) => readNotice(trx, actorOf(request), id, now()));
      return { id };
    },
  );

  app.post(
    '/v1/shortages/answers',
    {
      bodyLimit: LARGE_BODY,
      config: answerers,
      schema: {
        tags,
        summary: 'Answers for products once for all, or announces a shortage: in force and broadcast at once',
        body: AnswerBody,
        response: { 201: Warned, ...refusals },
      },
    },
    async (request, reply) => {
      const view = await answers.publish(actorOf(request), request.body);
      const warned = await withWarnings(db, view, languageOf(request.headers['accept-language']));
      return reply.code(201).header('Location', `/v1/bulletins/${view.id}`).send(warned);
    },
  );

  app.put(
    '/v1/shortages/answers/:id',
    {
      bodyLimit: LARGE_BODY,
      config: answerers,
      schema: {
        tags,
        summary: 'A whole new answer in place of the one in force, broadcast at once',
        params: Id,
        body: AnswerBody,
        response: { 200: Warned, ...refusals },
      },
    },
    async (request) =>
      withWarnings(
        db,
        await answers.revise(actorOf(request), request.params.id, request.body),
        languageOf(request.headers['accept-language']),
      ),
  );

  app.post(
    '/v1/shortages/answers/:id/end',
    {
      config: answerers,
      schema: {
        tags,
        summary: 'The shortage is over: broadcast at once, and what is declared of the products is closed',
        params: Id,
        body: ReasonBody,
        response: { 200: BulletinView, ...refusals },
      },
    },
    (request) => answers.end(actorOf(request), request.params.id, request.body.reason),
  );

  app.get(
    '/v1/shortages/:code',
    {
      config: readers,
      schema: {
        tags,
        summary: 'One product: by department, day by day, and every answer',
        params: Code,
        querystring: Span,
        response: { 200: ShortageView, ...refusals },
      },
    },
    (request) => {
      const gtin = gtinOfCode(request.params.code, 'code');
      return readShortage(db, actorOf(request), gtin, { days: request.query.days ?? 90, now: clock.wall() });
    },
  );

  app.put(
    '/v1/shortages/:code/major',
    {
      config: answerers,
      schema: {
        tags,
        summary: 'Marks a medicine of major therapeutic interest that the medicines database does not',
        params: Code,
        body: MajorBody,
        response: { 200: Major, ...refusals },
      },
    },
    async (request) => {
      const gtin = gtinOfCode(request.params.code, 'code');
      const { major } = request.body;
      await db.transaction().execute((trx) => setMajorInterest(trx, actorOf(request), gtin, major, now()));
      return { gtin, major };
    },
  );

  app.get(
    '/v1/organisations/:id/products',
    {
      config: operator,
      schema: {
        tags,
        summary: 'What a laboratory exploits: holders of the medicines database, and products by code',
        params: Id,
        response: { 200: LaboratoryBody, ...refusals },
      },
    },
    (request) => readLaboratory(db, request.params.id),
  );

  app.put(
    '/v1/organisations/:id/products',
    {
      bodyLimit: LARGE_BODY,
      config: operator,
      schema: {
        tags,
        summary: 'Says anew what a laboratory exploits, the whole of it',
        params: Id,
        body: LaboratoryBody,
        response: { 200: LaboratoryBody, ...refusals },
      },
    },
    (request) =>
      db.transaction().execute((trx) => writeLaboratory(trx, actorOf(request), request.params.id, request.body, now())),
  );
}
