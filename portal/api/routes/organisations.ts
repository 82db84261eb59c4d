/** Organisations, kept by the operator; their people and keys, kept by themselves or by the operator. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import type { Actor } from '../../access/actor.ts';
import { ApiKeyBody, ApiKeyView, createApiKey, listApiKeys, revokeApiKey } from '../../access/api-keys.ts';
import { audit } from '../../access/audit.ts';
import { invitationLink, invite } from '../../access/invitations.ts';
import {
  changeOrganisation,
  createOrganisation,
  listOrganisations,
  OrganisationBody,
  OrganisationChange,
  OrganisationView,
  readOrganisation,
} from '../../access/organisations.ts';
import {
  changePerson,
  createPerson,
  endSessions,
  keepsPeopleOf,
  listPeople,
  lockPerson,
  PersonBody,
  PersonChange,
  PersonView,
} from '../../access/people.ts';
import { roles } from '../../workflow/transitions.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { siteOf } from '../site.ts';
import type { AccountRoutesOptions } from './session.ts';

const Id = Type.Object({ id: Type.String() });
const Paging = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
    after: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
    role: Type.Optional(Type.Enum(roles)),
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  organisations: Type.Array(OrganisationView),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `after` for the page that follows' }),
});
const Invitation = Type.Object({
  expiresAt: Type.String({ description: 'Moment in UTC' }),
  mailed: Type.Boolean({ description: 'Sent to the person' }),
  link: Type.Optional(
    Type.String({ description: 'To hand over: for the key of portal.json, or where the portal sends no mail' }),
  ),
});
const Invited = Type.Object({ person: PersonView, invitation: Invitation });
const tags = ['organisations'];

export function organisationRoutes(root: FastifyInstance, o: AccountRoutesOptions): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock, publicUrl, mail } = o;
  const keeper = { allowed: ['operator'], may: 'organisations.manage' } as const;
  const manager = { allowed: roles, may: 'users.manage' } as const;

  /** To whoever keeps neither this organisation nor all, it is not there. */
  function own(request: FastifyRequest, organisation: string): Actor {
    const actor = actorOf(request);
    if (!keepsPeopleOf(actor, organisation)) throw new Problem('not-found');
    return actor;
  }

  /** The mail goes once the invitation is committed; in both languages, since nobody knows the person's yet. */
  async function tell(request: FastifyRequest, person: PersonView, made: { secret: string; expiresAt: Date }) {
    const link = invitationLink(siteOf(publicUrl, request).origin, made.secret);
    const { name: organisation } = await readOrganisation(db, person.organisation);
    const values = { name: person.name, organisation, link };
    mail?.later({
      to: person.email,
      subject: say('fr', 'access.invitation.subject'),
      text: `${say('fr', 'access.invitation.text', values)}\n--\n\n${say('en', 'access.invitation.text', values)}`,
    });
    // Who can read the link could sign in as the person: only who runs the server, or where there is no other way.
    const shown = mail === null || (actorOf(request).organisation === null && actorOf(request).role === 'operator');
    return { expiresAt: made.expiresAt.toISOString(), mailed: mail !== null, ...(shown ? { link } : {}) };
  }

  app.post(
    '/v1/organisations',
    {
      config: keeper,
      schema: {
        tags,
        summary: 'A new organisation',
        body: OrganisationBody,
        response: { 201: OrganisationView, ...refusals },
      },
    },
    async (request, reply) => {
      const made = await createOrganisation({ db, clock }, actorOf(request), request.body);
      return reply.code(201).header('Location', `/v1/organisations/${made.id}`).send(made);
    },
  );

  app.get(
    '/v1/organisations',
    {
      config: { allowed: ['operator'] },
      schema: {
        tags,
        summary: 'Organisations, oldest first',
        querystring: Paging,
        response: { 200: Page, ...refusals },
      },
    },
    (request) => listOrganisations(db, { ...request.query, limit: request.query.limit ?? 200 }),
  );

  app.get(
    '/v1/organisations/:id',
    {
      config: { allowed: roles },
      schema: {
        tags,
        summary: 'One’s own organisation; any, for the operator',
        params: Id,
        response: { 200: OrganisationView, ...refusals },
      },
    },
    (request) => {
      const { role, organisation } = actorOf(request);
      if (role !== 'operator' && organisation !== request.params.id) throw new Problem('not-found');
      return readOrganisation(db, request.params.id);
    },
  );

  app.patch(
    '/v1/organisations/:id',
    {
      config: keeper,
      schema: {
        tags,
        summary: 'Changes an organisation; closing it signs its people out',
        params: Id,
        body: OrganisationChange,
        response: { 200: OrganisationView, ...refusals },
      },
    },
    (request) => changeOrganisation({ db, clock }, actorOf(request), request.params.id, request.body),
  );

  app.get(
    '/v1/organisations/:id/users',
    {
      config: manager,
      schema: {
        tags,
        summary: 'Its people, those who left too',
        params: Id,
        response: { 200: Type.Object({ users: Type.Array(PersonView) }), ...refusals },
      },
    },
    async (request) => {
      own(request, request.params.id);
      return { users: await listPeople(db, request.params.id) };
    },
  );

  app.post(
    '/v1/organisations/:id/users',
    {
      config: manager,
      schema: {
        tags,
        summary: 'A new person, and the invitation by which they sign in first',
        params: Id,
        body: PersonBody,
        response: { 201: Invited, ...refusals },
      },
    },
    async (request, reply) => {
      const actor = own(request, request.params.id);
      const { person, made } = await db.transaction().execute(async (trx) => {
        const created = await createPerson(trx, clock, actor, request.params.id, request.body);
        return { person: created, made: await invite(trx, clock, actor, created.id) };
      });
      return reply.code(201).send({ person, invitation: await tell(request, person, made) });
    },
  );

  app.patch(
    '/v1/users/:id',
    {
      config: manager,
      schema: {
        tags,
        summary:
          'Changes name or functions, at once in open sessions too; suspends the account and takes it back, or ends it',
        params: Id,
        body: PersonChange,
        response: { 200: PersonView, ...refusals },
      },
    },
    (request) => changePerson({ db, clock }, actorOf(request), request.params.id, request.body),
  );

  app.post(
    '/v1/users/:id/invitation',
    {
      config: { ...manager, bodyOptional: true },
      schema: {
        tags,
        summary: 'Another invitation; those before open nothing any more',
        params: Id,
        response: { 201: Invitation, ...refusals },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { person, made } = await db.transaction().execute(async (trx) => {
        const row = await lockPerson(trx, actor, request.params.id);
        if (row.ended_at !== null) throw new Problem('state-conflict', { state: 'ended' });
        if (row.suspended_at !== null) throw new Problem('state-conflict', { state: 'suspended' });
        const [found] = (await listPeople(trx, row.organisation)).filter((each) => each.id === row.id);
        if (found === undefined) throw new Problem('not-found');
        return { person: found, made: await invite(trx, clock, actor, row.id) };
      });
      return reply.code(201).send(await tell(request, person, made));
    },
  );

  app.post(
    '/v1/users/:id/sign-out',
    {
      config: { ...manager, bodyOptional: true },
      schema: {
        tags,
        summary: 'Ends every session of a person',
        params: Id,
        response: { 200: Type.Object({ sessions: Type.Integer({ minimum: 0 }) }), ...refusals },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const at = new Date(clock.wall());
      return db.transaction().execute(async (trx) => {
        const { id } = await lockPerson(trx, actor, request.params.id);
        const sessions = await endSessions(trx, id, at);
        await audit(trx, actor, 'session.end-all', `person/${id}`, { sessions }, at);
        return { sessions };
      });
    },
  );

  app.get(
    '/v1/organisations/:id/keys',
    {
      config: manager,
      schema: {
        tags,
        summary: 'Keys of its machines, revoked ones too',
        params: Id,
        response: { 200: Type.Object({ keys: Type.Array(ApiKeyView) }), ...refusals },
      },
    },
    async (request) => {
      own(request, request.params.id);
      return { keys: await listApiKeys(db, request.params.id) };
    },
  );

  app.post(
    '/v1/organisations/:id/keys',
    {
      config: manager,
      schema: {
        tags,
        summary: 'A key for a machine, shown this once',
        params: Id,
        body: ApiKeyBody,
        response: { 201: Type.Object({ ...ApiKeyView.properties, key: Type.String() }), ...refusals },
      },
    },
    async (request, reply) => {
      const actor = own(request, request.params.id);
      return reply.code(201).send(await createApiKey({ db, clock }, actor, request.params.id, request.body));
    },
  );

  app.post(
    '/v1/organisations/:id/keys/:key/revocation',
    {
      config: { ...manager, bodyOptional: true },
      schema: {
        tags,
        summary: 'Revokes a key at once; done before: the first revocation stands',
        params: Type.Object({ id: Type.String(), key: Type.String() }),
        response: { 200: ApiKeyView, ...refusals },
      },
    },
    (request) => {
      const actor = own(request, request.params.id);
      return revokeApiKey({ db, clock }, actor, request.params.id, request.params.key);
    },
  );
}
