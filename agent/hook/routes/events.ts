/** The event stream. */
import { addAbortListener } from 'node:events';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../../protocol/problems.ts';
import type { EventHub } from '../hub.ts';
import { eventStream, problems } from '../openapi.ts';

/** Comments at this pace keep the stream open and find readers that are gone. */
const HEARTBEAT_MS = 15_000;

export function eventRoute(server: FastifyInstance, { hub }: { readonly hub: EventHub }): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const beat = setInterval(() => hub.beat(), HEARTBEAT_MS);
  beat.unref();
  // Before the server closes: it would wait for these answers for ever.
  app.addHook('preClose', async () => {
    clearInterval(beat);
    hub.close();
  });

  app.get(
    '/v1/events',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'events',
        summary: 'Server-Sent Events: bulletin, feed, check; resumes with Last-Event-ID, or says reset',
        response: { 200: eventStream, ...problems },
      },
    },
    (request, reply) => {
      const last = lastEventId(request.headers['last-event-id']);
      if (!hub.hasRoom) {
        reply.header('Retry-After', '5');
        throw new Problem('rate-limited');
      }
      reply.hijack();
      reply.raw.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      hub.attach(reply.raw, last, { screen: request.hookRole !== 'till' });
      const session = request.deskSession;
      if (session === null) return;
      const ended = addAbortListener(session.ended, () => reply.raw.end());
      reply.raw.once('close', () => ended[Symbol.dispose]());
    },
  );
}

/** What the client saw last; null where it comes for the first time. What is no number of ours was never held: reset. */
function lastEventId(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : -1;
}
