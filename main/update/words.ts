/** What the menu says and offers about new versions. Pure. */
import { type Language, say } from '../../protocol/messages/index.ts';
import type { UpdateState } from './keeper.ts';

export interface UpdateLines {
  /** To be read, what presses most first. */
  readonly lines: readonly string[];
  /** To be chosen; null where nothing is ready. */
  readonly offer: { readonly label: string; readonly enabled: boolean } | null;
}

/** The lines for a state; none where there is nothing to say. `running`: the version of this application. */
export function updateLines(
  { version, stage, hindrance, unsupported, trouble }: UpdateState,
  running: string,
  language: Language,
): UpdateLines {
  const lines: string[] = [];
  const values = { version: version ?? '', running };
  if (unsupported) lines.push(say(language, 'tray.update.unsupported', values));
  if (trouble !== null) lines.push(say(language, `tray.update.trouble.${trouble}`, values));
  if (stage === 'out' || stage === 'downloading' || stage === 'installing') {
    lines.push(say(language, `tray.update.${stage}`, values));
  }
  if (stage !== 'ready') return { lines, offer: null };
  if (hindrance === null) return { lines, offer: { label: say(language, 'tray.update.offer', values), enabled: true } };
  const why = say(language, `tray.update.why.${hindrance}`);
  return { lines, offer: { label: say(language, 'tray.update.later', { ...values, why }), enabled: false } };
}
