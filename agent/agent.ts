/**
 * The agent as a whole: opens the rooms, connects them, and answers. Plain Node, no window: the tray forks it, the service
 * runs it, tests start it as it ships.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { type Language, say } from '../protocol/messages/index.ts';
import { listSettings } from '../protocol/settings.ts';
import { zoneOfTerritory } from '../protocol/territory.ts';
import { alarmText } from './alarm-text.ts';
import { ApplicationNews } from './application.ts';
import { Attention } from './attention.ts';
import { BulletinWatch } from './bulletin-watch.ts';
import { BulletinLibrary } from './bulletins/library.ts';
import { type WaitingSources, waitingHere } from './bulletins/waiting.ts';
import { Checker } from './check.ts';
import { type Clock, systemClock } from './clock.ts';
import { DatabaseInspector } from './database-inspection.ts';
import { Desk } from './desk/desk.ts';
import { diagnosticsSources } from './diagnostics.ts';
import { type EnrolmentToken, keptToken } from './enrolment-token.ts';
import { Announcer } from './hook/announce.ts';
import { agentAnswers } from './hook/another-agent.ts';
import type { StatusSources } from './hook/dependencies.ts';
import type { FileSharing, SharedRole } from './hook/discovery.ts';
import { type RunningHook, startHook } from './hook/hook.ts';
import { EventHub } from './hook/hub.ts';
import { LineDoor, type LinePlace } from './hook/line-door.ts';
import { DEFAULT_PORT, DEFAULT_PORTS, type PortRefusal } from './hook/listen.ts';
import { newId } from './ids.ts';
import type { DecisionSources } from './inspect.ts';
import { Inventory } from './inventory.ts';
import { Journal } from './journal/journal.ts';
import { Freshness } from './link/freshness.ts';
import { IdentityFileStorage, IdentityStore } from './link/identity.ts';
import { keyFault } from './link/key-kept.ts';
import type { KeyProtection } from './link/key-protection.ts';
import { Link } from './link/link.ts';
import { type LinkStatus, linkSentence } from './link/status.ts';
import { systemTimers, type Timers } from './link/timers.ts';
import { lockDataDirectory } from './lock.ts';
import type { LogFile } from './log-file.ts';
import { type AgentSettings, agentSettings, type ResolvedSettings } from './policy/settings.ts';
import { SettingsWatch } from './policy/settings-watch.ts';
import { Catalogue } from './register/catalogue.ts';
import { Register } from './register/register.ts';
import { setBackFrom } from './set-back.ts';
import { ShortageDesk } from './shortages.ts';
import { StorageFaults } from './storage-faults.ts';
import { Support } from './support.ts';
import { type Notifier, Unattended } from './unattended.ts';
import type { VerdictPolicy } from './verdict/model.ts';

export interface AgentOptions {
  readonly settings: ResolvedSettings;
  readonly log: Logger;
  /** The file in the data directory that `log` also writes to; begun once the directory is ours. */
  readonly logFile?: LogFile;
  /** Reads every source of settings again; they are not watched unless given. */
  readonly readSettings?: (() => ResolvedSettings | Promise<ResolvedSettings>) | null;
  /** Settings that changed and are in force now. */
  readonly onSettings?: (values: AgentSettings) => void;
  /** The system's own log: starts, stops and alarms, in the agent's language; none unless given. */
  readonly eventLog?: SystemLog | null;
  /** Where tills that cannot speak HTTP come in; none unless given. */
  readonly tillSocket?: LinePlace | null;
  /** Tells who sits there that bulletins wait, where no tray does; none unless given. */
  readonly notifier?: Notifier | null;
  /** Finds what the system has to keep the workstation's key; the rights of its file unless given. */
  readonly keyProtection?: () => Promise<KeyProtection>;
  /** Where another agent answers on the port, throws `AgentElsewhere` instead of taking another port. */
  readonly giveWay?: boolean;
  /** Where the enrolment token comes from; as the settings say unless given. */
  readonly enrolmentToken?: (values: AgentSettings) => EnrolmentToken;
  /** How files are given to groups, and to whom where the settings name none; to Unix groups by name unless given. */
  readonly fileSharing?: FileSharing & { readonly groups: Readonly<Record<SharedRole, string>> };
  readonly clock?: Clock;
  readonly timers?: Timers;
}

/** Where an administrator looks; `write` never rejects. */
export interface SystemLog {
  write(severity: 'info' | 'error', text: string): Promise<void>;
}

