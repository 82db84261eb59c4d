/** What every answer says to a browser, put on the answers of the hook. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { always, DATA, screenHeaders } from '../../protocol/page-headers.ts';

/** Puts them on every answer of `app`; nothing is kept in caches unless its route said so. */
export function protectAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers(always);
    if (!reply.hasHeader('Content-Security-Policy')) reply.header('Content-Security-Policy', DATA);
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    done(null, payload);
  });
}

/** Lets an answer be one of the screens' files. */
export function asScreen(reply: FastifyReply): FastifyReply {
  return reply.headers(screenHeaders);
}
