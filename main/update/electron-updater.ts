/**
 * electron-updater as far as it is needed: it downloads a file whose name, size and hash were signed, keeps it, and puts it in the
 * place of this application. It asks no server which version is out, and decides nothing.
 */
import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { app, type Session } from 'electron';
import { AppImageUpdater, CancellationToken, NsisUpdater, Provider, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { Logger } from 'pino';
import type { Timers } from '../../agent/link/timers.ts';
import { hardenSession } from '../hardening.ts';
import { addressOf } from './fetch.ts';
import type { Release, UpdateInstaller } from './keeper.ts';

export interface SelfInstallerOptions {
  /** Folder of the releases. */
  readonly base: string;
  /** The setting, asked before each download. */
  readonly proxy: () => string | null;
  readonly stallMs: number;
  readonly timers: Pick<Timers, 'after'>;
  readonly log: Logger;
}

interface Offer {
  readonly url: URL;
  readonly release: Release;
}

/** A provider that says what the signed manifest says, and asks nobody. */
function providerOf({ url, release: { version, file } }: Offer) {
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }

    override async getLatestVersion(): Promise<UpdateInfo> {
      const { sha512, size } = file;
      return { version, files: [{ url: url.href, sha512, size }], path: file.file, sha512, releaseDate: '' };
    }

    override resolveFiles({ files }: UpdateInfo) {
      return files.map((info) => ({ url, info }));
    }
  };
}

/** Where both manifest and files are fetched: a session of its own, with the system's certificates. */
export function updateSession(session: Session, base: string): Session {
  const { origin } = new URL(base);
  hardenSession(session);
  // Whatever answers, nothing is fetched from elsewhere: electron-updater would follow redirects.
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: new URL(url).origin !== origin }));
  return session;
}

/**
 * The way that this session takes: the proxy of the settings (`http://host:port`), else the system's, by whatever means the system
 * finds one. Addresses of this machine are asked directly: Chromium never sends loopback through a proxy.
 */
export async function goThrough(session: Session, proxy: string | null): Promise<void> {
  await session.setProxy(proxy === null ? { mode: 'system' } : { mode: 'fixed_servers', proxyRules: proxy });
}

export class SelfInstaller implements UpdateInstaller {
  readonly #options: SelfInstallerOptions;
  readonly #updater = process.platform === 'win32' ? new NsisUpdater() : new AppImageUpdater();
  readonly session: Session;
  #offer: Offer | null = null;

  constructor(options: SelfInstallerOptions) {
    const { base, log } = options;
    this.#options = options;
    const updater = this.#updater;
    updater.logger = {
      info: (text) => log.info(String(text)),
      warn: (text) => log.warn(String(text)),
      error: (text) => log.warn(String(text)),
    };
    updater.autoDownload = false;
    // At quit or shutdown there is no time for it: Windows ends the installer half-way.
    updater.autoInstallOnAppQuit = false;
    updater.allowDowngrade = false;
    updater.disableWebInstaller = true;
    // Maps of blocks are not signed.
    updater.disableDifferentialDownload = true;
    this.session = updateSession(updater.netSession, base);
    // A file is as long as was signed, and says so; Chromium ends what goes on beyond that.
    this.session.webRequest.onHeadersReceived(({ url, responseHeaders }, decide) => {
      const offer = this.#offer;
      decide({ cancel: url === offer?.url.href && !announces(responseHeaders ?? {}, offer.release.file.size) });
    });
  }

  async stage(release: Release, signal: AbortSignal): Promise<string> {
    const { base, proxy, stallMs, timers } = this.#options;
    await goThrough(this.session, proxy());
    const updater = this.#updater;
    const offer: Offer = { release, url: new URL(addressOf(base, release.file.file)) };
    this.#offer = offer;
    updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(offer) });
    const found = await updater.checkForUpdates();
    if (found?.isUpdateAvailable !== true) throw new Error(`electron-updater does not take version ${release.version}`);

    const token = new CancellationToken();
    const cancel = () => {
      token.cancel();
      // It leaves the connection open.
      void this.session.closeAllConnections();
    };
    let stopWaiting = () => {};
    const wait = () => {
      stopWaiting();
      stopWaiting = timers.after(stallMs, () => {
        this.#options.log.warn({ stallMs }, 'the download has come to a halt');
        cancel();
      });
    };
    updater.on('download-progress', wait);
    signal.addEventListener('abort', cancel);
    wait();
    try {
      const [path] = await updater.downloadUpdate(token);
      if (path === undefined) throw new Error('electron-updater staged no file');
      return path;
    } finally {
      stopWaiting();
      updater.off('download-progress', wait);
      signal.removeEventListener('abort', cancel);
    }
  }

  discard(path: string): Promise<void> {
    return rm(path, { force: true });
  }

  install(): void {
    const current = process.platform === 'linux' ? process.env.APPIMAGE : undefined;
    // The running file is taken away before the new one is moved there: where that fails, ours comes back.
    const spare = current === undefined ? undefined : spareOf(current);
    let fault: unknown;
    const onError = (error: Error) => {
      fault ??= error;
    };
    this.#updater.once('error', onError);
    const installed = this.#updater.install(true, true);
    this.#updater.off('error', onError);
    if (current !== undefined && spare !== undefined) {
      if (installed) rmSync(spare, { force: true });
      else if (!existsSync(current)) renameSync(spare, current);
    }
    if (!installed) throw fault ?? new Error('electron-updater did not install');
    // As the shell ends always, once its agent has stopped.
    app.exit(0);
  }
}

function announces(headers: Readonly<Record<string, string[]>>, size: number): boolean {
  const value = (name: string) =>
    Object.entries(headers)
      .find(([key]) => key.toLowerCase() === name)?.[1]
      .join();
  return value('content-length') === String(size) && value('content-encoding') === undefined;
}

/** A second name for the file, or a copy where the disk knows no second names. */
function spareOf(path: string): string {
  const spare = `${path}.previous`;
  rmSync(spare, { force: true });
  try {
    linkSync(path, spare);
  } catch {
    copyFileSync(path, spare);
  }
  return spare;
}
