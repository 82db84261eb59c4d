/**
 * Two hosts and what is between them: workstations in one network namespace, in another the TLS front of a portal and a proxy,
 * and two ways from the one to the other: a cable (veth), and a wire whose packets are in our hand (tun). Which of them is taken
 * is what the resolver beside the agents answers. The portal itself stays with us: nobody tears at the cable between the two of us.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joined } from '../../agent/link/joined.testkit.ts';
import { testAuthority } from '../../agent/link/tls.testkit.ts';
import type { Conduct, Seen } from './far.ts';
import { address, cable, Namespace } from './namespace.ts';
import type { Names } from './near.ts';
import { Wire } from './wire.ts';

export const CABLE = 'cable';
/** Where the front is found by either way. */
const front = { cable: '10.77.1.2', wire: '10.77.2.2' } as const;
export type Way = keyof typeof front;

const RESOLVER = 'nameserver 127.0.0.1\noptions timeout:1 attempts:2\n';
const well: Conduct = { front: 'portal', proxy: 'tunnel', cutAfterMs: null, drop: false };

export class Hosts {
  readonly folder: string;
  readonly near: Namespace;
  readonly far: Namespace;
  readonly wire: Wire;
  readonly #beside: ChildProcess;
  readonly #before: ChildProcess;
  readonly #doors: readonly Server[];
  #conduct = well;

  private constructor(
    folder: string,
    { near, far }: { near: Namespace; far: Namespace },
    wire: Wire,
    { beside, before }: { beside: ChildProcess; before: ChildProcess },
    doors: readonly Server[],
  ) {
    this.folder = folder;
    this.near = near;
    this.far = far;
    this.wire = wire;
    this.#beside = beside;
    this.#before = before;
    this.#doors = doors;
  }

  /** `wire`: the compiled program; `portal`: its port here; `hooks`: ports of the agents to come, answered here as well. */
  static async lay(wire: string, portal: () => number, hooks: readonly number[]): Promise<Hosts> {
    const folder = mkdtempSync(join(tmpdir(), 'vigilot-net-'));
    writeFileSync(join(folder, 'ca.pem'), testAuthority);
    somebodyElse(join(folder, 'strange.pem'));
    const near = Namespace.make('near', RESOLVER);
    const far = Namespace.make('far', RESOLVER);
    cable(CABLE, [near, '10.77.1.1/24'], [far, '10.77.1.2/24']);
    const laid = await Wire.lay(wire, near.name, far.name, join(folder, 'wire'));
    address(near, 'wire', '10.77.2.1/24');
    address(far, 'wire', '10.77.2.2/24');
    mkdirSync(join(folder, 'hooks'));
    const doors = [await door(join(folder, 'portal'), () => connect(portal(), '127.0.0.1'))];
    for (const port of hooks) doors.push(await door(port, () => connect(join(folder, 'hooks', String(port)))));
    const before = await helper(far, 'far.ts', folder, join(folder, 'portal'));
    const beside = await helper(near, 'near.ts', join(folder, 'hooks'), ...hooks.map(String));
    const hosts = new Hosts(folder, { near, far }, laid, { beside, before }, doors);
    await hosts.names({ address: front.cable });
    return hosts;
  }

  /** For an agent that finds its portal there. */
  get environment(): Readonly<Record<string, string>> {
    return { VIGILOT_PORTAL_URL: 'https://portail.test', NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.pem') };
  }

  /** Of the proxy before the front: any name leads there. */
  readonly proxy = 'http://relais.test:3128';

  /** What the resolver answers from now on. */
  async names(names: Names): Promise<void> {
    await told(this.#beside, names);
  }

  /** The next connections take that way; those that stand are reset. */
  async by(way: Way): Promise<void> {
    await this.names({ address: front[way] });
    await this.conduct({ drop: true });
  }

  /** How front and proxy behave from now on, where it is not as before; what they have seen so far. */
  async conduct(change: Partial<Conduct>): Promise<Seen> {
    this.#conduct = { ...this.#conduct, drop: false, ...change };
    return (await told(this.#before, this.#conduct)) as Seen;
  }

  /** Everything is as it should be again. */
  async heal(): Promise<void> {
    for (const host of [this.near, this.far]) {
      host.ip('link', 'set', CABLE, 'up');
      host.pace(CABLE, null);
    }
    this.wire.set();
    await this.names({ address: front.cable });
    await this.conduct(well);
  }

  async remove(): Promise<void> {
    for (const child of [this.#beside, this.#before]) {
      if (!child.connected) continue;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
    for (const each of this.#doors) each.close();
    await this.wire.close();
    this.near.remove();
    this.far.remove();
    rmSync(this.folder, { recursive: true });
  }
}

/** Whoever comes is led on. */
async function door(at: number | string, on: () => ReturnType<typeof connect>): Promise<Server> {
  const server = createServer((socket) => joined(socket, on()));
  if (typeof at === 'number') server.listen(at, '127.0.0.1');
  else server.listen(at);
  await once(server, 'listening');
  return server;
}

async function helper(host: Namespace, file: string, ...argv: readonly string[]): Promise<ChildProcess> {
  const [first = '', ...rest] = [...host.through, process.execPath, join(import.meta.dirname, file), ...argv];
  const child = spawn(first, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}`);
    }),
  ]);
  return child;
}

async function told(child: ChildProcess, message: object | string): Promise<unknown> {
  const answered = once(child, 'message');
  child.send(message);
  return (await answered)[0];
}

/** Key and certificate that nobody vouches for. */
function somebodyElse(path: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'],
      ...['-subj', '/CN=wifi.test', '-keyout', path, '-out', `${path}.crt`],
    ],
    { stdio: 'pipe' },
  );
  writeFileSync(path, Buffer.concat([readFileSync(path), readFileSync(`${path}.crt`)]));
}
