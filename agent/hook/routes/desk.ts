/** How a browser gets in: a one-time link made by the admin token becomes a cookie of the desk's own host. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../protocol/problems.ts';
import { type CountFailure, DESK_COOKIE } from '../access.ts';
import type { DeskLinks } from '../desk/links.ts';
import type { DeskSessions } from '../desk/sessions.ts';
import type { Guard } from '../guard.ts';
import { sendNotice } from '../notice-page.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import { DeskLink, DeskLinkParams, DeskSessionAnswer } from '../schemas/desk.ts';

export interface DeskRouteOptions {
  readonly links: DeskLinks;
  readonly sessions: DeskSessions;
  readonly guard: () => Guard;
  /** Counts a key that opens nothing as a wrong token is counted. */
  readonly countFailure: CountFailure;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
}

/** Without Domain: this host alone; without Max-Age: until the browser closes. */
const attributes = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
const giveCookie = (reply: FastifyReply, value: string) => reply.setCookie(DESK_COOKIE, value, attributes);

export function deskRoutes(server: FastifyInstance, options: DeskRouteOptions): void {
  const { links, sessions, guard, countFailure, startedAt } = options;
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const onDeskHost = (request: FastifyRequest) => guard().isDesk(request.headers.host ?? '');

  app.post(
    '/v1/desk/links',
    {
      config: { access: 'admin', cookie: false },
      schema: {
        operationId: 'makeDeskLink',
        summary: 'A link that opens the desk in a browser of this machine: once, within a minute',
        response: { 201: DeskLink, ...problems },
      },
    },
    async (_request, reply) => {
      const { key, expiresAt } = links.make();
      return reply.code(201).send({ url: `${guard().deskOrigin}/desk/${key}`, expiresAt });
    },
  );

  app.get(
    '/desk/:key',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'openDesk',
        summary: 'What a link leads to: sets the cookie and goes on to the desk',
        params: DeskLinkParams,
        response: {
          303: { description: 'In: the cookie is set', headers: { Location: { type: 'string' } } },
          410: {
            description: 'Used, expired or wrong: says so in words',
            content: { 'text/html': { schema: { type: 'string' } } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      if (!onDeskHost(request)) throw new Problem('not-found', { field: 'path', expected: 'known-path' });
      if (!links.use(request.params.key)) {
        const limited = await countFailure(request, reply);
        if (limited !== null) throw limited;
        return sendNotice(reply.code(410), languageFor(request), 'link-gone');
      }
      const { cookie } = await sessions.begin(sessions.find(request.cookies[DESK_COOKIE]));
      return giveCookie(reply, cookie).code(303).header('Location', '/').send();
    },
  );

  app.get(
    '/v1/desk/session',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'deskSession',
        summary: 'Whether this browser is in',
        response: { 200: DeskSessionAnswer, ...problems },
      },
    },
    async (request) => ({ since: request.deskSession?.since ?? startedAt }),
  );

  app.post(
    '/v1/desk/session',
    {
      // The cookie of an agent that has ended is no credential: what it is good for is looked at here.
      config: { access: 'public' },
      schema: {
        operationId: 'renewDeskSession',
        summary: 'Exchanges, once, the cookie of a session that ended with the agent for one that is good',
        response: { 200: DeskSessionAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const refusal = new Problem('unauthorized', { field: 'Cookie', expected: 'desk-session' });
      if (!onDeskHost(request) || request.headers.authorization !== undefined) throw refusal;
      if (request.headers['sec-fetch-site'] !== 'same-origin') {
        throw new Problem('origin-refused', { field: 'Sec-Fetch-Site', expected: 'own-page' });
      }
      const renewed = await sessions.renew(request.cookies[DESK_COOKIE]);
      if (renewed === null) throw refusal;
      if (renewed.cookie !== null) giveCookie(reply, renewed.cookie);
      return { since: renewed.since };
    },
  );

  app.delete(
    '/v1/desk/session',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'endDeskSession',
        summary: 'Ends the session of this browser; with a token, every session',
        response: { 204: { type: 'null', description: 'Ended' }, ...problems },
      },
    },
    async (request, reply) => {
      if (request.deskSession !== null) reply.clearCookie(DESK_COOKIE, attributes);
      await sessions.end(request.deskSession ?? 'all');
      return reply.code(204).send(null);
    },
  );
}
