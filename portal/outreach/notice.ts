/** A published revision as somebody without an agent reads it: the same words in e-mail, fax, letter and on the page. Pure. */
import type { Target } from '../../protocol/bulletin.ts';
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import { cip13OfGtin } from '../../protocol/product.ts';
import { targetInWords } from '../../protocol/target-words.ts';
import { dateInWords, momentInWords } from '../../protocol/words.ts';
import type { Told } from './send.ts';

export interface Notice {
  /** One line: what it is, and its title. */
  readonly heading: string;
  /** Above everything else: a trial, a version that replaces another. */
  readonly banners: readonly string[];
  readonly facts: ReadonlyArray<{ readonly label: string; readonly value: string }>;
  readonly products: ReadonlyArray<{ readonly name: string; readonly lines: readonly string[] }>;
  readonly text: string;
}

/** Recipients read moments in the mainland's time: the portal does not know where each of them is. */
const ZONE = 'Europe/Paris';

/** The notice, in that language. */
export function noticeOf(language: Language, told: Told): Notice {
  const { content, lifted, revision } = told;
  const { recall, alert, issuer } = content;
  const moment = (at: string) => momentInWords(language, at, ZONE);
  const facts: Array<[MessageKey, string | null | undefined]> = [
    ['outreach.field.reference', content.reference],
    ['outreach.field.published', moment(told.publishedAt.toISOString())],
    ['outreach.field.effective', content.effectiveAt && moment(content.effectiveAt)],
    ['outreach.field.issuer', issuer.name],
    ['outreach.field.phone', issuer.phone],
    ['outreach.field.email', issuer.email],
    ['outreach.field.lift-reason', lifted ? told.liftReason : null],
    ['outreach.field.level', recall && say(language, `change.level.${recall.level}`)],
    ['outreach.field.class', recall?.class && say(language, `bulletin.class.${recall.class}`)],
    ['outreach.field.reason', recall?.reason],
    ['outreach.field.instructions', (recall ?? alert)?.instructions],
    ['outreach.field.territories', content.territories?.join(', ')],
  ];
  const measure = lifted ? 'lifted' : (recall?.action ?? 'alert');
  return {
    heading: `${say(language, `outreach.kind.${measure}`)} — ${content.title}`,
    banners: [
      ...(content.drill ? [say(language, 'outreach.drill')] : []),
      ...(revision > 1 ? [say(language, 'outreach.replaces', { revision: revision - 1 })] : []),
    ],
    facts: facts.flatMap(([label, value]) => (value ? [{ label: say(language, label), value }] : [])),
    products: (recall?.targets ?? alert?.targets ?? []).map((target) => productOf(language, target)),
    text: content.text,
  };
}

function productOf(language: Language, target: Target): Notice['products'][number] {
  const { gtin, lots } = target;
  const cip13 = cip13OfGtin(gtin);
  const code = cip13 === null ? `GTIN ${gtin}` : `CIP ${cip13}`;
  const rule = targetInWords(language, target);
  const listed = lots === 'all' ? [] : lots;
  return {
    name: target.name === undefined ? code : `${target.name} (${code})`,
    lines: [
      ...listed.map(({ lot, expiry, serials }) => {
        const line =
          expiry === undefined
            ? say(language, 'outreach.lot', { lot })
            : say(language, 'outreach.lot.expiry', { lot, expiry: dateInWords(language, expiry) });
        return serials === undefined
          ? line
          : say(language, 'outreach.lot.serials', { lot: line, serials: serials.join(', ') });
      }),
      ...(rule === null ? [] : [rule]),
    ],
  };
}

/** The same as plain text, lines ended by `\n`. */
export function noticeText(language: Language, notice: Notice): string {
  const { heading, banners, facts, products, text } = notice;
  const parts = [
    heading,
    ...banners,
    facts.map(({ label, value }) => `${label} : ${value}`).join('\n'),
    ...(products.length === 0
      ? []
      : [
          [
            `${say(language, 'outreach.products')} :`,
            ...products.flatMap(({ name, lines }) => [name, ...lines.map((line) => `  - ${line}`)]),
          ].join('\n'),
        ]),
    ...(text === '' ? [] : [text]),
  ];
  return parts.join('\n\n');
}
