/** When a staged version may be installed: at a moment of its own, which nobody needs for anything else. Pure. */
import { QUIET_MS } from './release.ts';

/** What is known of this workstation now. Times by a clock that never goes back, in milliseconds. */
export interface Moment {
  readonly now: number;
  /** `stopped`: given up, so that no check is answered whatever we do. */
  readonly agent: 'answers' | 'away' | 'stopped';
  /** Bulletins that wait for an acknowledgement, held ones too. */
  readonly waiting: number;
  readonly feedLive: boolean;
  /** Windows of ours: a pop-up, a count, a desk that somebody works at. */
  readonly windows: number;
  /** Somebody said that a sale goes on. */
  readonly paused: boolean;
  /** Since when no pack was checked, as far as we can know: since we listen. */
  readonly quietSince: number;
  /** The session or the application is ending. */
  readonly ending: boolean;
}

/** Why not now. */
export type Hindrance = 'ending' | 'agent' | 'bulletin' | 'window' | 'sale' | 'feed';

/** Why a version is not to be installed now; null: it may be. `asked`: somebody chose it, else it is done by itself. */
export function hindrance(moment: Moment, asked: boolean): Hindrance | null {
  const { now, agent, waiting, feedLive, windows, paused, quietSince, ending } = moment;
  // An installation that the end of the session interrupts leaves no application behind (electron-builder 7807).
  if (ending) return 'ending';
  // An agent that cannot run any more is what a new version may mend; only, nobody can say what waits.
  if (agent === 'away' || (agent === 'stopped' && !asked)) return 'agent';
  if (agent === 'answers' && waiting > 0) return 'bulletin';
  if (windows > 0) return 'window';
  if (agent === 'stopped') return null;
  if (paused || now - quietSince < QUIET_MS) return 'sale';
  // By itself only once the bulletins of the night are there.
  return feedLive || asked ? null : 'feed';
}
