/** How the workstation's key is kept, for the status and diagnostics. */
import { isMessageKey, type Language, say } from '../../protocol/messages/index.ts';
import type { Found } from '../diagnosis.ts';
import type { KeyKept } from './identity.ts';

/** The protection in words; one of another version by its name. */
export function protectionWords(language: Language, by: string): string {
  const key = `agent.key.by.${by}`;
  return isMessageKey(key) ? say(language, key) : by;
}

/** What is amiss with it, as a sentence in that language; null where nothing is. */
export function keyFault(language: Language, { by, shortfall, locked }: KeyKept): string | null {
  const protection = protectionWords(language, by);
  if (locked !== null) {
    return locked.said === null
      ? say(language, 'agent.link.key-elsewhere', { by: protection })
      : say(language, 'agent.link.key-locked', { by: protection, said: locked.said });
  }
  return shortfall === null ? null : say(language, 'agent.key.shortfall', { cause: shortfall });
}

/** The step of diagnostics; `kept`: null before there is a key. */
export function keyStep(kept: KeyKept | null): Found {
  if (kept === null) return { state: 'unknown', finding: 'agent.diagnostic.key-protection.none' };
  const { by, shortfall, locked } = kept;
  const values = {
    by: (language: Language) => protectionWords(language, by),
    cause: shortfall ?? '',
    said: locked?.said ?? '',
  };
  if (locked !== null) {
    const elsewhere = locked.said === null;
    return {
      state: 'failed',
      finding: `agent.diagnostic.key-protection.${elsewhere ? 'elsewhere' : 'locked'}`,
      values,
      advice: `agent.diagnostic.key-protection.${elsewhere ? 'elsewhere' : 'locked'}.do`,
    };
  }
  if (shortfall === null) return { state: 'ok', finding: 'agent.diagnostic.key-protection.ok', values };
  return {
    state: 'warning',
    finding: 'agent.diagnostic.key-protection.shortfall',
    values,
    advice: 'agent.diagnostic.key-protection.shortfall.do',
  };
}
