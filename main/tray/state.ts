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
  readonly version: string | null;
  /** Whether there is an agent to open windows on. */
  readonly reachable: boolean;
  /** Whether the agent stopped for good and may be started from here. */
  readonly restartable: boolean;
}

/** `view` is what the agent last said, null before it said anything. */
export function trayState(presence: Presence<unknown>, view: AgentView | null, language: Language): TrayState {
  const reachable = presence.kind === 'joined' && view !== null;
  const waiting = reachable ? view.attention.waiting + view.attention.held : 0;
  const state = (shape: TrayShape, tooltip: string): TrayState => ({
    shape,
    tooltip,
    waiting,
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
  if (view.feed !== 'live')
    return state('stale', say(language, view.feed === 'stale' ? 'tray.stale' : 'tray.unsynced'));
  if (!view.connected) return state('offline', say(language, 'tray.offline'));
  return state('ready', say(language, 'tray.ready'));
}
