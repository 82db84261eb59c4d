/**
 * The workstation's side of the feed: enrols, keeps one connection to the portal, and comes back whatever happens to it
 * (feed.md 3 to 7). It never decides what a check answers: it fills the register and tells the freshness.
 */
import type { Logger } from 'pino';
import type { OfficineStatement } from '../../protocol/enrolment.ts';
import { FeedError } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import type { Desk } from '../desk/desk.ts';
import { feedUrl, InsecureUrl } from './address.ts';
import { Backoff, lostLink, suspicion } from './backoff.ts';
import { EnrolmentError, enrol } from './enrol.ts';
import type { Freshness } from './freshness.ts';
import { type Enrolment, IdentityLocked, type IdentityStore } from './identity.ts';
import { type LinkProblem, problem, reasonOf } from './problem.ts';
import type { FeedRegister } from './register-port.ts';
import { Session, type SessionEnd } from './session.ts';
import { type Connect, connectSocket } from './socket.ts';
import type { LinkState, LinkStatus } from './status.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { Countersigned, OutboxPort } from './upward.ts';

export interface LinkSettings {
  /** null: no portal; what is on disk goes on counting. Of what is a function the answer may change: it is asked at each try. */
  readonly portalUrl: string | null;
  readonly enrolmentToken: string | null;
  readonly workstationName: () => string;
  /** On the way to the portal: `http://host:port`, or null for the direct way. */
  readonly proxy: () => string | null;
  /** No screen can show bulletins here. */
  readonly headless: () => boolean;
  readonly version: string;
}

export interface LinkOptions {
  readonly settings: LinkSettings;
  readonly identity: IdentityStore;
  readonly register: FeedRegister;
  readonly desk: Pick<Desk, 'alarm'> & { readonly outbox: OutboxPort };
  readonly freshness: Freshness;
  /** The portal has signed a journal head too; `jws` is its proof. */
  readonly onCountersigned: (head: Countersigned, jws: string) => void;
  /** The enrolment token is of no more use: it was taken, or the portal knows it no more. */
  readonly onTokenSpent?: () => void;
  /** A newer statement of the officine was proved and kept in the identity. */
  readonly onOfficine?: (officine: Enrolment['officine']) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly connect?: Connect;
  readonly timers?: Timers;
  readonly enrol?: typeof enrol;
}

const TICK_MS = 1_000;
/** A gap in the wall clock: the machine slept, and the socket is dead whatever it says of itself. */
const WAKE_GAP_MS = 10_000;
/** A connection that stood this long makes the next loss a first one. */
const STEADY_MS = 60_000;
/** And this long without an offence, the next offence. */
const TRUSTED_MS = 10 * 60_000;
const REFUSED_ENROLMENT_MS = 60 * 60_000;

export class Link {
  readonly #o: LinkOptions;
  readonly #timers: Timers;
  readonly #lost: Backoff;
  /** Of a portal that is there and has no room: what was waited while it was away does not count. */
  readonly #busy: Backoff;
  readonly #random: () => number;
  readonly #suspicion: Backoff;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  readonly #undo: Array<() => void> = [];
  #started = false;
  /** Of two attempts only the newer may act: whatever the older still brings is too late. */
  #generation = 0;
  #session: Session | null = null;
  /** Of the session before: nothing of it touches the register once this has resolved. */
  #idle: Promise<void> = Promise.resolve();
  #attempting: Promise<void> = Promise.resolve();
  #cancelWait: () => void = () => undefined;
  /** The wait must not be cut short by a wake. */
  #patient = false;
  #connectedAt: number | null = null;
  #lastWall: number;
  #diskAlarm = false;
  #lockedAlarm = false;
  #differsAlarm = false;
  #isForked = false;
  #state: LinkState = 'disabled';
  #since: number;
  #nextAttempt: number | null = null;
  #problem: LinkProblem | null = null;

  constructor(options: LinkOptions) {
    const { random = Math.random, timers = systemTimers, clock } = options;
    this.#o = options;
    this.#timers = timers;
    this.#random = random;
    this.#lost = new Backoff(lostLink, random);
    this.#busy = new Backoff(lostLink, random);
    this.#suspicion = new Backoff(suspicion, random);
    this.#lastWall = clock.wall();
    this.#since = this.#lastWall;
  }

