import type { Language } from '../protocol/messages/index.ts';

/**
 * The language of the terminal: French, unless the environment (LC_ALL over LC_MESSAGES over LANG, as POSIX has it) asks for
 * English. `C` and `POSIX` name no language, hence French.
 */
export function terminalLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return /^en([_.-]|$)/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'en' : 'fr';
}
