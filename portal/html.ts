/** Pages that the portal writes by itself: plain HTML that every browser shows, with no script. */
import { createHash } from 'node:crypto';
import type { Language } from '../protocol/messages/index.ts';

/**
 * The Content-Security-Policy of a page with this style: nothing runs, nothing is loaded, nobody frames it. `forms`: where a
 * form may be sent; `default-src` does not say it (CSP 3, section 6.4.1).
 */
export function policyOf(style: string, forms: "'none'" | "'self'" = "'none'"): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`;
}

/** A page around `body`, which is HTML. `indexed`: whether search engines may show it. */
export function htmlPage(
  language: Language,
  { title, style, indexed }: { readonly title: string; readonly style: string; readonly indexed: boolean },
  body: string,
): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${indexed ? '' : '<meta name="robots" content="noindex">'}<title>${text(title)}</title><style>${style}</style></head>
<body><main>
${body}
</main></body></html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, in an element or a quoted attribute (HTML standard, 13.3). */
export function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
