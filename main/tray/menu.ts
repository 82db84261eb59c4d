/** The menu of the icon, as data. Pure. */
import { type Language, say } from '../../protocol/messages/index.ts';
import type { UpdateLines } from '../update/words.ts';
import type { TrayState } from './state.ts';

/** What an entry does; the shell knows how. */
export type TrayAction = 'desk' | 'check' | 'waiting' | 'pause' | 'diagnostics' | 'start' | 'update' | 'quit';

export type MenuEntry =
  | { readonly kind: 'separator' }
  /** `action` null: it is there to be read. */
  | {
      readonly kind: 'entry';
      readonly label: string;
      readonly action: TrayAction | null;
      readonly enabled: boolean;
      readonly checked?: boolean;
    };

export interface MenuOptions {
  readonly language: Language;
  readonly paused: boolean;
  /** Policy: whether people may end the agent. */
  readonly quit: boolean;
  /** Of the shell, where the agent's is not known. */
  readonly version: string;
  /** What there is to say and to do about a new version. */
  readonly update?: UpdateLines;
}

/** The entries for a state, in order. The first line says the state in words: a tooltip is not read out by every reader. */
export function trayMenu(state: TrayState, { language, paused, quit, version, update }: MenuOptions): MenuEntry[] {
  const entry = (action: TrayAction, label: string, enabled = state.reachable): MenuEntry => ({
    kind: 'entry',
    label,
    action,
    enabled,
  });
  const read = (label: string): MenuEntry => ({ kind: 'entry', label, action: null, enabled: false });
  const separator: MenuEntry = { kind: 'separator' };
  const [words = '', missed] = state.tooltip.split('\n');
  return [
    read(words),
    ...(missed === undefined ? [] : [entry('waiting', missed)]),
    ...(update?.lines.map(read) ?? []),
    ...(update?.offer ? [entry('update', update.offer.label, update.offer.enabled)] : []),
    separator,
    entry('desk', say(language, 'tray.menu.desk')),
    entry('check', say(language, 'tray.menu.check')),
    entry('waiting', say(language, 'tray.menu.waiting', { n: state.waiting })),
    {
      kind: 'entry',
      label: say(language, 'tray.menu.pause'),
      action: 'pause',
      enabled: state.reachable && !paused,
      checked: paused,
    },
    separator,
    ...(state.restartable ? [entry('start', say(language, 'tray.menu.start'), true)] : []),
    entry('diagnostics', say(language, 'tray.menu.diagnostics')),
    read(say(language, 'tray.menu.about', { version: state.version ?? version })),
    ...(quit ? [separator, entry('quit', say(language, 'tray.menu.quit'), true)] : []),
  ];
}
