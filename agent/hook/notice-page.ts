/** The agent's pages of a few words, for a person whose browser stands where there is nothing else to show. */
import type { FastifyReply } from 'fastify';
import { type Language, say } from '../../protocol/messages/index.ts';
import { NOTICE_POLICY, noticePage } from '../../protocol/notice-page.ts';

/** `link-gone`: a one-time link that opens nothing. `not-built`: the screens are not there. */
export type NoticePage = 'link-gone' | 'not-built';

/** Answers the page in `language`, with the status that `reply` has. */
export function sendNotice(reply: FastifyReply, language: Language, page: NoticePage): FastifyReply {
  return reply
    .header('Content-Security-Policy', NOTICE_POLICY)
    .header('Content-Language', language)
    .header('Vary', 'Accept-Language')
    .type('text/html; charset=utf-8')
    .send(noticePage(language, say(language, `agent.page.${page}.title`), say(language, `agent.page.${page}.text`)));
}
