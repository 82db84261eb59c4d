/** What only the bench needs: programs of Debian, npm's peers in a folder of their own, and the load client in C. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { removedAtExit } from './shared.ts';

const run = promisify(execFile);

/** Something that a part is measured with is not here and cannot be had: the part says so and goes on. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** Where Debian puts programs that are on nobody's PATH, besides PATH itself. */
async function placesOfPrograms(): Promise<string[]> {
  const servers = '/usr/lib/postgresql';
  const versions = existsSync(servers) ? (await readdir(servers)).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...versions.map((one) => join(servers, one, 'bin')),
  ];
}

async function find(program: string): Promise<string | null> {
  return (await placesOfPrograms()).map((place) => join(place, program)).find((path) => existsSync(path)) ?? null;
}

/** Path of a program; its Debian package is installed where it is missing and this is root. Throws NotHere. */
export async function programOf(name: string, debianPackage: string): Promise<string> {
  const there = await find(name);
  if (there !== null) return there;
  if (process.getuid?.() !== 0 || (await find('apt-get')) === null) {
    throw new NotHere(`${name} is not here: apt-get install ${debianPackage}`);
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { env: environment });
  try {
    await install().catch(async () => {
      await run('apt-get', ['update']);
      await install();
    });
  } catch (error) {
    throw new NotHere(`${debianPackage} cannot be installed: ${(error as Error).message.slice(0, 300)}`);
  }
  const found = await find(name);
  if (found === null) throw new NotHere(`${debianPackage} is installed and has no ${name}`);
  return found;
}

let peers: Promise<void> | null = null;

/** Installs bench/package.json into bench/node_modules, as its lock says, once. Throws NotHere. */
export async function npmPeers(): Promise<void> {
  peers ??= (async () => {
    if (existsSync(join(import.meta.dirname, 'node_modules/.package-lock.json'))) return;
    try {
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: import.meta.dirname });
    } catch (error) {
      throw new NotHere(`npm's peers cannot be installed: ${(error as Error).message.slice(0, 300)}`);
    }
  })();
  await peers;
}

const compiled = new Map<string, Promise<string>>();

/** Path of a program of bench/client, compiled once a run. Throws NotHere where there is no compiler. */
export function compiledClient(name: 'load' | 'links'): Promise<string> {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const made = (async () => {
    const compiler = await programOf('gcc', 'gcc');
    const folder = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-')));
    const to = join(folder, name);
    const secure = existsSync('/usr/include/openssl/ssl.h') ? ['-DTLS', '-lssl', '-lcrypto'] : [];
    await run(compiler, ['-O2', '-o', to, join(import.meta.dirname, 'client', `${name}.c`), ...secure]);
    return to;
  })();
  compiled.set(name, made);
  return made;
}
