/** How the link is doing, for the status, the tray and support. */
import { type Language, say } from '../../protocol/messages/index.ts';
import type { LinkProblem } from './problem.ts';

/**
 * `disabled`: no portal is set. `identity-damaged`: who we are cannot be read, and a person must act. `identity-locked`: its key cannot be opened now. `enrolling`,
 * `enrolment-refused`: first contact. `connecting`, `connected`. `recovering`: the portal lost entries and takes them back.
 * `waiting`: until the next try. `refused`: the portal does not take us. `clock`: certificate dates do not fit this machine's
 * clock. `revoked`: the signed end of this workstation, no more tries. `forked`: two signed statements contradict each other.
 */
export const linkStates = [
  'disabled',
  'identity-damaged',
  'identity-locked',
  'enrolling',
  'enrolment-refused',
  'connecting',
  'connected',
  'recovering',
  'waiting',
  'refused',
  'clock',
  'revoked',
  'forked',
] as const;
export type LinkState = (typeof linkStates)[number];

export interface LinkStatus {
  readonly state: LinkState;
  /** UTC, ISO 8601, by this machine's clock. */
  readonly since: string;
  readonly portal: string | null;
  /** When it tries again; null where it does not wait. UTC, ISO 8601. */
  readonly nextAttempt: string | null;
  /** Why it is not connected. */
  readonly problem: LinkProblem | null;
  /** How far this machine's clock is ahead of the portal's, where that is more than five minutes. */
  readonly skewSeconds: number | null;
}

/** What `status` means and what to do, as sentences in that language. */
export function linkSentence(language: Language, status: LinkStatus): string {
  const sentences = [say(language, `agent.link.state.${status.state}`)];
  if (status.problem !== null) sentences.push(say(language, status.problem.key, status.problem.values));
  if (status.skewSeconds !== null) {
    sentences.push(say(language, 'agent.link.skew', { minutes: Math.round(status.skewSeconds / 60) }));
  }
  return sentences.join(' ');
}
