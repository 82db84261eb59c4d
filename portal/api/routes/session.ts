/** Signing in and out. What a browser holds are cookies that no script reads; what it is told never says who has an account. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { audit } from '../../access/audit.ts';
import { capabilities } from '../../access/capabilities.ts';
import { askCode, enterCode } from '../../access/codes.ts';
import { acceptInvitation } from '../../access/invitations.ts';
import type { AccessMail } from '../../access/mail.ts';
import { endSessions, readEmail } from '../../access/people.ts';
import { endSession, listSessions, SessionView, type SignedIn } from '../../access/sessions.ts';
import type { Clock } from '../../clock.ts';
import type { Executor } from '../../store/database.ts';
import { roles } from '../../workflow/transitions.ts';
import { signedInOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { clearCookie, readCookie, setCookie } from '../cookies.ts';

export interface AccountRoutesOptions {
  readonly db: Executor;
  readonly clock: Clock;
  readonly publicUrl?: string | undefined;
  /** Null: no mail server. */
  readonly mail: AccessMail | null;
}

const Session = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Type.Enum(roles),
  organisation: Type.Object({ id: Type.String(), name: Type.String() }),
  capabilities: Type.Array(Type.Enum(capabilities)),
});
const Done = Type.Null({ description: 'Done' });
const Id = Type.Object({ id: Type.String() });
const tags = ['session'];

/** Where a caller is, for the record of their session. */
export function clientOf(request: FastifyRequest): { address: string; browser: string } {
  return { address: request.ip, browser: request.headers['user-agent'] ?? '' };
}

/** Whether cookies are kept to TLS: people come by it, however far the proxy in front brings them. */
export function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

export function sessionRoutes(root: FastifyInstance, o: AccountRoutesOptions): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock, mail } = o;
  const secure = isSecure(o.publicUrl);
  const signIn = { allowed: 'sign-in' } as const;
  const own = { allowed: 'session' } as const;
  const leave = (reply: FastifyReply) => {
    clearCookie(reply, 'session', secure);
    return reply.code(204).send(null);
  };

  app.post(
    '/v1/session/codes',
    {
      config: signIn,
      schema: {
        tags,
        summary: 'Sends a code to this address, if it has an account; the answer is the same if not',
        body: Type.Object({ email: Type.String({ maxLength: 254 }) }, { additionalProperties: false }),
        response: { 204: Done, ...refusals },
      },
    },
    async (request, reply) => {
      if (mail === null) throw new Problem('state-conflict', { state: 'no-mail', expected: 'other-way-in' });
      const email = readEmail(request.body.email);
      const asked = await askCode({ db, clock }, email, readCookie(request, 'browser'));
      setCookie(reply, 'challenge', asked.challenge, secure);
      if (asked.mail !== null) {
        const language = languageOf(request.headers['accept-language']);
        const { code } = asked.mail;
        mail.later({
          to: email,
          subject: say(language, 'access.code.subject'),
          text: say(language, 'access.code.text', { code: `${code.slice(0, 4)} ${code.slice(4)}` }),
        });
      }
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/session',
    {
      config: signIn,
      schema: {
        tags,
        summary: 'Signs in with the code that this browser asked for',
        body: Type.Object(
          { email: Type.String({ maxLength: 254 }), code: Type.String({ maxLength: 20 }) },
          { additionalProperties: false },
        ),
        response: { 204: Done, ...refusals },
      },
    },
    async (request, reply) => {
      const { secret, browser } = await enterCode(
        { db, clock },
        {
          email: readEmail(request.body.email),
          code: request.body.code,
          challenge: readCookie(request, 'challenge'),
          client: clientOf(request),
          before: readCookie(request, 'session'),
        },
      );
      clearCookie(reply, 'challenge', secure);
      setCookie(reply, 'session', secret, secure);
      setCookie(reply, 'browser', browser, secure);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/session/invitation',
    {
      config: signIn,
      schema: {
        tags,
        summary: 'Signs in with an invitation, once',
        body: Type.Object({ invitation: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
        response: { 204: Done, ...refusals },
      },
    },
    async (request, reply) => {
      const before = readCookie(request, 'session');
      const { secret } = await acceptInvitation({ db, clock }, request.body.invitation, clientOf(request), before);
      setCookie(reply, 'session', secret, secure);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/session',
    { config: own, schema: { tags, summary: 'Who is signed in', response: { 200: Session, ...refusals } } },
    (request) => sessionOf(signedInOf(request)),
  );

  app.delete(
    '/v1/session',
    { config: own, schema: { tags, summary: 'Signs out', response: { 204: Done, ...refusals } } },
    async (request, reply) => {
      const who = signedInOf(request);
      await endSession({ db, clock }, who, who.session);
      return leave(reply);
    },
  );

  app.get(
    '/v1/sessions',
    {
      config: own,
      schema: {
        tags,
        summary: 'The open sessions of who is signed in, newest first',
        response: { 200: Type.Object({ sessions: Type.Array(SessionView) }), ...refusals },
      },
    },
    async (request) => ({ sessions: await listSessions({ db, clock }, signedInOf(request)) }),
  );

  app.delete(
    '/v1/sessions/:id',
    { config: own, schema: { tags, summary: 'Ends one of them', params: Id, response: { 204: Done, ...refusals } } },
    async (request, reply) => {
      await endSession({ db, clock }, signedInOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/sessions',
    { config: own, schema: { tags, summary: 'Signs out everywhere', response: { 204: Done, ...refusals } } },
    async (request, reply) => {
      const { actor, person } = signedInOf(request);
      const at = new Date(clock.wall());
      await db.transaction().execute(async (trx) => {
        const sessions = await endSessions(trx, person.id, at);
        await audit(trx, actor, 'session.end-all', `person/${person.id}`, { sessions }, at);
      });
      return leave(reply);
    },
  );
}

function sessionOf({ person, organisation, actor }: SignedIn) {
  return {
    ...person,
    role: actor.role,
    organisation,
    capabilities: capabilities.filter((each) => actor.may(each)),
  };
}
