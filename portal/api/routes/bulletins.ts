/** Bulletins: drafting, validation, the exchange about them, and what became of them. */

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BulletinDraft, bulletinKinds } from '../../../protocol/bulletin.ts';
import { MAX_ENTRY_BYTES } from '../../../protocol/envelope.ts';
import { languageOf } from '../../../protocol/messages/index.ts';
import { Warned, withWarnings } from '../../products/warnings.ts';
import type { Store } from '../../store/store.ts';
import { BulletinSummary, BulletinView, listBulletins, readBulletin } from '../../workflow/bulletins.ts';
import { addMessage, listMessages, Message, MessageBody } from '../../workflow/messages.ts';
import { ReasonBody } from '../../workflow/reason.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { readByRoom } from '../validation.ts';

const Id = Type.Object({ id: Type.String() });
const Which = Type.Object(
  {
    revision: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Only if the act is about this revision' }),
    ),
  },
  { additionalProperties: false },
);
const Filter = Type.Object(
  {
    kind: Type.Optional(Type.Enum(bulletinKinds)),
    state: Type.Optional(
      Type.Enum(['draft', 'submitted', 'rejected', 'in-force', 'lifted'] as const, {
        description: 'Bulletins with a revision now in this state',
      }),
    ),
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Held by reference or title; case and accents do not count' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    before: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  bulletins: Type.Array(BulletinSummary),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `before` for the page that follows' }),
});
const Messages = Type.Object({ messages: Type.Array(Message) });

const authors = ['lab', 'authority'] as const;
const followers = ['lab', 'authority', 'operator'] as const;
const everyone = [...followers, 'wholesaler', 'hospital'] as const;
const tags = ['bulletins'];

export function bulletinRoutes(root: FastifyInstance, o: { store: Store; workflow: Workflow }): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { workflow } = o;
  const { db, clock } = o.store;
  const drafting = { bodyLimit: MAX_ENTRY_BYTES, validatorCompiler: readByRoom } as const;
  const shown = { 200: BulletinView, ...refusals };
  const written = { 200: Warned, ...refusals };
  const made = { 201: Warned, ...refusals };
  const warned = (view: BulletinView, request: FastifyRequest) =>
    withWarnings(db, view, languageOf(request.headers['accept-language']));

  app.post(
    '/v1/bulletins',
    {
      ...drafting,
      config: { allowed: authors, readByRoom: true },
      schema: { tags, summary: 'A draft', body: BulletinDraft, response: made },
    },
    async (request, reply) => {
      const view = await warned(await workflow.create(actorOf(request), request.body), request);
      return reply.code(201).header('Location', `/v1/bulletins/${view.id}`).send(view);
    },
  );

  app.get(
    '/v1/bulletins',
    {
      config: { allowed: everyone },
      schema: {
        tags,
        summary: 'Bulletins, newest first, without their contents',
        querystring: Filter,
        response: { 200: Page, ...refusals },
      },
    },
    (request) => listBulletins(db, actorOf(request), { ...request.query, limit: request.query.limit ?? 100 }),
  );

  app.get(
    '/v1/bulletins/:id',
    {
      config: { allowed: everyone },
      schema: {
        tags,
        summary: 'One bulletin: the published revision, else the newest, else the one asked for; and the life of each',
        params: Id,
        querystring: Which,
        response: shown,
      },
    },
    (request) => readBulletin(db, request.params.id, actorOf(request), request.query.revision),
  );

  app.put(
    '/v1/bulletins/:id',
    {
      ...drafting,
      config: { allowed: authors, readByRoom: true },
      schema: {
        tags,
        summary: 'A whole new body for a draft or rejected revision; a reason for one that lifts',
        params: Id,
        body: Type.Union([BulletinDraft, ReasonBody]),
        response: written,
      },
    },
    async (request) => warned(await workflow.edit(actorOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/v1/bulletins/:id/submit',
    {
      config: { allowed: authors },
      schema: {
        tags,
        summary: 'Sends the open revision for validation',
        params: Id,
        querystring: Which,
        response: shown,
      },
    },
    (request) => workflow.submit(actorOf(request), request.params.id, request.query.revision),
  );

  app.post(
    '/v1/bulletins/:id/validate',
    {
      config: { allowed: ['authority'] },
      schema: {
        tags,
        summary:
          'Puts the submitted revision in force and broadcasts it at once; again: answers the same, broadcasts nothing',
        params: Id,
        querystring: Which,
        response: shown,
      },
    },
    (request) => workflow.validate(actorOf(request), request.params.id, request.query.revision),
  );

  app.post(
    '/v1/bulletins/:id/reject',
    {
      config: { allowed: ['authority'] },
      schema: {
        tags,
        summary: 'Sends the submitted revision back',
        params: Id,
        querystring: Which,
        body: ReasonBody,
        response: shown,
      },
    },
    (request) => workflow.reject(actorOf(request), request.params.id, request.body.reason, request.query.revision),
  );

  app.post(
    '/v1/bulletins/:id/revise',
    {
      ...drafting,
      config: { allowed: authors, readByRoom: true },
      schema: {
        tags,
        summary: 'Opens revision n+1 as a draft; revision n stays in force until it is validated',
        params: Id,
        body: BulletinDraft,
        response: made,
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await warned(await workflow.revise(actorOf(request), request.params.id, request.body), request)),
  );

  app.post(
    '/v1/bulletins/:id/lift',
    {
      config: { allowed: authors },
      schema: {
        tags,
        summary: 'Opens revision n+1 as a draft that ends the measure once validated',
        params: Id,
        body: ReasonBody,
        response: { 201: BulletinView, ...refusals },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await workflow.lift(actorOf(request), request.params.id, request.body.reason)),
  );

  app.post(
    '/v1/bulletins/:id/messages',
    {
      config: { allowed: authors },
      schema: {
        tags,
        summary: 'A message between laboratory and authority, in any state',
        params: Id,
        body: MessageBody,
        response: { 201: Message, ...refusals },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await addMessage(db, clock, actorOf(request), request.params.id, request.body.text)),
  );

  app.get(
    '/v1/bulletins/:id/messages',
    {
      config: { allowed: authors },
      schema: { tags, summary: 'The exchange, oldest first', params: Id, response: { 200: Messages, ...refusals } },
    },
    async (request) => ({ messages: await listMessages(db, actorOf(request), request.params.id) }),
  );
}
