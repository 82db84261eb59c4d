/**
 * The message catalogue: everything that pharmacists, laboratories and IT read, French first, English beside it. One table a
 * concern, one line a message, so that a missing language is a type error. Codes are never translated.
 */
import { accessMessages } from './access.ts';
import { agentMessages } from './agent.ts';
import { bulletinMessages } from './bulletin.ts';
import { cliMessages } from './cli.ts';
import { demoMessages } from './demo.ts';
import { deskMessages } from './desk.ts';
import { diagnosticsMessages } from './diagnostics.ts';
import { installerMessages } from './installer.ts';
import { inventoryMessages } from './inventory.ts';
import { listMessages } from './lists.ts';
import { medicinesMessages } from './medicines.ts';
import { outreachMessages } from './outreach.ts';
import { portalMessages } from './portal.ts';
import { problemMessages } from './problem.ts';
import { reportMessages } from './report.ts';
import { settingMessages } from './settings.ts';
import { shortageMessages } from './shortages.ts';
import { stateMessages } from './state.ts';
import { tillMessages } from './till.ts';
import { tillLibraryMessages } from './till-library.ts';
import { trackingMessages } from './tracking.ts';
import { trayMessages } from './tray.ts';
import { verdictMessages } from './verdict.ts';
import { webMessages } from './web.ts';

export type Language = 'fr' | 'en';
export type Messages = Readonly<Record<string, Readonly<Record<Language, string>>>>;

const catalogue = {
  ...problemMessages,
  ...verdictMessages,
  ...agentMessages,
  ...installerMessages,
  ...inventoryMessages,
  ...listMessages,
  ...medicinesMessages,
  ...diagnosticsMessages,
  ...bulletinMessages,
  ...outreachMessages,
  ...portalMessages,
  ...accessMessages,
  ...reportMessages,
  ...cliMessages,
  ...demoMessages,
  ...deskMessages,
  ...settingMessages,
  ...shortageMessages,
  ...stateMessages,
  ...tillMessages,
  ...tillLibraryMessages,
  ...trackingMessages,
  ...trayMessages,
  ...webMessages,
};

export type MessageKey = keyof typeof catalogue;

/** Whether the catalogue has this key; for keys that are put together from a code. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(catalogue, key);
}

/** The message in that language, with `{name}` placeholders filled from `values`. */
export function say(
  language: Language,
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return catalogue[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language an `Accept-Language` header asks for: French unless English is preferred (RFC 9110, section 12.5.4). */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: { language: Language; quality: number } = { language: 'fr', quality: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = tag.split('-')[0];
    const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((value) => value !== undefined);
    const quality = q === undefined ? 1 : Number(q);
    if ((primary === 'fr' || primary === 'en') && quality > best.quality) best = { language: primary, quality };
  }
  return best.language;
}
