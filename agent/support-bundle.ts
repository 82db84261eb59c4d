/**
 * What a pharmacist sends to support: how this workstation stands, as a zip of texts that anybody can read before sending.
 * Everything in it has passed the redactor; packs of the journal, serials and scans were never in it.
 */
import { arch, cpus, release, totalmem } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Language, type MessageKey, say } from '../protocol/messages/index.ts';
import { alarmText } from './alarm-text.ts';
import type { DatabaseInspector } from './database-inspection.ts';
import type { Desk } from './desk/desk.ts';
import type { DiagnosticsAnswer } from './hook/schemas/diagnostics.ts';
import type { StatusAnswer } from './hook/schemas.ts';
import type { Journal } from './journal/journal.ts';
import { logTail } from './log-tail.ts';
import { Redactor } from './redact.ts';
import type { BulletinRecord } from './register/register.ts';
import { type ZipEntry, zipOf } from './zip.ts';

export interface BundleSources {
  readonly dataDir: string;
  readonly diagnostics: (language: Language) => Promise<DiagnosticsAnswer>;
  readonly bulletins: () => Iterable<BulletinRecord>;
  readonly desk: Pick<Desk, 'alarms' | 'operators'> & {
    readonly outbox: Pick<Desk['outbox'], 'waiting' | 'refusedEvents' | 'lastSeq'>;
  };
  readonly journal: Pick<Journal, 'head'>;
  readonly inspector: Pick<DatabaseInspector, 'journalDays'>;
  /** Credentials of this run. */
  readonly secrets: Iterable<string>;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

export interface SupportBundle {
  /** `vigilot-assistance-2026-11-22.zip` */
  readonly file: string;
  readonly zip: Buffer;
}

/** Days of the journal that are counted. */
const JOURNAL_DAYS = 90;
const DAY_MS = 86_400_000;
/** Names that are looked for in texts: more people never worked in one officine. */
const MOST_OPERATORS = 1_000;
/** Lines or records cleaned between two turns of the event loop. */
const SLICE = 50;

/** One file: its name, what it is for (a key of the catalogue), and how it is made. */
interface Part {
  readonly name: string;
  readonly about: MessageKey;
  readonly make: () => Promise<string>;
}

/**
 * Makes the bundle, its texts in that language. `status` is the hook's. Never rejects for one part's sake: what cannot be
 * made says why in its place.
 */
export async function supportBundle(
  sources: BundleSources,
  status: () => StatusAnswer,
  language: Language,
): Promise<SupportBundle> {
  const redactor = new Redactor({ secrets: sources.secrets, people: peopleOf(sources.desk) });
  const at = new Date(sources.wall()).toISOString();
  const parts = partsOf(sources, status, language, redactor);
  const entries: ZipEntry[] = [{ name: 'readme.txt', text: readme(parts, at, language) }];
  for (const { name, make } of parts) entries.push({ name, text: await textOf(make, redactor) });
  return {
    file: `vigilot-${say(language, 'agent.bundle.file')}-${at.slice(0, 10)}.zip`,
    zip: await zipOf(entries, sources.wall()),
  };
}

function partsOf(
  { dataDir, diagnostics, bulletins, desk, journal, inspector, wall }: BundleSources,
  status: () => StatusAnswer,
  language: Language,
  redactor: Redactor,
): Part[] {
  const json = (value: unknown) => `${JSON.stringify(redactor.value(value), null, 2)}\n`;
  const looked = diagnostics(language);
  // Whoever asks first hears of a failure.
  looked.catch(() => undefined);
  return [
    {
      name: 'diagnostics.json',
      about: 'agent.bundle.diagnostics',
      make: async () => json({ at: (await looked).at, steps: (await looked).steps }),
    },
    {
      name: 'status.json',
      about: 'agent.bundle.status',
      make: async () => {
        const { settings: _, alarms: __, ...rest } = status();
        return json(rest);
      },
    },
    {
      name: 'settings.json',
      about: 'agent.bundle.settings',
      make: async () => json((await looked).settings),
    },
    {
      name: 'versions.json',
      about: 'agent.bundle.versions',
      make: async () => json({ vigilot: status().versions.vigilot, ...machine() }),
    },
    {
      name: 'alarms.json',
      about: 'agent.bundle.alarms',
      make: async () => json(desk.alarms().map((alarm) => ({ ...alarm, text: alarmText(language, alarm) }))),
    },
    {
      name: 'bulletins.json',
      about: 'agent.bundle.bulletins',
      make: async () =>
        `[${(await inSlices([...bulletins()], (one) => redactor.line(JSON.stringify(bulletinOf(one))))).join(',\n')}]\n`,
    },
    {
      name: 'outbox.json',
      about: 'agent.bundle.outbox',
      make: async () => json(outboxOf(desk.outbox)),
    },
    {
      name: 'journal.json',
      about: 'agent.bundle.journal',
      make: async () => {
        const since = new Date(wall() - JOURNAL_DAYS * DAY_MS).toISOString().slice(0, 10);
        return json({ head: journal.head(), since, days: await inspector.journalDays(since) });
      },
    },
    {
      name: 'agent.log',
      about: 'agent.bundle.log',
      // Lines were cleaned when they were written; names of people are known here alone, and older versions wrote less well.
      make: async () => (await inSlices(await logTail(dataDir), (line) => `${redactor.line(line)}\n`)).join(''),
    },
  ];
}

async function textOf(make: Part['make'], redactor: Redactor): Promise<string> {
  try {
    return await make();
  } catch (error) {
    return `${JSON.stringify({ failed: redactor.text(error instanceof Error ? error.message : String(error)) })}\n`;
  }
}

function readme(parts: readonly Part[], at: string, language: Language): string {
  const lines = [
    say(language, 'agent.bundle.title', { at }),
    '',
    say(language, 'agent.bundle.removed'),
    say(language, 'agent.bundle.kept'),
    '',
    ...parts.map(({ name, about }) => `${name.padEnd(18)} ${say(language, about, { days: JOURNAL_DAYS })}`),
  ];
  // Its reader may be the editor of any Windows.
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function peopleOf(desk: BundleSources['desk']): readonly string[] {
  try {
    return desk.operators(MOST_OPERATORS);
  } catch {
    // A desk that cannot be read gives no names, and none of them is in the bundle then but by its field.
    return [];
  }
}

/** Where a bulletin stands; its texts are the portal's, and known there. */
function bulletinOf({ id, kind, reference, state, revision, drill, attention, revisions }: BulletinRecord) {
  return {
    id,
    kind,
    reference,
    state,
    revision,
    drill,
    attention,
    revisions: revisions.map(({ revision, state, position, receivedAt, effectiveAt, understood }) => ({
      revision,
      state,
      position,
      receivedAt,
      effectiveAt,
      understood,
    })),
  };
}

/** Numbers, kinds and reasons; never what an event says, since that names people. */
function outboxOf(outbox: BundleSources['desk']['outbox']) {
  return {
    lastSeq: outbox.lastSeq(),
    waiting: outbox.waiting(),
    refused: outbox.refusedEvents().map(({ event: { seq, kind, at, bulletin, revision }, reason, at: refusedAt }) => ({
      seq,
      kind,
      at,
      bulletin,
      revision,
      refusedAt,
      reason,
    })),
  };
}

function machine() {
  const { node, v8, modules, napi, openssl } = process.versions;
  return {
    node: { node, v8, modules, napi, openssl },
    system: { platform: process.platform, release: release(), arch: arch(), cpus: cpus().length, memory: totalmem() },
    uptimeSeconds: Math.round(process.uptime()),
    memory: process.memoryUsage(),
  };
}

async function inSlices<T>(items: readonly T[], each: (item: T) => string): Promise<string[]> {
  const done: string[] = [];
  for (const [index, item] of items.entries()) {
    done.push(each(item));
    if (index % SLICE === SLICE - 1) await nextTurn();
  }
  return done;
}
