/**
 * Looks for new versions, believes what is signed, has it staged and installed at a moment of its own. Pure: network, disk,
 * time and the installer are given.
 */
import type { Logger } from 'pino';
import type { Timers } from '../../agent/link/timers.ts';
import type { PublicJwk } from '../../protocol/envelope.ts';
import { BytesDiffer } from './bytes.ts';
import { isExpired, judge, type Refusal, seenOf } from './judge.ts';
import { compareVersions, ManifestError, type ReleaseFile, verifyManifest } from './manifest.ts';
import type { UpdateMemory } from './memory.ts';
import { type Hindrance, hindrance, type Moment } from './policy.ts';

/** What stands against a new version, or against believing that there is none. */
export type Trouble =
  | Refusal
  /** Not signed by a key that this version trusts, or no manifest. */
  | 'unproved'
  /** A file that is not the one that was signed: as downloaded, or on disk since. */
  | 'damaged'
  /** It was installed, and is not what runs. */
  | 'not-installed';

export interface UpdateState {
  /** A newer version that is out; null: none that is known. */
  readonly version: string | null;
  readonly stage: 'none' | 'out' | 'downloading' | 'ready' | 'installing';
  /** Why what is ready cannot be installed now, where somebody asks for it. */
  readonly hindrance: Hindrance | null;
  /** What runs is older than the oldest version that is supported. */
  readonly unsupported: boolean;
  readonly trouble: Trouble | null;
}

export interface Release {
  readonly version: string;
  readonly file: ReleaseFile;
}

export interface UpdateInstaller {
  /** Brings the file to disk, where it is not there already, and returns its path. Rejects, too, with `signal`. */
  stage(release: Release, signal: AbortSignal): Promise<string>;
  /** Takes away what was staged there: it is brought anew. */
  discard(path: string): Promise<void>;
  /** Puts what was staged in the place of this application, and ends it. Throws where it could not. */
  install(): void;
}

export interface UpdateTimes {
  /** After the start. */
  readonly first: number;
  readonly interval: number;
  /** Added to both at random, so that a thousand pharmacies that open at nine do not ask at once. */
  readonly jitter: number;
  /** How long the manifest may take. */
  readonly answer: number;
  /** How long a download may take altogether. */
  readonly download: number;
  /** After the start, what was staged before is installed by itself if a moment comes within. */
  readonly afterStart: number;
  /** How often the moment is looked at. */
  readonly look: number;
}

export interface UpdateOptions {
  /** null: versions are told, never downloaded. */
  readonly installer: UpdateInstaller | null;
  readonly running: string;
  readonly target: string;
  readonly keys: readonly PublicJwk[];
  readonly memory: UpdateMemory;
  readonly fetchManifest: (signal: AbortSignal) => Promise<string>;
  readonly proveBytes: (path: string, file: ReleaseFile) => Promise<void>;
  readonly moment: () => Moment;
  /** Ends what must not be interrupted half-way. */
  readonly prepare: () => Promise<void>;
  /** After `prepare` it could not be installed: begins anew, as before. */
  readonly abandon: () => void;
  readonly times: UpdateTimes;
  readonly timers: Timers;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Logger;
  readonly onChange: (state: UpdateState) => void;
}

interface Staged {
  readonly jws: string;
  readonly release: Release;
  readonly path: string;
}

export class UpdateKeeper {
  readonly #options: UpdateOptions;
  readonly #stops: Array<() => void> = [];
  #state: UpdateState;
  #staged: Staged | null = null;
  /** Of what was staged at an earlier start, until the time for it is over. */
  #byItself = false;
  #working: Promise<void> | null = null;
  #abort = new AbortController();

