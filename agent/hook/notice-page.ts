/** A page of a few words, for a person whose browser stands where there is nothing else to show: no script, no file. */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Language, say } from '../../protocol/messages/index.ts';

const STYLE =
  'body{max-width:36rem;margin:15vh auto;padding:0 1.5rem;font:1.125rem/1.6 system-ui,sans-serif}h1{font-size:1.5rem}';
/** This very style, and nothing else (Content Security Policy 3, section 2.3.1: a hash names an inline element). */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `link-gone`: a one-time link that opens nothing. `not-built`: the screens are not there. */
export type NoticePage = 'link-gone' | 'not-built';

const escaped = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Answers the page in `language`, with the status that `reply` has. */
export function sendNotice(reply: FastifyReply, language: Language, page: NoticePage): FastifyReply {
  const title = escaped(say(language, `agent.page.${page}.title`));
  const text = escaped(say(language, `agent.page.${page}.text`));
  return reply
    .header('Content-Security-Policy', POLICY)
    .header('Content-Language', language)
    .header('Vary', 'Accept-Language')
    .type('text/html; charset=utf-8')
    .send(
      [
        `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title} – Vigilot</title>`,
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
        `<style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>\n`,
      ].join(''),
    );
}