export interface RunningAgent {
  /** Of the hook: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** The machine was asleep: a connection that stands may be one no longer. */
  wake(): void;
  /** Ends the link, answers what is under way, syncs and closes the files. */
  close(): Promise<void>;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const intervals = {
  feed: SECOND,
  bulletins: 15 * SECOND,
  shortages: 15 * SECOND,
  journalHead: HOUR,
  storage: 10 * SECOND,
  upkeep: 24 * HOUR,
} as const;

/**
 * Starts an agent on its data directory. Throws `DataDirectoryBusy` where another one works there, `HookPortError` where no
 * port can be had, and what the disk says where it cannot be used.
 */
export async function startAgent({
  settings,
  log,
  logFile,
  readSettings = null,
  onSettings,
  eventLog = null,
  tillSocket = null,
  notifier = null,
  keyProtection,
  giveWay = false,
  enrolmentToken = keptToken,
  fileSharing,
  clock = systemClock,
  timers = systemTimers,
}: AgentOptions): Promise<RunningAgent> {
  const { values } = settings;
  const { dataDir } = values;
  const { version } = manifest;
  const startedAt = new Date(clock.wall()).toISOString();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const undo: Array<() => void | Promise<void>> = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };

  try {
    const lock = lockDataDirectory(dataDir);
    undo.push(() => lock.release());
    logFile?.begin();

    const later = {
      register: null as Register | null,
      link: null as Link | null,
      hook: null as RunningHook | null,
      upkeep: async () => {},
    };
    // They need each other: freshness is about what the register holds, and which revision counts is asked of its time.
    const freshness = new Freshness({ clock, register: () => later.register });
    const storage = new StorageFaults({ dataDir, clock });
    // On a thread of its own, while the others are opened here.
    const opening = Register.open({
      path: join(dataDir, 'register.db'),
      clock,
      now: () => freshness.time(),
      log,
      onDisk: storage.of('register.db'),
    });
    // Told where it is waited for, and nowhere else should something before that fail.
    const opened = opening.catch(() => null);
    undo.push(async () => (await opened)?.register.close());
    let inForce = () => settings;
    const language = () => inForce().values.language;
    const retentionDays = () => inForce().values.journalRetentionDays;
    undo.push(() => eventLog?.write('info', say(language(), 'agent.event.stopped', { dataDir })));
    const { desk } = await Desk.open({
      onAlarm: (alarm) => void eventLog?.write('error', alarmText(language(), alarm)),
      path: join(dataDir, 'desk.db'),
      onDisk: storage.of('desk.db'),
      onBackupDisk: storage.of('desk.db.backup'),
      clock,
      log,
      retentionDays,
      // Once the desk is whole again: its events have other numbers now, and a new hello lines them up with the portal's.
      onRecovered: () => void setImmediate(() => later.link?.wake()),
    });
    undo.push(() => desk.close());
    const journalAside = (name: string) => desk.alarm({ code: 'journal-set-aside', detail: { setAside: name } });
    const { journal, setAside: oldJournal } = Journal.open({
      path: join(dataDir, 'journal.db'),
      onDisk: storage.of('journal.db'),
      onLogDisk: storage.of('journal.db-wal'),
      clock,
      log,
      retentionDays,
      onSetAside: journalAside,
    });
    undo.push(() => journal.close());
    if (oldJournal !== null) journalAside(oldJournal);

    const watched =
      readSettings === null
        ? null
        : new SettingsWatch({
            settings,
            read: readSettings,
            timers,
            log,
            onFault: (words) => desk.alarm({ code: 'settings-unusable', detail: { text: words(language()) } }),
            onChange: ({ applied, afterRestart }) => {
              if (applied.length > 0) onSettings?.(inForce().values);
              // How the portal is reached, and the first words that it is told.
              if (applied.includes('proxy') || applied.includes('headless')) later.link?.wake();
              if (applied.includes('journalRetentionDays')) void later.upkeep();
              if (afterRestart.length === 0) return;
              desk.alarm({ code: 'settings-after-restart', detail: { settings: afterRestart.join(', ') } });
            },
          });
    undo.push(() => watched?.close());
    inForce = () => watched?.current ?? settings;

    const { register, setAside: oldRegister } = await opening;
    later.register = register;
    if (oldRegister !== null) desk.alarm({ code: 'register-rebuilt', detail: { setAside: oldRegister } });
    const before = setBackFrom(journal, register.head.position);
    if (before !== null && oldRegister === null) {
      desk.alarm({ code: 'register-set-back', detail: { position: register.head.position, before } });
      freshness.setUnsynced('rebuilding', true);
    }

    const catalogue = Catalogue.open({ path: join(dataDir, 'catalogue.db'), log });
    undo.push(() => catalogue.close());
    const identity = await IdentityStore.open(new IdentityFileStorage(dataDir, clock), keyProtection);

    const token = enrolmentToken(values);
    if (identity.enrolment !== null) await token.spent(log);
    const link = new Link({
      settings: {
        portalUrl: values.portalUrl,
        enrolmentToken: token.value,
        workstationName: () => inForce().values.workstationName,
        proxy: () => inForce().values.proxy,
        headless: () => inForce().values.headless,
        version,
      },
      identity,
      register,
      desk,
      freshness,
      onTokenSpent: () => void token.spent(log),
      onCountersigned: ({ count, hash }, countersignature) => journal.countersigned({ count, hash, countersignature }),
      log,
      clock,
    });

    const policy = (): VerdictPolicy => {
      const territory = identity.enrolment?.officine.territory ?? null;
      const { timeZone, offlineLimit } = inForce().values;
      return {
        territory,
        zone: timeZone ?? (territory === null ? machineZone : zoneOfTerritory(territory)),
        offlineLimitSeconds: offlineLimit,
      };
    };
    const hub = new EventHub({ reserveIds: (count) => desk.reserveEventIds(count) });
    undo.push(() => hub.close());
    const sources: DecisionSources = {
      recalls: () => register.recalls,
      feed: () => freshness.stamp(),
      policy,
      now: () => freshness.time(),
      nameOf: (gtin) => catalogue.names(gtin),
    };
    const checker = new Checker({
      ...sources,
      append: (entry) => journal.append(entry),
      newId: () => newId(clock.wall()),
      onCheck: (event) => {
        hub.publish('check', event);
        attention.checked();
      },
    });
    const library = new BulletinLibrary(sources.nameOf);
    const waiting = (which: Pick<WaitingSources, 'seen' | 'attention'>) =>
      waitingHere({
        records: [...register.bulletins()].filter(shortages.concerning()),
        digest: (record) => library.digest(record),
        dealtWith: desk.dealtWith(),
        territory: policy().territory,
        ...which,
      });
    const attention = new Attention({
      clock,
      timers,
      log,
      waiting: (seen) => waiting({ seen }),
      onChange: (state) => hub.publish('attention', state),
    });
    undo.push(() => attention.close());
    if (notifier !== null) {
      const unattended = new Unattended({
        notifier,
        screens: () => hub.screens,
        waiting: () => waiting({ attention: 'any' }),
        language,
        timers,
        log,
      });
      undo.push(() => unattended.close());
    }
    const inventory = new Inventory({
      ...sources,
      inventories: desk.inventories,
      targets: (bulletin) => (register.bulletin(bulletin) === null ? null : register.targets(bulletin)),
    });

    const shortages = new ShortageDesk({
      ...sources,
      desk: desk.shortages,
      bulletins: () => register.bulletins(),
      clock,
      onChange: (changed) => hub.publish('shortage', changed),
    });

    const announcer = new Announcer({ hub, register, journal });
    const watch = new BulletinWatch({
      bulletins: () => register.bulletins(),
      onChange: (id) => {
        attention.changed();
        void quietly('telling of a bulletin', () => announcer.bulletinChanged(id))();
        // The laboratory may have ended a shortage: nobody has to wait for the next look.
        void quietly('looking at the shortages', () => shortages.look())();
      },
    });
    undo.push(register.onBulletins(() => watch.look()));
    attention.changed();

    /** The journal's head goes up hourly and with each acknowledgement: the portal countersigns what was known then. */
    const sendJournalHead = async () => {
      await journal.sync();
      desk.journalHead(journal.head());
    };
    const quietly = (what: string, act: () => void | Promise<void>) => async () => {
      try {
        await act();
      } catch (error) {
        log.error({ err: error }, `${what} failed; it is tried again`);
      }
    };
    undo.push(
      desk.outbox.onReceipt(({ kind, data }) => {
        if (kind === 'shortage' && typeof data.declaration === 'string') shortages.told(data.declaration);
      }),
    );
    undo.push(
      desk.outbox.onEvent(({ kind }) => {
        if (kind === 'acknowledged') void quietly('telling the journal’s head', sendJournalHead)();
        if (kind === 'acknowledged' || kind === 'displayed') attention.changed();
      }),
    );

    const status = (language: Language): StatusSources => ({
      link: linkOf(link.status(), language),
      identity: identityOf(identity),
      keyProtection: keyProtectionOf(identity, language),
      outbox: {
        waiting: desk.outbox.waiting().count,
        oldest: desk.outbox.waiting().oldest,
        refused: desk.outbox.refusedEvents().length,
      },
      alarms: desk.alarms().map((alarm) => ({ ...alarm, text: alarmText(language, alarm) })),
      settings: listSettings(agentSettings, inForce(), language),
    });

    const inspector = new DatabaseInspector({ dataDir });
    undo.push(() => inspector.close());
    const portRefusals: PortRefusal[] = [];
    const application = new ApplicationNews(clock);
    const support = new Support({
      diagnostics: () =>
        diagnosticsSources({
          settings: inForce(),
          link,
          identity,
          freshness,
          register,
          desk,
          inspector,
          storageFaults: storage,
          portRefusals,
          clock,
          version,
          startedAt,
          hook: later.hook,
          logFile: logFile ?? null,
          application,
          zone: policy().zone,
        }),
      bundle: {
        dataDir,
        bulletins: () => register.bulletins(),
        desk,
        journal,
        inspector,
        secrets: token.value === null ? [] : [token.value],
        wall: () => clock.wall(),
      },
    });

    const hook: RunningHook = await startHook(
      {
        checker,
        inventory,
        shortages,
        register,
        desk,
        journal,
        library,
        attention,
        policy,
        headless: () => inForce().values.headless,
        hub,
        feed: () => freshness.stamp(),
        status,
        application,
        support,
        storage: () => storage.list(),
      },
      {
        log,
        version,
        dataDir,
        // A port that somebody chose is the only one; the default has understudies.
        ports: values.hookPort === DEFAULT_PORT ? DEFAULT_PORTS : [values.hookPort],
        ...(giveWay && { anotherAgent: agentAnswers }),
        groups: {
          desk: values.deskGroup ?? fileSharing?.groups.desk ?? null,
          till: values.tillGroup ?? fileSharing?.groups.till ?? null,
        },
        ...(fileSharing && { sharing: fileSharing }),
        onPortRefused: (refusal) => {
          portRefusals.push(refusal);
          desk.alarm({ code: 'hook-port-refused', detail: { ...refusal } });
        },
        onGroupFault: (role, text) => desk.alarm({ code: `${role}-group`, detail: { text } }),
        startedAt,
        clock,
      },
    );
    undo.push(() => hook.close());
    later.hook = hook;

    if (tillSocket !== null) {
      const { address } = tillSocket;
      const onFault = (text: string) => desk.alarm({ code: 'till-socket', detail: { address, text } });
      try {
        const door = await LineDoor.open(tillSocket, { checker, journal, feed: () => freshness.stamp(), log, onFault });
        undo.push(() => door.close());
      } catch (error) {
        // The hook answers all the same: a place that cannot be had is an alarm, and no reason to check nothing.
        onFault(error instanceof Error ? error.message : String(error));
      }
    }

    later.link = link;
    link.start();
    undo.push(() => link.close());
    undo.push(link.onChange(() => announcer.feedChanged(freshness.stamp())));
    let { territory } = policy();
    const followTerritory = () => {
      if (territory === policy().territory) return;
      ({ territory } = policy());
      attention.changed();
    };

    later.upkeep = quietly('upkeep', async () => {
      // A clock that is wrong by years ahead must not delete what is to be kept.
      await journal.prune(freshness.time().earliest);
      desk.purge();
    });
    const intervalTimers = [
      setInterval(() => {
        announcer.feedChanged(freshness.stamp());
        followTerritory();
      }, intervals.feed),
      setInterval(() => watch.look(), intervals.bulletins),
      setInterval(quietly('telling the journal’s head', sendJournalHead), intervals.journalHead),
      setInterval(
        quietly('looking at the shortages', () => shortages.look()),
        intervals.shortages,
      ),
      setInterval(later.upkeep, intervals.upkeep),
      setInterval(
        quietly('trying the disk', async () => {
          if (storage.list().length > 0) await Promise.all([journal.probe(), register.probe(), desk.probe()]);
        }),
        intervals.storage,
      ),
    ];
    undo.push(() => intervalTimers.forEach(clearInterval));
    void later.upkeep();
    // Whoever asks sooner waits for it; nobody waits for a start because of it.
    undo.push(
      timers.after(
        intervals.feed,
        quietly('reading the bulletins', () => library.read(register.bulletins())),
      ),
    );

    log.info({ url: hook.url, dataDir, position: register.head.position }, 'agent ready');
    void eventLog?.write('info', say(language(), 'agent.event.started', { version, url: hook.url, dataDir }));
    let closing: Promise<void> | null = null;
    return {
      url: hook.url,
      port: hook.port,
      wake: () => link.wake(),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How the link does, in words where it is not connected. */
function linkOf(status: LinkStatus, language: Language): StatusSources['link'] {
  const { portal, state, since } = status;
  const plain = state === 'connected' && status.skewSeconds === null;
  return { portal, state, since, detail: plain ? null : linkSentence(language, status) };
}

/** Who this workstation is, for the status; nothing secret. */
function identityOf({ enrolment }: IdentityStore): StatusSources['identity'] {
  if (enrolment === null) return null;
  const { workstation, officine, feed } = enrolment;
  return { workstation, officine: { id: officine.id, name: officine.name }, territory: officine.territory, feed };
}

/** How its key is kept. */
function keyProtectionOf({ kept }: IdentityStore, language: Language): StatusSources['keyProtection'] {
  return kept && { by: kept.by, locked: kept.locked !== null, detail: keyFault(language, kept) };
}

const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
