import type { JSX } from 'preact';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { moment } from '../../core/format.ts';
import { say } from '../../core/say.ts';

/** One thing that happened to a bulletin on this machine. */
export interface Happening {
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly text: string;
}

/** Received, shown, acknowledged by whom, reported: on this machine, oldest first. */
export function historyOf({ revisions, displays, acknowledgements, quarantine }: BulletinAnswer): Happening[] {
  const text = (what: 'received' | 'displayed', revision: number) =>
    say(`desk.bulletin.history.${what}`, { revision: String(revision) });
  return [
    ...revisions.map(({ revision, receivedAt }) => ({ at: receivedAt, text: text('received', revision) })),
    ...displays.map(({ revision, at }) => ({ at, text: text('displayed', revision) })),
    ...acknowledgements.map(({ revision, operator, at }) => ({
      at,
      text: say('desk.bulletin.history.acknowledged', { revision: String(revision), operator }),
    })),
    ...(quarantine === null
      ? []
      : [{ at: quarantine.at, text: say('desk.bulletin.history.reported', { operator: quarantine.operator }) }]),
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** What happened to this bulletin on this machine. */
export function History({ bulletin }: { bulletin: BulletinAnswer }): JSX.Element {
  return (
    <section class="panel stack" aria-labelledby="bulletin-history">
      <h2 id="bulletin-history">{say('desk.bulletin.history')}</h2>
      <ol class="history">
        {historyOf(bulletin).map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            <time class="soft small" dateTime={at}>
              {moment(at)}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
