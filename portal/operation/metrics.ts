/** The portal's figures (docs/operations.md says what to watch): one table of names, and where each is read. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { Gateway } from '../gateway/gateway.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Senders } from '../outreach/dispatch.ts';
import type { Outcome } from '../outreach/send.ts';
import type { Store } from '../store/store.ts';
import { Metrics, type MetricTable } from './prometheus.ts';
import type { Readiness } from './readiness.ts';

export const portalMetrics = {
  vigilot_ready: { type: 'gauge', help: '1 while /v1/ready answers 200, else 0' },
  vigilot_recovering: {
    type: 'gauge',
    help: '1 while entries are being taken back: nothing is published, no tip signed',
  },
  vigilot_restore_workstations: {
    type: 'gauge',
    help: 'After a restore: workstations by whether they have shown what they hold (heard: yes, no)',
  },
  vigilot_feed_position: { type: 'gauge', help: 'Last entry that this gateway may send' },
  vigilot_feed_head_age_seconds: { type: 'gauge', help: 'Seconds since this gateway read the head of the feed' },
  vigilot_links: { type: 'gauge', help: 'Workstations connected to this gateway, by state of the link' },
  vigilot_links_accepted_total: { type: 'counter', help: 'Connections of workstations taken' },
  vigilot_links_turned_away_total: {
    type: 'counter',
    help: 'Connections of workstations not taken: too many at once, or not ours',
  },
  vigilot_bulletins_published_total: { type: 'counter', help: 'Bulletins in the feed, the same on every gateway' },
  vigilot_events_total: { type: 'counter', help: 'Events of workstations, by result (recorded, refused, failed)' },
  vigilot_event_batch_seconds: { type: 'histogram', help: 'Seconds that the writing of a batch of events took' },
  vigilot_events_waiting: { type: 'gauge', help: 'Events of workstations that wait for the database' },
  vigilot_deliveries_waiting: { type: 'gauge', help: 'Positions of workstations that wait for the database' },
  vigilot_outreach_due: {
    type: 'gauge',
    help: 'Messages to recipients without an agent that are due now, the same on every gateway',
  },
  vigilot_outreach_lag_seconds: { type: 'gauge', help: 'Seconds for which the oldest of them has been due' },
  vigilot_messages_total: {
    type: 'counter',
    help: 'Messages handed over, by channel (email, fax, sign-in) and result (accepted, later, failed)',
  },
  vigilot_alarms_total: { type: 'counter', help: 'Alarms recorded, by code, the same on every gateway' },
  vigilot_http_requests_total: { type: 'counter', help: 'Requests answered, by method, route and status' },
  vigilot_http_request_seconds: { type: 'histogram', help: 'Seconds until a request was answered, streams left out' },
  vigilot_event_loop_lag_seconds: {
    type: 'gauge',
    help: '99th percentile of how late the event loop was since the last reading',
  },
  vigilot_memory_bytes: { type: 'gauge', help: 'Memory of the process (resident set)' },
  vigilot_uptime_seconds: { type: 'gauge', help: 'Seconds since the process started' },
} as const satisfies MetricTable;

/** Seconds: from an indexed read to a request that somebody gives up on. */
const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10] as const;

/** The figures that a portal keeps from its start. */
export function startMetrics(): Metrics {
  const metrics = new Metrics(portalMetrics);
  const delay = monitorEventLoopDelay();
  delay.enable();
  metrics.reads('vigilot_event_loop_lag_seconds', () => {
    const lag = delay.percentile(99) / 1e9;
    delay.reset();
    return Number.isFinite(lag) ? lag : 0;
  });
  metrics.reads('vigilot_memory_bytes', () => process.memoryUsage.rss());
  metrics.reads('vigilot_uptime_seconds', () => Math.round(process.uptime()));
  return metrics;
}

/** Notes an answer of the HTTP interface; `route` is its pattern, never what was asked for. */
export function noteRequest(
  metrics: Metrics,
  o: { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number | null },
): void {
  metrics.add('vigilot_http_requests_total', { method: o.method, route: o.route, status: String(o.status) });
  if (o.seconds !== null) metrics.observe('vigilot_http_request_seconds', o.seconds, SECONDS);
}

