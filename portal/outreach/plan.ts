/**
 * When whom is told how, without an agent. The order of the channels and the letter after a day are those of the French
 * procedure (domain.md, section 1: fax in successive salvos, postal letter after 24 h). Pure.
 */
import Type, { type Static } from 'typebox';
import type { Level } from '../../protocol/bulletin.ts';
import type { Channel, RecipientKind } from '../store/schema/outreach.ts';

const Minutes = (description: string, maximum: number) => Type.Integer({ minimum: 1, maximum, description });

export const OutreachPlan = Type.Object(
  {
    officineDelayMinutes: Minutes(
      'After publication: officines that no agent has reached are told in other ways',
      10_080,
    ),
    everyMinutes: Minutes('From one salvo to the next', 10_080),
    salvos: Type.Integer({ minimum: 1, maximum: 50, description: 'How many at most, while nobody acknowledges' }),
    faxFromSalvo: Type.Integer({
      minimum: 1,
      maximum: 50,
      description:
        'From this salvo on a fax goes out beside the e-mail; before, only where there is no e-mail address or it failed',
    }),
    letterAfterMinutes: Minutes('After the first salvo: a letter to whoever has not acknowledged', 43_200),
  },
  { additionalProperties: false },
);
export type OutreachPlan = Static<typeof OutreachPlan>;

export const defaultPlan: OutreachPlan = {
  officineDelayMinutes: 120,
  everyMinutes: 120,
  salvos: 8,
  faxFromSalvo: 2,
  letterAfterMinutes: 24 * 60,
};

/** Kinds of recipients that a measure of this depth is told to; `null`: an alert, which everybody is told. */
export function kindsFor(level: Level | null): readonly RecipientKind[] {
  if (level === 'wholesaler') return ['wholesaler'];
  if (level === 'hospital') return ['wholesaler', 'hospital'];
  return ['wholesaler', 'hospital', 'officine'];
}

/** Where a recipient can be written to; null: not known. */
export interface Reachable {
  readonly email: string | null;
  readonly fax: string | null;
  readonly address: object | null;
}

export interface Situation {
  readonly recipient: Reachable;
  /** A letter is waiting, printed or returned: one is enough. */
  readonly lettered: boolean;
  readonly drill: boolean;
  /** Milliseconds since the epoch, as all moments here. */
  readonly openedAt: number;
}

type Sent = Exclude<Channel, 'phone'>;

export interface Salvo {
  readonly number: number;
  readonly channels: readonly Sent[];
  /** When the next one is due; null: this was the last. */
  readonly nextAt: number | null;
}

const MINUTE = 60_000;

/** The salvo that follows `before` of them, at `now`. */
export function nextSalvo(plan: OutreachPlan, situation: Situation, before: number, now: number): Salvo {
  const { recipient, openedAt } = situation;
  const number = before + 1;
  const letterAt = openedAt + plan.letterAfterMinutes * MINUTE;
  const mayWrite = mayGetLetter(situation);
  const channels: Sent[] = [];
  if (number <= plan.salvos) {
    if (recipient.email !== null) channels.push('email');
    if (recipient.fax !== null && (recipient.email === null || number >= plan.faxFromSalvo)) channels.push('fax');
  }
  const byLetter = mayWrite && (now >= letterAt || (recipient.email === null && recipient.fax === null));
  if (byLetter) channels.push('letter');
  const later = number < plan.salvos ? now + plan.everyMinutes * MINUTE : null;
  return { number, channels, nextAt: later ?? (mayWrite && !byLetter ? Math.max(letterAt, now) : null) };
}

/**
 * What takes the place of a channel that failed for good, in the same salvo: e-mail, fax, letter, in that order. `others`: the
 * channels of this salvo beside it, and whether each may still arrive.
 */
export function fallback(failed: Channel, situation: Situation, others: ReadonlyMap<Channel, boolean>): Sent | null {
  if (failed === 'email' && situation.recipient.fax !== null && !others.has('fax')) return 'fax';
  const hopeful = [...others.values()].includes(true);
  return (failed === 'email' || failed === 'fax') && !hopeful && mayGetLetter(situation) ? 'letter' : null;
}

/** A trial goes out by e-mail and fax alone: letters cost money and arrive when it is over. */
function mayGetLetter({ recipient, lettered, drill }: Situation): boolean {
  return !drill && !lettered && recipient.address !== null;
}

/** Minutes until a failed attempt that may still succeed is tried again; null: it has been tried often enough. */
export function retryAfter(tries: number): number | null {
  return [1, 5, 15, 60][tries - 1] ?? null;
}
