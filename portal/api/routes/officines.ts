/** Officines and their workstations, for whoever runs the portal; and the door by which a workstation comes in. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { EnrolmentAnswer, EnrolmentRequest } from '../../../protocol/enrolment.ts';
import { enrol } from '../../enrolment/enrol.ts';
import { OfficineBody, OfficineChange, Officines, OfficineView, WorkstationView } from '../../enrolment/officines.ts';
import { Revocation, revoke } from '../../enrolment/revocation.ts';
import { issueToken, TokenAnswer, TokenBody } from '../../enrolment/tokens.ts';
import type { Store } from '../../store/store.ts';
import { ReasonBody } from '../../workflow/reason.ts';
import { actorOf, bearerOf } from '../access.ts';
import { refusals } from '../answers.ts';

const Id = Type.Object({ id: Type.String() });
const Paging = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Held by name, FINESS or territory; case and accents do not count' }),
    ),
    after: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  officines: Type.Array(OfficineView),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `after` for the page that follows' }),
});
const WithWorkstations = Type.Object({
  ...OfficineView.properties,
  workstations: Type.Array(WorkstationView, { description: 'Every one that ever enrolled, oldest first' }),
});

export function officineRoutes(root: FastifyInstance, store: Store): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock, feed, bus, info, keys } = store;
  const officines = new Officines({ db, feed, clock });
  const operator = { allowed: ['operator'], may: 'officines.manage' } as const;
  const tags = ['officines'];

  app.post(
    '/v1/officines',
    {
      config: operator,
      schema: { tags, summary: 'A new officine', body: OfficineBody, response: { 201: OfficineView, ...refusals } },
    },
    async (request, reply) => {
      const officine = await officines.create(actorOf(request), request.body);
      return reply.code(201).header('Location', `/v1/officines/${officine.id}`).send(officine);
    },
  );

  app.get(
    '/v1/officines',
    {
      config: operator,
      schema: { tags, summary: 'Officines, oldest first', querystring: Paging, response: { 200: Page, ...refusals } },
    },
    (request) => officines.list({ ...request.query, limit: request.query.limit ?? 200 }),
  );

  app.get(
    '/v1/officines/:id',
    {
      config: operator,
      schema: {
        tags,
        summary: 'One officine with its workstations',
        params: Id,
        response: { 200: WithWorkstations, ...refusals },
      },
    },
    async (request) => ({
      ...(await officines.read(request.params.id)),
      workstations: await officines.workstations(request.params.id),
    }),
  );

  app.patch(
    '/v1/officines/:id',
    {
      config: operator,
      schema: {
        tags,
        summary: 'Changes an officine; its workstations learn of name and territory at their next connection',
        params: Id,
        body: OfficineChange,
        response: { 200: OfficineView, ...refusals },
      },
    },
    (request) => officines.change(actorOf(request), request.params.id, request.body),
  );

  app.post(
    '/v1/officines/:id/enrolment-tokens',
    {
      config: { ...operator, bodyOptional: true },
      schema: {
        tags,
        summary: 'A token with which workstations of this officine enrol',
        params: Id,
        body: TokenBody,
        response: { 201: TokenAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { rootThumbprint } = keys;
      const token = await issueToken({ db, clock, rootThumbprint }, actorOf(request), request.params.id, request.body);
      return reply.code(201).send(token);
    },
  );

  app.post(
    '/v1/workstations/:id/revocation',
    {
      config: operator,
      schema: {
        tags,
        summary: 'Ends a workstation’s identity; done before: the first revocation stands',
        params: Id,
        body: ReasonBody,
        response: { 200: Revocation, ...refusals },
      },
    },
    (request) => revoke({ db, bus, feed, clock }, actorOf(request), request.params.id, request.body.reason),
  );

  app.post(
    '/v1/enrolments',
    {
      config: { allowed: 'enrolment' },
      schema: {
        tags: ['enrolment'],
        summary:
          'A workstation’s public key in, its identity and the feed’s root out; the same key again: the same answer',
        body: EnrolmentRequest,
        response: { 200: EnrolmentAnswer, 201: EnrolmentAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const token = bearerOf(request) ?? '';
      const { created, answer } = await enrol({ db, clock, info, root: keys.root }, token, request.body);
      return reply.code(created ? 201 : 200).send(answer);
    },
  );
}
