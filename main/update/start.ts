/** Updates of this application, composed from what Electron gives. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, session } from 'electron';
import type { Logger } from 'pino';
import { systemTimers } from '../../agent/link/timers.ts';
import type { AgentSettings } from '../../agent/policy/settings.ts';
import { proveBytes } from './bytes.ts';
import { goThrough, SelfInstaller, updateSession } from './electron-updater.ts';
import { fetchManifest } from './fetch.ts';
import { selfManaged } from './installation.ts';
import { UpdateKeeper, type UpdateState } from './keeper.ts';
import { isVersion } from './manifest.ts';
import { UpdateMemory } from './memory.ts';
import type { Moment } from './policy.ts';
import { releaseKeys, STALL_MS, updateTimes } from './release.ts';

export interface UpdatesOptions {
  /** Those in force now. */
  readonly settings: () => Pick<AgentSettings, 'updates' | 'updateUrl' | 'proxy'>;
  readonly log: Logger;
  readonly moment: () => Moment;
  /** Ends the agent that is ours, and gives the session's place free for the version that comes. */
  readonly prepare: () => Promise<void>;
  readonly onChange: () => void;
}

/** Looks for versions as long as the settings want it. */
export class Updates {
  readonly #options: UpdatesOptions;
  #keeper: UpdateKeeper | null = null;
  /** The settings that it looks by. */
  #by: string | null = null;
  #begun: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.follow();
  }

  /** null where nothing is looked for. */
  get state(): UpdateState | null {
    return this.#keeper?.state ?? null;
  }

  /** Takes up settings that changed: what they no longer want ends, and is let go of before something else begins. */
  follow(): void {
    const { updates, updateUrl } = this.#options.settings();
    const by = JSON.stringify([updates, updateUrl]);
    if (by === this.#by || this.#closed || this.state?.stage === 'installing') return;
    this.#by = by;
    const before = this.#keeper;
    this.#keeper = null;
    before?.close();
    this.#begun = this.#begun
      .then(async () => {
        await before?.settled();
        if (by === this.#by && !this.#closed) this.#keeper = keeperFor(this.#options);
        if (before !== null) this.#options.onChange();
      })
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'versions cannot be looked for'));
  }

  install(): void {
    this.#keeper?.install();
  }

  close(): void {
    this.#closed = true;
    this.#keeper?.close();
  }
}

/** Begins to look for versions; null where nothing is to be looked for, and the log says why. */
function keeperFor({ settings, log, moment, prepare, onChange }: UpdatesOptions): UpdateKeeper | null {
  const running = app.getVersion();
  const { updates, updateUrl: base } = settings();
  const why =
    updates === 'off'
      ? 'off'
      : base === null
        ? 'no updateUrl'
        : !app.isPackaged
          ? 'runs from source'
          : releaseKeys.length === 0
            ? 'this build trusts no release key'
            : isVersion(running)
              ? null
              : `${running} is no release`;
  if (why !== null || base === null) {
    log.info({ updates: why }, 'no versions are looked for');
    return null;
  }
  const own = selfManaged({
    platform: process.platform,
    execPath: process.execPath,
    appImage: process.env.APPIMAGE,
    exists: existsSync,
    writable,
  });
  log.info({ updates, selfManaged: own, running, base }, 'versions are looked for');
  const proxy = () => settings().proxy;
  const installer =
    updates === 'install' && own
      ? new SelfInstaller({ base, proxy, stallMs: STALL_MS, timers: systemTimers, log })
      : null;
  const network = installer?.session ?? updateSession(session.fromPartition('update'), base);
  const keeper = new UpdateKeeper({
    installer,
    running,
    target: `${process.platform}-${process.arch}`,
    keys: releaseKeys,
    memory: new UpdateMemory(join(app.getPath('userData'), 'update.json'), (error) =>
      log.error({ err: error }, 'what was remembered of versions cannot be read'),
    ),
    fetchManifest: async (signal) => {
      await goThrough(network, proxy());
      return fetchManifest(base, (url, init) => network.fetch(url, init), signal);
    },
    proveBytes,
    moment,
    prepare,
    abandon: () => {
      // An AppImage runs from a folder that goes with it.
      const execPath = process.env.APPIMAGE ?? process.execPath;
      app.relaunch({ execPath, args: process.argv.slice(1) });
      app.exit(0);
    },
    times: updateTimes,
    timers: systemTimers,
    wall: Date.now,
    random: Math.random,
    log,
    onChange: (state) => {
      log.info({ update: state }, 'versions');
      onChange();
    },
  });
  keeper.start();
  return keeper;
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