  constructor(options: UpdateOptions) {
    this.#options = options;
    this.#state = {
      version: null,
      stage: 'none',
      hindrance: null,
      unsupported: this.#unsupported(),
      trouble: this.#outOfDate() ? 'expired' : null,
    };
  }

  get state(): UpdateState {
    return this.#state;
  }

  start(): void {
    const { times, timers, memory, running, installer } = this.#options;
    const { staged } = memory;
    const jitter = () => times.jitter * this.#options.random();
    this.#stops.push(
      timers.after(times.first + jitter(), () => {
        this.check();
        this.#stops.push(timers.every(times.interval + jitter(), () => this.check()));
      }),
      timers.every(times.look, () => this.#look()),
    );
    if (staged === null) return;
    if (compareVersions(staged.version, running) <= 0) {
      this.#options.log.info({ version: running }, 'this version was installed');
      this.#work('forgetting what was staged', () => memory.remember({ staged: null }));
    } else if (installer !== null) {
      if (staged.tried) this.#become({ trouble: 'not-installed' });
      this.#byItself = !staged.tried;
      this.#stops.push(
        timers.after(times.afterStart, () => {
          this.#byItself = false;
        }),
      );
      this.#work('what was staged', () => this.#take(staged.jws));
    }
  }

  /** Asks the server now, unless something is under way. */
  check(): void {
    this.#work('looking for a version', async () => {
      const { fetchManifest, times } = this.#options;
      const jws = await this.#within(times.answer, (signal) => fetchManifest(signal));
      await this.#take(jws);
    });
  }

  /** Somebody chose to install what is ready. */
  install(): void {
    if (this.#state.stage !== 'ready') return;
    // Somebody who chooses while the server is asked has chosen.
    if (this.#working !== null) void this.#working.then(() => this.install());
    else this.#work('installing', () => this.#install(true));
  }

  /** Ends looking, and a download that is under way; what is complete stays staged. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#abort.abort();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** One thing at a time; what goes wrong is logged and tried again with the next look. */
  #work(what: string, work: () => Promise<void>): void {
    if (this.#working !== null || this.#abort.signal.aborted) return;
    this.#working = work()
      .catch((error: unknown) => {
        this.#options.log.warn({ err: error }, `${what} failed`);
        if (error instanceof ManifestError) this.#become({ trouble: 'unproved' });
      })
      .finally(() => {
        this.#working = null;
        // The server was not asked, or did not answer: what it said last may have come to its end.
        if (this.#state.trouble === null && this.#outOfDate()) this.#become({ trouble: 'expired' });
      });
  }

  /** Acts upon a manifest, wherever it comes from. */
  async #take(jws: string): Promise<void> {
    const { keys, memory, running, target, wall, installer, log } = this.#options;
    const manifest = await verifyManifest(jws, keys);
    const verdict = judge(manifest, { running, target, seen: memory.seen, now: wall() });
    if (verdict.kind === 'refused') {
      log.warn({ refusal: verdict.refusal, version: manifest.version }, 'a manifest was refused');
      this.#become({ trouble: verdict.refusal });
      return;
    }
    // What lies ready of another version is passed over from here on; of the same one, the newest statement counts.
    const staged = memory.staged?.version === manifest.version ? { ...memory.staged, jws } : null;
    await memory.remember({ seen: seenOf(manifest), staged });
    this.#become({
      unsupported: this.#unsupported(),
      // Together: who hears that this version is not supported hears which one is.
      ...(verdict.kind === 'newer' && { version: manifest.version }),
      trouble: staged?.tried === true ? 'not-installed' : null,
    });
    if (verdict.kind === 'current') {
      this.#staged = null;
      this.#become({ version: null, stage: 'none' });
    } else if (installer === null || verdict.file === null) {
      log.info({ version: manifest.version, unsupported: this.#state.unsupported }, 'a version is out');
      this.#become({ version: manifest.version, stage: 'out' });
    } else if (this.#staged !== null && isSame(this.#staged.release, manifest.version, verdict.file)) {
      this.#staged = { ...this.#staged, jws };
    } else {
      await this.#stage(installer, { version: manifest.version, file: verdict.file }, jws);
    }
  }

  async #stage(installer: UpdateInstaller, release: Release, jws: string): Promise<void> {
    const { memory, times, log } = this.#options;
    const { version } = release;
    this.#staged = null;
    this.#become({ version, stage: 'downloading' });
    let path: string | null = null;
    try {
      path = await this.#within(times.download, (signal) => installer.stage(release, signal));
      await this.#options.proveBytes(path, release.file);
      const tried = memory.staged?.version === version && memory.staged.tried;
      await memory.remember({ staged: { jws, version, tried } });
      this.#staged = { jws, release, path };
      log.info({ version, path }, 'a version is staged');
      this.#become({ stage: 'ready' });
    } catch (error) {
      await this.#notThis(installer, path, error);
    }
  }

  /** What is staged is not to be installed. Throws `error` again. */
  async #notThis(installer: UpdateInstaller, path: string | null, error: unknown): Promise<never> {
    this.#staged = null;
    const damaged = isDamage(error);
    this.#become({ stage: 'out', ...(damaged && { trouble: 'damaged' }) });
    if (damaged) await this.#options.memory.remember({ staged: null });
    if (damaged && path !== null) await installer.discard(path);
    throw error;
  }

  #look(): void {
    if (this.#state.stage !== 'ready') return;
    const { moment } = this.#options;
    if (this.#byItself && hindrance(moment(), false) === null) this.#work('installing', () => this.#install(false));
    else this.#become({});
  }

  async #install(asked: boolean): Promise<void> {
    const { installer, memory, moment, prepare, abandon, log } = this.#options;
    const staged = this.#staged;
    if (staged === null || installer === null || hindrance(moment(), asked) !== null) return;
    this.#byItself = false;
    const { version } = staged.release;
    this.#become({ stage: 'installing' });
    try {
      await this.#proveAgain(staged);
    } catch (error) {
      return this.#notThis(installer, staged.path, error);
    }
    // That took a moment, in which a recall may have come.
    const late = hindrance(moment(), asked);
    if (late !== null) {
      this.#become({ stage: 'ready' });
      return;
    }
    await memory.remember({ staged: { jws: staged.jws, version, tried: true } });
    log.info({ version, asked }, 'installing');
    await prepare();
    try {
      // The last thing before: whoever may write there had time.
      await this.#proveAgain(staged);
      installer.install();
    } catch (error) {
      log.error({ err: error, version }, 'the version could not be installed');
      abandon();
    }
  }

  /** Signature, validity and bytes, as they are now. */
  async #proveAgain({ jws, release, path }: Staged): Promise<void> {
    const { keys, memory, running, target, wall, proveBytes } = this.#options;
    const manifest = await verifyManifest(jws, keys);
    const verdict = judge(manifest, { running, target, seen: memory.seen, now: wall() });
    if (verdict.kind === 'refused') this.#become({ trouble: verdict.refusal });
    if (verdict.kind !== 'newer') throw new Error(`what is staged is not to be installed (${JSON.stringify(verdict)})`);
    await proveBytes(path, release.file);
  }

  /** Gives work a signal, which comes after `ms` or with the end; then it is over, whether it listens or not. */
  async #within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const stop = this.#options.timers.after(ms, () => late.abort(new Error(`no end within ${ms} ms`)));
    const signal = AbortSignal.any([late.signal, this.#abort.signal]);
    const over = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([work(signal), over]);
    } finally {
      stop();
    }
  }

  #unsupported(): boolean {
    const { memory, running } = this.#options;
    return memory.seen !== null && compareVersions(running, memory.seen.minimum) < 0;
  }

  #outOfDate(): boolean {
    const { seen } = this.#options.memory;
    return seen !== null && isExpired(seen, seen, this.#options.wall());
  }

  #become(change: Partial<UpdateState>): void {
    const before = JSON.stringify(this.#state);
    const next = { ...this.#state, ...change };
    const late = next.stage === 'ready' ? hindrance(this.#options.moment(), true) : null;
    this.#state = { ...next, hindrance: late };
    if (JSON.stringify(this.#state) !== before) this.#options.onChange(this.#state);
  }
}

function isSame(release: Release, version: string, file: ReleaseFile): boolean {
  return release.version === version && release.file.sha512 === file.sha512;
}

/** By us, or by electron-updater while it downloads. */
function isDamage(error: unknown): boolean {
  return error instanceof BytesDiffer || (error as { code?: unknown } | null)?.code === 'ERR_CHECKSUM_MISMATCH';
}
