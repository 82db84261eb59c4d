/** What the icon says: one state at a time, the one that matters most, by its shape and in words. Pure. */
import { type Language, say } from '../../protocol/messages/index.ts';
import type { AgentView } from '../agent/watch.ts';
import type { Presence } from '../core/keeper.ts';

/** Shapes, never colours alone: each state has its own (icon.ts). */
export type TrayShape = 'starting' | 'ready' | 'recall' | 'offline' | 'stale' | 'stopped';

export interface TrayState {
  readonly shape: TrayShape;
  readonly tooltip: string;
  /** Bulletins to acknowledge. */
  readonly waiting: number;
  /** Bulletins of which no notification could be shown. */
  readonly missed: number;
  readonly version: string | null;
  /** Whether there is an agent to open windows on. */
  readonly reachable: boolean;
  /** Whether the agent stopped for good and may be started from here. */
  readonly restartable: boolean;
}

/** `view` is what the agent last said, null before it said anything; `missed`: bulletins that could not be notified of. */
export function trayState(
  presence: Presence<unknown>,
  view: AgentView | null,
  language: Language,
  missed = 0,
): TrayState {
  const reachable = presence.kind === 'joined' && view !== null;
  const waiting = reachable ? view.attention.waiting + view.attention.held : 0;
  const state = (shape: TrayShape, tooltip: string): TrayState => ({
    shape,
    tooltip: missed === 0 ? tooltip : `${tooltip}\n${say(language, 'tray.missed', { n: missed })}`,
    waiting,
    missed,
    version: reachable ? view.version : null,
    reachable,
    restartable: presence.kind === 'stopped',
  });
  if (presence.kind === 'lost') return state('stopped', say(language, 'tray.lost'));
  if (presence.kind === 'silent') return state('stopped', say(language, 'tray.silent'));
  if (presence.kind === 'stopped' || presence.kind === 'elsewhere') {
    return state('stopped', say(language, `tray.${presence.kind}`, { cause: presence.cause }));
  }
  if (!reachable) return state('starting', say(language, 'tray.starting'));
  if (waiting > 0) return state('recall', say(language, 'tray.recall', { n: waiting }));
  if (view.feed === 'stale') return state('stale', say(language, 'tray.stale'));
  if (view.feed === 'unsynced') return state('stale', say(language, 'tray.unsynced'));
  if (!view.connected) return state('offline', say(language, 'tray.offline'));
  if (view.feed === 'unconfirmed') return state('offline', say(language, 'tray.unconfirmed'));
  return state('ready', say(language, 'tray.ready'));
}
