/** A host of its own, as far as the network goes: a network namespace of Linux. Made by root with iproute2. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why hosts cannot be made here; null where they can. */
export function namespaceLack(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  let tried: Namespace | null = null;
  try {
    tried = Namespace.make('try', '');
    tried.ip('tuntap', 'add', 'dev', 'try', 'mode', 'tun');
    tried.pace('try', { bits: 64_000, waitMs: 1_000 });
    return null;
  } catch (error) {
    return `no network namespaces here (${(error as Error).message.trim().split('\n').at(-1)})`;
  } finally {
    tried?.remove();
  }
}

/** What `ip netns` knows is a file here; the settings that its programs find are in the other. */
const [NAMED, SETTINGS] = ['/run/netns', '/etc/netns'] as const;

/** Those of runs that were killed: whoever made one wrote its process into the name. */
export function removeLeftBehind(): void {
  const names = [NAMED, SETTINGS].filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  for (const name of new Set(names)) {
    const maker = /^vigilot-\w+-(\d+)$/.exec(name)?.[1];
    if (maker !== undefined && !alive(Number(maker))) remove(name);
  }
}

export class Namespace {
  readonly name: string;
  readonly #atExit = () => remove(this.name);

  private constructor(name: string) {
    this.name = name;
  }

  /** With its loopback up; `resolver`: what its programs find as /etc/resolv.conf. It goes with this process at the latest. */
  static make(short: string, resolver: string): Namespace {
    const name = `vigilot-${short}-${process.pid}`;
    const made = new Namespace(name);
    process.on('exit', made.#atExit);
    mkdirSync(join(SETTINGS, name), { recursive: true });
    writeFileSync(join(SETTINGS, name, 'resolv.conf'), resolver);
    ip('netns', 'add', name);
    made.ip('link', 'set', 'lo', 'up');
    return made;
  }

  /** What starts a program here. */
  get through(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** `ip` in here. Throws what it says. */
  ip(...argv: readonly string[]): void {
    ip('-n', this.name, ...argv);
  }

  /** The pace of an interface's sending, in bits a second, and how long a packet may have to wait for its turn; null: as fast as it can. */
  pace(device: string, line: { readonly bits: number; readonly waitMs: number } | null): void {
    const qdisc = (...argv: string[]) =>
      execFileSync('ip', ['netns', 'exec', this.name, 'tc', 'qdisc', ...argv], { stdio: 'pipe' });
    if (line === null) qdisc('replace', 'dev', device, 'root', 'pfifo');
    else {
      const tbf = ['tbf', 'rate', `${line.bits}bit`, 'burst', '3000', 'latency', `${Math.round(line.waitMs)}ms`];
      qdisc('replace', 'dev', device, 'root', ...tbf);
    }
  }

  /** With the programs that are still in it. */
  remove(): void {
    process.off('exit', this.#atExit);
    remove(this.name);
  }
}

/** Two interfaces that are the ends of one cable, each with its address. */
export function cable(device: string, ...ends: ReadonlyArray<readonly [Namespace, string]>): void {
  const [[one, oneAddress], [other, otherAddress]] = ends as [[Namespace, string], [Namespace, string]];
  one.ip('link', 'add', device, 'type', 'veth', 'peer', 'name', device, 'netns', other.name);
  address(one, device, oneAddress);
  address(other, device, otherAddress);
}

/** Gives an interface its address, with its network's size, and puts it up. */
export function address(host: Namespace, device: string, cidr: string): void {
  host.ip('address', 'add', cidr, 'dev', device);
  host.ip('link', 'set', device, 'up');
}

function ip(...argv: readonly string[]): string {
  return execFileSync('ip', argv, { stdio: 'pipe', encoding: 'utf8' });
}

function remove(name: string): void {
  rmSync(join(SETTINGS, name), { recursive: true, force: true });
  if (!existsSync(join(NAMED, name))) return;
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
    if (alive(Number(pid))) process.kill(Number(pid), 'SIGKILL');
  }
  ip('netns', 'del', name);
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
