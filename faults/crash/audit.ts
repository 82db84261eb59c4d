/** The end of a round: everybody is let finish, then what each one knows is compared with what was told. */
import { type Shop, until } from '../../cli/processes.testkit.ts';
import { agentBooks, feedLog, portalBooks } from './books.ts';
import type { Model } from './model.ts';

interface Status {
  readonly feed: { readonly state: string; readonly position: number };
  readonly outbox: { readonly waiting: number; readonly refused: number };
  readonly alarms: ReadonlyArray<{ readonly code: string }>;
}
interface Journal {
  readonly rows: ReadonlyArray<{
    readonly seq: number;
    readonly id: string;
    readonly kind: string;
    readonly verdict: string;
  }>;
  readonly next: number | null;
}
interface Bulletin {
  readonly revisions: ReadonlyArray<{ readonly revision: number; readonly state: string }>;
}

const publishedStates = new Set(['in-force', 'lifted', 'superseded']);

/** Waits until everything told has arrived; then judges. Ends the programs. Adds to the model's findings. */
export async function audit(
  shop: Shop,
  model: Model,
  agents: readonly string[],
  databaseUrl: string | null,
): Promise<void> {
  const finding = (what: string) => void model.findings.push(what);
  await portalKeeps(shop, model, finding);
  for (const agent of agents) {
    await settled(shop, agent, feedLogOr(shop, databaseUrl)).catch((error: Error) =>
      finding(`${agent} did not settle: ${error.message}`),
    );
    await agentAgrees(shop, model, agent, finding);
    await journalHolds(shop, model, agent, finding);
  }
  for (const agent of agents) await shop.stopAgent(agent);
  await shop.stopPortal();
  await compareBooks(shop, model, agents, databaseUrl, finding);
}

function feedLogOr(shop: Shop, databaseUrl: string | null): number {
  return databaseUrl === null ? feedLog(shop.portalDir).length : 0;
}

/** What the portal said is published still is. */
async function portalKeeps(shop: Shop, model: Model, finding: (what: string) => void): Promise<void> {
  for (const [id, bulletin] of model.bulletins) {
    const { revisions } = (await shop.portal.call('authority', 'GET', `/v1/bulletins/${id}`)) as Bulletin;
    const now = Math.max(
      0,
      ...revisions.filter(({ state }) => publishedStates.has(state)).map(({ revision }) => revision),
    );
    if (now < bulletin.published)
      finding(`the portal published revision ${bulletin.published} of ${id} and now has ${now}`);
    bulletin.published = now;
  }
}

/** Resolves once that agent holds so many entries, is live, and has told all. Throws after a minute. */
export async function settled(shop: Shop, agent: string, position: number): Promise<void> {
  await until(
    async () => {
      const { feed, outbox } = await shop.hook<Status>(agent, 'GET', '/v1/status');
      return (feed.state === 'live' && feed.position >= position && outbox.waiting === 0) || undefined;
    },
    { seconds: 60, what: 'a live feed and an empty outbox' },
  );
}

async function agentAgrees(shop: Shop, model: Model, agent: string, finding: (what: string) => void): Promise<void> {
  for (const [id, { gtin, tried }] of model.bulletins) {
    for (const lot of new Set([...tried.values()].flatMap((lots) => [...(lots ?? [])]))) {
      const { verdict, id: check } = await shop.check(agent, gtin, lot);
      model.answered.get(agent)?.set(check, verdict);
      const expected = model.verdictNow(id, lot);
      if (verdict !== expected)
        finding(`in the end ${agent} answers ${verdict} for lot ${lot} of ${id}, expected ${expected}`);
    }
  }
  const { alarms, outbox } = await shop.hook<Status>(agent, 'GET', '/v1/status');
  for (const { code } of alarms) finding(`alarm of ${agent}: ${code}`);
  if (outbox.refused > 0) finding(`${outbox.refused} events of ${agent} were refused`);
}

async function journalHolds(shop: Shop, model: Model, agent: string, finding: (what: string) => void): Promise<void> {
  const proof = await shop.hook<{ proved: boolean }>(agent, 'GET', '/v1/journal/verify');
  if (!proof.proved) finding(`the journal of ${agent} is not proved: ${JSON.stringify(proof)}`);
  const kept = new Map<string, string>();
  for (let before = ''; ; ) {
    const page = await shop.hook<Journal>(agent, 'GET', `/v1/journal?limit=10000${before}`);
    for (const row of page.rows) if (row.kind === 'check') kept.set(row.id, row.verdict);
    if (page.next === null) break;
    before = `&before=${page.next}`;
  }
  for (const [id, verdict] of model.answered.get(agent) ?? []) {
    const row = kept.get(id);
    if (row !== verdict) finding(`${agent} answered ${verdict} in check ${id}, its journal says ${row ?? 'nothing'}`);
  }
}

async function compareBooks(
  shop: Shop,
  model: Model,
  agents: readonly string[],
  databaseUrl: string | null,
  finding: (what: string) => void,
): Promise<void> {
  const portal = await portalBooks(shop.portalDir, databaseUrl);
  for (const alarm of portal.alarms) finding(`alarm at the portal: ${alarm}`);
  if (databaseUrl === null && feedLog(shop.portalDir).join() !== portal.entries.join())
    finding('feed.log and the database differ');
  for (const agent of agents) {
    const { entries, events } = agentBooks(shop.dataDir(agent));
    if (entries.join() !== portal.entries.join()) {
      finding(
        `${agent} holds ${entries.length} entries, the portal ${portal.entries.length}, and they are not the same`,
      );
    }
    const told = portal.events.get(agent) ?? [];
    if (told.some(({ seq }, index) => seq !== index + 1)) finding(`events of ${agent} at the portal are not 1, 2, 3 …`);
    const ours = events.map(({ seq, id }) => `${seq} ${id}`).join();
    if (told.map(({ seq, id }) => `${seq} ${id}`).join() !== ours)
      finding(`${agent} and the portal hold other events of its`);
    for (const acknowledged of model.acknowledged.get(agent) ?? []) {
      const times = told.filter(({ what }) => what === `acknowledged ${acknowledged}`).length;
      if (times !== 1)
        finding(`${agent} took the acknowledgement of ${acknowledged}, the portal has it ${times} times`);
    }
  }
}
