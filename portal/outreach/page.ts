/** The page where a recipient without an agent acknowledges: plain HTML that every browser shows, with no script. */
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import { momentInWords } from '../../protocol/words.ts';
import { htmlPage, policyOf, text } from '../html.ts';
import type { Addressed } from './acknowledge.ts';
import { noticeOf } from './notice.ts';

/** What was typed, given back where it could not be taken. */
export interface Typed {
  readonly operator?: string;
  readonly concerned?: string;
  readonly quantity?: string;
  readonly remark?: string;
}

const style = `
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:44rem;padding:1rem}
h1{font-size:1.4rem;line-height:1.25}
.banner,.error,.done{border:2px solid;padding:.5rem .75rem;font-weight:600}
.error{border-color:#b3261e}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{font-weight:600}dd{margin:0}
.text{white-space:pre-wrap}
form{border-top:1px solid;margin-top:2rem;padding-top:1rem}
label,legend{display:block;font-weight:600;margin-top:1rem}
fieldset{border:0;margin:0;padding:0}fieldset label{font-weight:400;margin:.25rem 0}
input[type=text],input[type=number],textarea{box-sizing:border-box;font:inherit;padding:.5rem;width:100%}
button{font:inherit;font-weight:600;margin-top:1.25rem;padding:.75rem 1.5rem}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
`;

/** For the page alone: nothing runs, nothing is loaded, nobody frames it, and the address with its token goes nowhere. */
export const pageHeaders = {
  'content-security-policy': policyOf(style, "'self'"),
  'referrer-policy': 'no-referrer',
  'content-type': 'text/html; charset=utf-8',
} as const;

/** The page of a link. `error`: why what was typed could not be taken. */
export function addressedPage(language: Language, addressed: Addressed, typed: Typed = {}, error?: MessageKey): string {
  const { bulletin, recipient, acknowledgedAt, acknowledgedBy, state } = addressed;
  const t = (key: MessageKey, values?: Record<string, string | number>) => text(say(language, key, values));
  const notice = noticeOf(language, bulletin);
  const at = acknowledgedAt && momentInWords(language, acknowledgedAt.toISOString(), 'Europe/Paris');
  const answered = at
    ? `<p class="done" role="status">${t('outreach.page.done', { at, operator: acknowledgedBy ?? '' })}</p>`
    : state === 'superseded'
      ? `<p class="banner">${t('outreach.page.superseded')}</p>`
      : form(t, typed, error);
  return htmlPage(
    language,
    { title: say(language, 'outreach.page.title'), style, indexed: false },
    `<h1>${text(notice.heading)}</h1>
${notice.banners.map((banner) => `<p class="banner">${text(banner)}</p>`).join('\n')}
<dl>${notice.facts.map(({ label, value }) => `<dt>${text(label)}</dt><dd class="text">${text(value)}</dd>`).join('')}</dl>
${notice.products.length === 0 ? '' : `<h2>${t('outreach.products')}</h2>`}
${notice.products.map(({ name, lines }) => `<h3>${text(name)}</h3><ul>${lines.map((line) => `<li>${text(line)}</li>`).join('')}</ul>`).join('\n')}
${notice.text === '' ? '' : `<p class="text">${text(notice.text)}</p>`}
<h2>${t('outreach.page.title')}</h2><p>${t('outreach.page.for', { name: recipient })}</p>
${answered}`,
  );
}

/** The page of a link that this portal did not make. */
export function unknownPage(language: Language): string {
  const title = say(language, 'outreach.page.title');
  return htmlPage(
    language,
    { title, style, indexed: false },
    `<h1>${text(title)}</h1><p class="error">${text(say(language, 'outreach.page.unknown'))}</p>`,
  );
}

/** The page where the code of a letter is typed. `typed`: a code that is of no letter. */
export function codePage(language: Language, typed?: string): string {
  const t = (key: MessageKey) => text(say(language, key));
  const title = say(language, 'outreach.page.title');
  return htmlPage(
    language,
    { title, style, indexed: false },
    `<h1>${text(title)}</h1>
<form method="post" accept-charset="utf-8">
${typed === undefined ? '' : `<p class="error" role="alert">${t('outreach.page.code.wrong')}</p>`}
<label for="code">${t('outreach.page.code')}</label>
<input type="text" id="code" name="code" maxlength="40" required autocomplete="off" autocapitalize="characters" spellcheck="false" value="${text(typed ?? '')}">
<button>${t('outreach.page.code.submit')}</button>
</form>`,
  );
}

function form(t: (key: MessageKey) => string, typed: Typed, error: MessageKey | undefined): string {
  const radio = (value: 'yes' | 'no') =>
    `<label><input type="radio" name="concerned" value="${value}" required${typed.concerned === value ? ' checked' : ''}> ${t(`outreach.page.concerned.${value}`)}</label>`;
  return `<form method="post" accept-charset="utf-8">
${error === undefined ? '' : `<p class="error" role="alert">${t(error)}</p>`}
<label for="operator">${t('outreach.page.operator')}</label>
<input type="text" id="operator" name="operator" maxlength="100" required autocomplete="name" value="${text(typed.operator ?? '')}">
<fieldset><legend>${t('outreach.page.concerned')}</legend>${radio('yes')}${radio('no')}</fieldset>
<label for="quantity">${t('outreach.page.quantity')}</label>
<input type="number" id="quantity" name="quantity" min="0" max="10000000" inputmode="numeric" value="${text(typed.quantity ?? '')}">
<label for="remark">${t('outreach.page.remark')}</label>
<textarea id="remark" name="remark" rows="3" maxlength="1000">${text(typed.remark ?? '')}</textarea>
<button>${t('outreach.page.submit')}</button>
</form>`;
}
