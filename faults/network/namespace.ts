/** A host of its own, as far as the network goes: a network namespace of Linux. Made by root with iproute2. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

/** Why hosts cannot be made here; null where they can. */
export function namespaceLack(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  const name = `vigilot-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('-n', name, 'tuntap', 'add', 'dev', 'try', 'mode', 'tun');
    ip(
      'netns',
      'exec',
      name,
      'tc',
      'qdisc',
      'add',
      'dev',
      'try',
      'root',
      'tbf',
      'rate',
      '64kbit',
      'burst',
      '8kb',
      'latency',
      '1s',
    );
    return null;
  } catch (error) {
    return `no network namespaces here (${(error as Error).message.trim().split('\n').at(-1)})`;
  } finally {
    try {
      ip('netns', 'del', name);
    } catch {
      // It was never made.
    }
  }
}

export class Namespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** With its loopback up; `resolver`: what its programs find as /etc/resolv.conf. */
  static make(name: string, resolver: string): Namespace {
    mkdirSync(`/etc/netns/${name}`, { recursive: true });
    writeFileSync(`/etc/netns/${name}/resolv.conf`, resolver);
    ip('netns', 'add', name);
    const made = new Namespace(name);
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

  /** The pace of an interface's sending, in bits a second; null: as fast as it can. */
  pace(device: string, bits: number | null): void {
    const qdisc = (...argv: string[]) =>
      execFileSync('ip', ['netns', 'exec', this.name, 'tc', 'qdisc', ...argv], { stdio: 'pipe' });
    if (bits === null) qdisc('replace', 'dev', device, 'root', 'pfifo');
    else qdisc('replace', 'dev', device, 'root', 'tbf', 'rate', `${bits}bit`, 'burst', '3000', 'latency', '2s');
  }

  remove(): void {
    ip('netns', 'del', this.name);
    rmSync(`/etc/netns/${this.name}`, { recursive: true, force: true });
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

function ip(...argv: readonly string[]): void {
  execFileSync('ip', argv, { stdio: 'pipe' });
}