  /** Begins. Once. */
  start(): void {
    if (this.#started) throw new Error('this link was started before');
    this.#started = true;
    const { settings, identity, register, desk, freshness } = this.#o;
    const { enrolment, damaged } = identity;
    this.#isForked = enrolment?.forked !== undefined;
    freshness.setUnsynced('forked', this.#isForked);
    freshness.setUnsynced('revoked', enrolment?.revoked !== undefined);
    if (damaged !== null) {
      desk.alarm({ code: 'identity-damaged', detail: { setAside: damaged.setAside } });
      this.#show('identity-damaged', problem('agent.link.identity-damaged', { file: damaged.setAside }));
      return;
    }
    if (settings.portalUrl === null) return;
    this.#undo.push(
      this.#timers.every(TICK_MS, () => this.#tick()),
      register.onFault((fault) => this.#registerFault(fault)),
    );
    this.#attempt();
  }

  /** Closes the connection in order; nothing of the link touches the register or the desk once it resolves. */
  async close(): Promise<void> {
    this.#generation += 1;
    this.#stopping.abort();
    for (const undo of this.#undo.splice(0)) undo();
    this.#cancelWait();
    this.#session?.close();
    this.#dropSession();
    await this.#attempting;
    await this.#idle;
    this.#listeners.clear();
  }

  status(): LinkStatus {
    const iso = (ms: number) => new Date(ms).toISOString();
    const skew = this.#o.freshness.skew();
    return {
      state: this.#state,
      since: iso(this.#since),
      portal: this.#o.settings.portalUrl,
      nextAttempt: this.#nextAttempt === null ? null : iso(this.#nextAttempt),
      problem: this.#problem,
      skewSeconds: skew === null ? null : Math.round(skew / 1000),
    };
  }

  /** Calls `listener` when the state changes; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The network or the machine is back, or the outbox was put back from a backup: whatever the connection says of itself, it
   * is dropped and made anew at once (feed.md 7). A wait that follows an offence of the portal, or a refusal, goes on.
   */
  wake(): void {
    if (!this.#started || this.#stopping.signal.aborted) return;
    if (this.#session !== null) this.#reconnect();
    else if (this.#nextAttempt !== null && !this.#patient) this.#attempt();
  }

  #reconnect(): void {
    this.#session?.abandon();
    this.#dropSession();
    this.#attempt();
  }

  #tick(): void {
    const wall = this.#o.clock.wall();
    const gap = wall - this.#lastWall;
    this.#lastWall = wall;
    if (gap > WAKE_GAP_MS) this.wake();
    else this.#session?.tick();
  }

  #attempt(): void {
    this.#cancelWait();
    this.#patient = false;
    this.#generation += 1;
    const generation = this.#generation;
    this.#attempting = this.#attempting
      .then(() => (this.#isCurrent(generation) ? this.#try(generation) : undefined))
      .catch((error: unknown) => {
        this.#o.log.error({ err: error }, 'the link cannot be made');
        if (!this.#isCurrent(generation)) return;
        if (error instanceof IdentityLocked) this.#identityLocked(error);
        else if (error instanceof FeedError) this.#identityDiffers();
        else this.#wait('waiting', this.#lost, failed(error));
      });
  }

  #isCurrent(generation: number): boolean {
    return generation === this.#generation && !this.#stopping.signal.aborted;
  }

  async #try(generation: number): Promise<void> {
    const { identity, settings } = this.#o;
    if (settings.portalUrl === null) return;
    if (identity.enrolment?.revoked !== undefined) {
      this.#showRevoked(identity.enrolment.revoked);
      return;
    }
    if (identity.enrolment === null && !(await this.#enrol(generation, settings.portalUrl))) return;
    if (identity.enrolment !== null) await this.#connect(generation, settings.portalUrl, identity.enrolment);
  }

  /** First contact; whether it is done. */
  async #enrol(generation: number, portalUrl: string): Promise<boolean> {
    const { identity, settings, log } = this.#o;
    const token = settings.enrolmentToken;
    if (token === null) {
      this.#show('enrolment-refused', problem('agent.link.token-missing'));
      return false;
    }
    this.#show('enrolling');
    try {
      const request = this.#o.enrol ?? enrol;
      const signer = await identity.signer();
      const { signal } = this.#stopping;
      const enrolment = await request({
        portalUrl,
        proxy: settings.proxy(),
        token,
        name: settings.workstationName(),
        signer,
        signal,
      });
      await identity.enrolled(enrolment);
      log.info({ workstation: enrolment.workstation.id, officine: enrolment.officine.id }, 'enrolled');
      this.#o.onTokenSpent?.();
      this.#lost.reset();
      return this.#isCurrent(generation);
    } catch (error) {
      if (this.#isCurrent(generation)) this.#enrolmentFailed(error);
      return false;
    }
  }

  #enrolmentFailed(error: unknown): void {
    this.#o.log.warn({ err: error }, 'enrolment failed');
    if (error instanceof IdentityLocked) this.#identityLocked(error);
    else if (!(error instanceof EnrolmentError)) this.#wait('waiting', this.#lost, failed(error));
    else if (error.kind === 'transient') this.#wait('waiting', this.#lost, error.problem);
    else if (error.kind === 'clock') this.#wait('clock', this.#lost, error.problem);
    else {
      if (error.problem.key === 'agent.link.token-refused') this.#o.onTokenSpent?.();
      if (error.kind === 'hostile') {
        this.#o.desk.alarm({ code: 'enrolment-root-differs', detail: { portal: this.#o.settings.portalUrl } });
      }
      this.#patient = true;
      this.#waitFor('enrolment-refused', REFUSED_ENROLMENT_MS, error.problem);
    }
  }

  /** What enrolment pinned is not what the register follows: one of the two files is another's, and neither is believed. */
  #identityDiffers(): void {
    if (!this.#differsAlarm) this.#o.desk.alarm({ code: 'identity-differs', detail: {} });
    this.#differsAlarm = true;
    this.#wait('waiting', this.#lost, problem('agent.link.identity-differs'));
  }

  /** Tried again: a keyring may be opened later. */
  #identityLocked({ by, said }: IdentityLocked): void {
    if (!this.#lockedAlarm) this.#o.desk.alarm({ code: 'identity-locked', detail: { by, said } });
    this.#lockedAlarm = true;
    const why =
      said === null ? problem('agent.link.key-elsewhere', { by }) : problem('agent.link.key-locked', { by, said });
    this.#wait('identity-locked', this.#lost, why);
  }

  async #connect(generation: number, portalUrl: string, enrolment: Enrolment): Promise<void> {
    const { identity, register, desk, freshness, settings, clock, log, onCountersigned } = this.#o;
    this.#show('connecting');
    let url: URL;
    try {
      url = feedUrl(portalUrl);
    } catch (error) {
      if (!(error instanceof InsecureUrl)) throw error;
      this.#show('refused', problem('agent.link.insecure', { url: portalUrl }));
      return;
    }
    const signer = await identity.signer();
    await register.begin(enrolment.feed, enrolment.root);
    if (!this.#isCurrent(generation)) return;
    const mine = <A extends unknown[]>(work: (...args: A) => void) => {
      return (...args: A) => {
        if (this.#isCurrent(generation)) work(...args);
      };
    };
    this.#session = new Session({
      url,
      connect: this.#o.connect ?? connectSocket,
      proxy: settings.proxy(),
      signer,
      enrolment,
      forked: this.#isForked,
      register,
      outbox: desk.outbox,
      freshness,
      clock,
      timers: this.#timers,
      log,
      version: settings.version,
      headless: settings.headless(),
      after: this.#idle,
      onState: mine((state) => this.#connected(state)),
      onTip: mine(() => this.#tipped()),
      onOfficine: mine((statement) => this.#officine(statement)),
      onForked: mine((detail) => this.#forked(detail)),
      onEpoch: mine(() => this.#epoch()),
      onCountersigned,
      onEnd: mine((end) => this.#ended(end)),
    });
  }

  #dropSession(): void {
    const before = this.#idle;
    if (this.#session !== null) this.#idle = Promise.all([before, this.#session.idle]).then(() => undefined);
    this.#session = null;
    this.#connectedAt = null;
  }

  #connected(state: 'connected' | 'recovering'): void {
    this.#connectedAt ??= this.#o.clock.monotonic();
    this.#show(state);
  }

  #tipped(): void {
    const { freshness, register } = this.#o;
    this.#diskAlarm = false;
    if (register.synced) freshness.setUnsynced('rebuilding', false);
  }

  #ended(end: SessionEnd): void {
    const stood = this.#connectedAt === null ? 0 : this.#o.clock.monotonic() - this.#connectedAt;
    this.#dropSession();
    if (stood >= STEADY_MS) {
      this.#lost.reset();
      this.#busy.reset();
    }
    if (stood >= TRUSTED_MS) this.#suspicion.reset();
    this.#o.log.info({ end: end.kind, ...('problem' in end && { problem: end.problem }) }, 'link ended');
    switch (end.kind) {
      case 'lost':
        this.#wait('waiting', this.#lost, end.problem, end.retryAfterMs);
        break;
      case 'refused':
        this.#wait('refused', this.#lost, end.problem, end.retryAfterMs);
        break;
      case 'clock':
        this.#wait('clock', this.#lost, problem('agent.link.clock'));
        break;
      case 'disk':
        this.#diskFailed('entries cannot be written');
        this.#wait('waiting', this.#lost, problem('agent.link.disk'));
        break;
      case 'epoch':
        this.#attempt();
        break;
      case 'forked':
        this.#waitPatiently('forked', problem('agent.link.forked'));
        break;
      case 'bad':
        this.#o.desk.alarm({ code: end.code, detail: end.detail });
        this.#waitPatiently('waiting', problem('agent.link.bad', { code: end.code }));
        break;
      case 'revoked':
        this.#revoked(end);
    }
  }

  #forked(detail: string): void {
    const { freshness, desk, register, clock } = this.#o;
    freshness.setUnsynced('forked', true);
    if (this.#isForked) return;
    this.#isForked = true;
    const { position, hash } = register.head;
    desk.alarm({ code: 'feed-fork', detail: { position, hash, cause: detail } });
    this.#keep({ forked: { at: new Date(clock.wall()).toISOString() } });
    this.#show('forked', problem('agent.link.forked'));
  }

  /** The root has said which branch stands. */
  #epoch(): void {
    this.#o.freshness.setUnsynced('forked', false);
    if (!this.#isForked) return;
    this.#isForked = false;
    this.#keep({ forked: undefined });
    this.#show('connected');
  }

  #revoked({ at, reason }: { readonly at: string; readonly reason: string }): void {
    const { freshness, desk } = this.#o;
    freshness.setUnsynced('revoked', true);
    desk.alarm({ code: 'workstation-revoked', detail: { at, reason } });
    this.#keep({ revoked: { at, reason } });
    this.#showRevoked({ at, reason });
  }

  #showRevoked({ at, reason }: { readonly at: string; readonly reason: string }): void {
    this.#show('revoked', problem('agent.link.revoked', { at, reason }));
  }

  #officine({ version, name, territory }: OfficineStatement): void {
    const officine = this.#o.identity.enrolment?.officine;
    if (officine === undefined || version <= officine.version) return;
    const next = { ...officine, name, territory, version };
    this.#keep({ officine: next }, () => this.#o.onOfficine?.(next));
  }

  /** Writes part of the identity, one change after the other; a disk that fails is said, and the change counts until restart. */
  #keep(change: Parameters<IdentityStore['update']>[0], then: () => void = () => undefined): void {
    this.#idle = this.#idle
      .then(() => this.#o.identity.update(change))
      .then(then)
      .catch((error: unknown) => {
        this.#o.log.error({ err: error, change: Object.keys(change) }, 'the identity cannot be written');
      });
  }

  #registerFault({ code, detail }: { readonly code: 'rebuilt' | 'disk'; readonly detail: string }): void {
    if (code === 'disk') {
      this.#diskFailed(detail);
      return;
    }
    const { desk, freshness } = this.#o;
    freshness.setUnsynced('rebuilding', true);
    desk.alarm({ code: 'register-rebuilt', detail: { cause: detail } });
    // From position 0: the portal streams the whole feed again.
    if (this.#session !== null) this.#reconnect();
  }

  #diskFailed(detail: string): void {
    if (this.#diskAlarm) return;
    this.#diskAlarm = true;
    this.#o.desk.alarm({ code: 'register-disk', detail: { cause: detail } });
  }

  #waitPatiently(state: LinkState, why: LinkProblem): void {
    this.#patient = true;
    this.#waitFor(state, this.#suspicion.next(), why);
  }

  /**
   * Until the moment that the portal names, which is nobody else’s, and a little later by chance; a portal that goes on refusing
   * is not believed for ever.
   */
  #wait(state: LinkState, backoff: Backoff, why: LinkProblem, retryAfterMs?: number): void {
    const ms =
      retryAfterMs === undefined
        ? backoff.next()
        : Math.max(this.#busy.next(), retryAfterMs + this.#random() * lostLink.baseMs);
    this.#waitFor(state, ms, why);
  }

  #waitFor(state: LinkState, ms: number, why: LinkProblem): void {
    this.#cancelWait();
    this.#cancelWait = this.#timers.after(ms, () => this.#attempt());
    this.#show(state, why, this.#o.clock.wall() + ms);
  }

  #show(state: LinkState, why: LinkProblem | null = null, nextAttempt: number | null = null): void {
    const forked = this.#isForked && state !== 'revoked';
    const shown = forked ? 'forked' : state;
    if (shown !== this.#state) this.#since = this.#o.clock.wall();
    const changed = shown !== this.#state || nextAttempt !== this.#nextAttempt || why?.key !== this.#problem?.key;
    this.#state = shown;
    this.#problem = why ?? (forked ? problem('agent.link.forked') : null);
    this.#nextAttempt = nextAttempt;
    if (!changed) return;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#o.log.error({ err: error }, 'a listener of the link failed');
      }
    }
  }
}

function failed(error: unknown): LinkProblem {
  return problem('agent.link.failed', { cause: reasonOf(error) });
}
