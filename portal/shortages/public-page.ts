/** The page of figures that everybody may read. */
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import { dateInWords, momentInWords } from '../../protocol/words.ts';
import { htmlPage, policyOf, text } from '../html.ts';
import { ZONE } from './product.ts';
import { LEAST_COUNT, type PublicFigures } from './public.ts';

const style = `
:root{background:Canvas;color:CanvasText;color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #8888;padding:.4rem .6rem;text-align:left;vertical-align:top}
th{font-weight:600}
.n{font-variant-numeric:tabular-nums;text-align:right}
.few{font-style:italic}
.major{border:1px solid;border-radius:.25rem;font-size:.85rem;padding:0 .35rem;white-space:nowrap}
`;

export const publicPageHeaders = {
  'content-security-policy': policyOf(style),
  'content-type': 'text/html; charset=utf-8',
} as const;

/** The page. `data`: where the same figures are as JSON. */
export function publicPage(language: Language, figures: PublicFigures, data: string): string {
  const t = (key: MessageKey, values?: Record<string, string | number>) => text(say(language, key, values));
  const count = (n: number | null) =>
    n === null
      ? `<td class="n few">${t('shortage.page.few')}</td>`
      : `<td class="n">${n.toLocaleString(language)}</td>`;
  const head = (...columns: Array<readonly [key: MessageKey, numeric?: 'n']>) =>
    `<thead><tr>${columns.map(([key, numeric]) => `<th scope="col"${numeric ? ' class="n"' : ''}>${t(key)}</th>`).join('')}</tr></thead>`;
  const table = (label: MessageKey, columns: string, rows: readonly string[]) =>
    `<h2>${t(label)}</h2>
${rows.length === 0 ? `<p>${t('shortage.page.none')}</p>` : `<div class="scroll" role="region" aria-label="${t(label)}" tabindex="0"><table>${columns}<tbody>\n${rows.join('\n')}\n</tbody></table></div>`}`;
  const title = say(language, 'shortage.page.title');
  const at = momentInWords(language, figures.at, ZONE);
  const products = figures.products.map(({ name, cip13, major, officines, answered, anticipated, expectedReturn }) => {
    const label = `${text(name)}${cip13 === null ? '' : `<br><small>CIP ${text(cip13)}</small>`}${major ? ` <span class="major">${t('shortage.page.major')}</span>` : ''}`;
    const answer = t(
      `shortage.page.${anticipated ? 'announced' : answered ? 'answered' : 'unanswered'}` satisfies MessageKey,
    );
    const back = expectedReturn === null ? t('shortage.page.unknown') : text(dateInWords(language, expectedReturn));
    return `<tr><th scope="row">${label}</th>${count(officines)}<td>${answer}</td><td>${back}</td></tr>`;
  });
  const departments = figures.departments.map(
    ({ territory, officines }) =>
      `<tr><th scope="row">${text(territory.replace(/^FR-/, ''))}</th>${count(officines)}</tr>`,
  );
  const months = figures.months.map(
    ({ month, declarations, products: n }) =>
      `<tr><th scope="row">${text(dateInWords(language, month))}</th>${count(declarations)}<td class="n">${n.toLocaleString(language)}</td></tr>`,
  );
  return htmlPage(
    language,
    { title, style, indexed: true },
    `<h1>${text(title)}</h1>
<p>${t('shortage.page.intro', { at, least: LEAST_COUNT })}</p>
${table('shortage.page.now', head(['shortage.page.product'], ['shortage.page.officines', 'n'], ['shortage.page.answer'], ['shortage.page.return']), products)}
${table('shortage.page.departments', head(['shortage.page.department'], ['shortage.page.officines', 'n']), departments)}
${table('shortage.page.months', head(['shortage.page.month'], ['shortage.page.declarations', 'n'], ['shortage.page.products', 'n']), months)}
<p><a href="${text(data)}">${t('shortage.page.data')}</a></p>`,
  );
}
