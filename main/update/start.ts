/** Updates of this application, composed from what Electron gives. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, session } from 'electron';
import type { Logger } from 'pino';
import { systemTimers } from '../../agent/link/timers.ts';
import type { AgentSettings } from '../../agent/policy/settings.ts';
import { proveBytes } from './bytes.ts';
import { SelfInstaller, updateSession } from './electron-updater.ts';
import { fetchManifest } from './fetch.ts';
import { selfManaged } from './installation.ts';
import { UpdateKeeper, type UpdateState } from './keeper.ts';
import { isVersion } from './manifest.ts';
import { UpdateMemory } from './memory.ts';
import type { Moment } from './policy.ts';
import { releaseKeys, STALL_MS, updateTimes } from './release.ts';

export interface UpdatesOptions {
  readonly settings: Pick<AgentSettings, 'updates' | 'updateUrl'>;
  readonly log: Logger;
  readonly moment: () => Moment;
  /** Ends the agent that is ours, and gives the session's place free for the version that comes. */
  readonly prepare: () => Promise<void>;
  readonly onChange: (state: UpdateState) => void;
}

/** Begins to look for versions; null where nothing is to be looked for, and the log says why. */
export function startUpdates({ settings, log, moment, prepare, onChange }: UpdatesOptions): UpdateKeeper | null {
  const running = app.getVersion();
  const { updates, updateUrl: base } = settings;
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
  const installer =
    updates === 'install' && own ? new SelfInstaller({ base, stallMs: STALL_MS, timers: systemTimers, log }) : null;
  const network = installer?.session ?? updateSession(session.fromPartition('update'), base);
  const keeper = new UpdateKeeper({
    installer,
    running,
    target: `${process.platform}-${process.arch}`,
    keys: releaseKeys,
    memory: new UpdateMemory(join(app.getPath('userData'), 'update.json'), (error) =>
      log.error({ err: error }, 'what was remembered of versions cannot be read'),
    ),
    fetchManifest: (signal) => fetchManifest(base, (url, init) => network.fetch(url, init), signal),
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
      onChange(state);
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
