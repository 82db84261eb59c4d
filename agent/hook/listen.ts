/**
 * Binding the hook: 127.0.0.1 as a literal (a name can resolve to anything), the first free one of a few ports. A port can be
 * held by another program (EADDRINUSE), or reserved by Windows for Hyper-V and WinNAT (EACCES), which change at every boot.
 */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

export const LOOPBACK = '127.0.0.1';
export const DEFAULT_PORT = 17_013;
/** Tried in this order when no port was set; all below 49152, where reserved ranges usually begin, and apart from each other. */
export const DEFAULT_PORTS: readonly number[] = [DEFAULT_PORT, 17_113, 21_013, 27_013, 37_013];

/** A port that could not be had, and why. */
export interface PortRefusal {
  readonly port: number;
  readonly code: 'EADDRINUSE' | 'EACCES';
  /** For people and logs. */
  readonly text: string;
}

function refusalOf(port: number, error: unknown): PortRefusal | null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return { port, code, text: `port ${port} is held by another program: it could pose as the agent` };
  }
  if (code === 'EACCES') {
    const text =
      port < 1024
        ? `port ${port} is reserved by the system for privileged programs (EACCES)`
        : `port ${port} is refused by the system (EACCES): on Windows it lies in a reserved range, see "netsh int ipv4 show excludedportrange protocol=tcp"`;
    return { port, code, text };
  }
  return null;
}

/** No port could be had. `refusals` says why, one by one. */
export class HookPortError extends Error {
  readonly refusals: readonly PortRefusal[];

  constructor(refusals: readonly PortRefusal[]) {
    super(`the hook has no port: ${refusals.map(({ text }) => text).join('; ')}`);
    this.name = 'HookPortError';
    this.refusals = refusals;
  }
}

/** Another agent serves this machine on that port. */
export class AgentElsewhere extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`another agent answers on port ${port}`);
    this.name = 'AgentElsewhere';
    this.port = port;
  }
}

/** Binds `server`; the seam through which tests play a system that refuses. Resolves with the port bound. */
export type Bind = (port: number) => Promise<number>;

/** Binds a fastify server on the loopback literal. */
export const bindLoopback =
  (app: FastifyInstance): Bind =>
  async (port) => {
    await app.listen({ host: LOOPBACK, port, exclusive: true, listenTextResolver: (url) => `hook at ${url}` });
    const address = app.server.address();
    if (address === null || typeof address === 'string') throw new Error('the hook has no TCP address');
    return address.port;
  };

export interface ListenOptions {
  readonly log: Logger;
  readonly onRefused: (refusal: PortRefusal) => void;
  /** Whether an agent answers on a port that is held; the next is tried all the same unless it is asked. */
  readonly anotherAgent?: (port: number) => Promise<boolean>;
}

/**
 * Binds the first of `ports` (0: any) that can be had. Each refusal is logged and told. Throws `HookPortError`, and
 * `AgentElsewhere` where `anotherAgent` says so of one.
 */
export async function listen(
  bind: Bind,
  ports: readonly number[],
  { log, onRefused, anotherAgent }: ListenOptions,
): Promise<number> {
  const refusals: PortRefusal[] = [];
  for (const port of ports) {
    try {
      return await bind(port);
    } catch (error) {
      const refusal = refusalOf(port, error);
      if (refusal === null) throw error;
      if (refusal.code === 'EADDRINUSE' && (await anotherAgent?.(port))) throw new AgentElsewhere(port);
      refusals.push(refusal);
      log.warn({ port, code: refusal.code }, refusal.text);
      onRefused(refusal);
    }
  }
  throw new HookPortError(refusals);
}
