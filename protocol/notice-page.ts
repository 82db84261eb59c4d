/** A page of a few words, for a person whose browser stands where there is nothing else to show: no script, no file. Pure. */
import { createHash } from 'node:crypto';
import type { Language } from './messages/index.ts';

const STYLE =
  'body{max-width:36rem;margin:15vh auto;padding:0 1.5rem;font:1.125rem/1.6 system-ui,sans-serif}h1{font-size:1.5rem}';

/** For it: this very style, and nothing else (Content Security Policy 3, section 2.3.1: a hash names an inline element). */
export const NOTICE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const escaped = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page as HTML; `title` and `text` are plain text in `language`. */
export function noticePage(language: Language, title: string, text: string): string {
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(title)} – Vigilot</title>`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p></main></body></html>\n`,
  ].join('');
}