/** Reads store and gateway from now on. */
export function measure(
  metrics: Metrics,
  { store, gateway, readiness }: { store: Store; gateway: Gateway; readiness: Readiness },
): void {
  const { db, clock } = store;
  metrics.reads('vigilot_ready', async () => ((await readiness.check()).ready ? 1 : 0));
  metrics.reads('vigilot_recovering', () => (gateway.stats().recovering ? 1 : 0));
  metrics.reads('vigilot_restore_workstations', async () => {
    const restored = await store.feed.heardSinceRestore();
    return (
      restored && [
        [{ heard: 'yes' }, restored.heard] as const,
        [{ heard: 'no' }, restored.known - restored.heard] as const,
      ]
    );
  });
  metrics.reads('vigilot_feed_position', () => gateway.stats().position);
  metrics.reads('vigilot_feed_head_age_seconds', () => gateway.stats().headAge / 1000);
  metrics.reads('vigilot_links', () =>
    Object.entries(gateway.stats().links).map(([state, count]) => [{ state }, count] as const),
  );
  metrics.reads('vigilot_links_accepted_total', () => gateway.stats().accepted);
  metrics.reads('vigilot_links_turned_away_total', () => gateway.stats().turnedAway);
  metrics.reads('vigilot_events_waiting', () => gateway.stats().eventsWaiting);
  metrics.reads('vigilot_deliveries_waiting', () => gateway.stats().deliveriesWaiting);
  metrics.reads('vigilot_bulletins_published_total', async () => {
    const { count } = await db
      .selectFrom('feed_entry')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('kind', '=', 'bulletin')
      .executeTakeFirstOrThrow();
    return count;
  });
  const due = async () => {
    const now = new Date(clock.wall());
    return db
      .selectFrom('outreach_attempt')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('due_at').as('oldest')])
      .where('state', '=', 'due')
      .where('channel', 'in', ['email', 'fax'])
      .where('due_at', '<=', now)
      .executeTakeFirstOrThrow();
  };
  metrics.reads('vigilot_outreach_due', async () => (await due()).count);
  metrics.reads('vigilot_outreach_lag_seconds', async () => {
    const { oldest } = await due();
    return oldest === null ? 0 : Math.max(0, (clock.wall() - oldest.getTime()) / 1000);
  });
  metrics.reads('vigilot_alarms_total', async () => {
    const { rows } = await sql<{ code: string; count: number }>`
      select code, count(*)::int as count from alarm group by code order by code`.execute(db);
    return rows.map(({ code, count }) => [{ code }, count] as const);
  });
  gateway.onBatch((outcomes, ms) => {
    metrics.observe('vigilot_event_batch_seconds', ms / 1000, SECONDS);
    for (const outcome of outcomes) {
      if ('error' in outcome) metrics.add('vigilot_events_total', { result: 'failed' });
      else {
        for (const { type } of outcome.answers) {
          if (type === 'receipt') metrics.add('vigilot_events_total', { result: 'recorded' });
          if (type === 'refused') metrics.add('vigilot_events_total', { result: 'refused' });
        }
      }
    }
  });
}

/** Sends, and notes what came of it: `resultOf` an outcome, `thrown` where there is none. */
async function noted<T>(
  metrics: Metrics,
  send: () => Promise<T>,
  o: { readonly channel: string; readonly thrown: string; resultOf(outcome: T): string },
): Promise<T> {
  let result = o.thrown;
  try {
    const outcome = await send();
    result = o.resultOf(outcome);
    return outcome;
  } finally {
    metrics.add('vigilot_messages_total', { channel: o.channel, result });
  }
}

/** The same senders, counted. */
export function countedSenders(metrics: Metrics, senders: Senders): Senders {
  const counted = Object.entries(senders).map(([channel, send]) => {
    // What throws is tried again: outreach/send.ts.
    const of = { channel, thrown: 'later', resultOf: ({ kind }: Outcome) => kind };
    const counting: typeof send = (message) => noted(metrics, () => send(message), of);
    return [channel, counting];
  });
  return Object.fromEntries(counted) as Senders;
}

/** The same mailer, its mails counted as those of a sign-in: salvos are counted by their senders. */
export function countedMailer(metrics: Metrics, mailer: Mailer): Mailer {
  const of = { channel: 'sign-in', thrown: 'failed', resultOf: () => 'accepted' };
  return {
    send: (mail) => noted(metrics, () => mailer.send(mail), of),
    close: () => mailer.close(),
  };
}
