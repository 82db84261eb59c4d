/**
 * The Debian package of the headless agent: `npm run installer:deb`, after `npm run build`. It holds the release folder of
 * `build:service` below /opt/vigilot, a unit of systemd, and `vigilot` in PATH; written by dpkg-deb to installers/dist/,
 * with its bill of materials, provenance and hashes beside it.
 * The same tree and the same SOURCE_DATE_EPOCH (seconds; else that of the last commit) give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import manifest from '../../package.json' with { type: 'json' };
import { buildService } from '../service/build.ts';
import { accompany } from '../supply/release.ts';
import { sourceOf } from '../supply/source.ts';

const root = join(import.meta.dirname, '../..');
const { version } = manifest;

/** What the groups that the package makes may read; an administrator changes it, and an upgrade keeps the change. */
const CONFIG = { tillGroup: 'vigilot-till', deskGroup: 'vigilot-desk' };

export interface DebOptions {
  /** Of `buildService('linux')`. */
  readonly release: string;
  readonly version?: string;
  /** Where the package goes. */
  readonly folder: string;
  /** Seconds since the epoch. */
  readonly epoch: number;
}

/** Builds the package; returns its path. Throws with what dpkg-deb says. */
export function buildDeb({ release, version: packaged = version, folder, epoch }: DebOptions): string {
  const tree = join(folder, 'deb-tree');
  rmSync(tree, { recursive: true, force: true });
  const place = (path: string) => {
    const target = join(tree, path);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  cpSync(release, place('opt/vigilot'), { recursive: true });
  symlinkSync('/opt/vigilot/bin/vigilot', place('usr/bin/vigilot'));
  copyFileSync(
    join(root, 'installers/systemd/vigilot-agent.service'),
    place('lib/systemd/system/vigilot-agent.service'),
  );
  writeFileSync(place('etc/vigilot/agent-config.json'), `${JSON.stringify(CONFIG, null, 2)}\n`);
  const doc = 'usr/share/doc/vigilot';
  copyFileSync(join(import.meta.dirname, 'copyright'), place(`${doc}/copyright`));
  copyFileSync(join(root, 'installers/policies/policy.schema.json'), place(`${doc}/policy.schema.json`));
  writeFileSync(place(`${doc}/changelog.gz`), gzipSync(readFileSync(join(root, 'CHANGELOG.md')), { level: 9 }));

  const kilobytes = Math.ceil(sizeOf(tree) / 1024);
  writeFileSync(place('DEBIAN/control'), control(packaged, kilobytes));
  writeFileSync(place('DEBIAN/conffiles'), '/etc/vigilot/agent-config.json\n');
  for (const script of ['postinst', 'prerm', 'postrm']) {
    copyFileSync(join(import.meta.dirname, script), place(`DEBIAN/${script}`));
  }
  settle(tree, epoch);
  const deb = join(folder, `vigilot_${packaged}_amd64.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, deb], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(tree, { recursive: true });
  return deb;
}

function control(packaged: string, kilobytes: number): string {
  return `Package: vigilot
Version: ${packaged}
Architecture: amd64
Maintainer: Vigilot <noreply@vigilot.invalid>
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.28), libstdc++6, passwd
Section: misc
Priority: optional
Description: makes a recalled lot impossible to dispense
 The agent of a pharmacy's workstation: it receives the recalls of medicines
 that the portal broadcasts, and answers the till whether a pack may be
 dispensed. Without a screen, as a service of systemd.
`;
}

/** One owner's umask and clock are not another's. */
function settle(tree: string, epoch: number): void {
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) {
      lutimesSync(path, epoch, epoch);
      continue;
    }
    chmodSync(path, entry.isDirectory() || isProgram(path.slice(tree.length)) ? 0o755 : 0o644);
  }
  chmodSync(tree, 0o755);
  // After the files in them: writing changes a folder's time.
  for (const name of ['', ...readdirSync(tree, { recursive: true, encoding: 'utf8' })]) {
    lutimesSync(join(tree, name), epoch, epoch);
  }
}

const isProgram = (path: string) =>
  /^\/(opt\/vigilot\/(service\/node|bin\/vigilot)|DEBIAN\/(postinst|prerm|postrm))$/.test(path);

/** Bytes of the files in it. */
function sizeOf(tree: string): number {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + lstatSync(join(tree, name)).size,
    0,
  );
}

/** Seconds since the epoch: what the environment says, else when the last commit was made. */
export function sourceDateEpoch(): number {
  const given =
    process.env.SOURCE_DATE_EPOCH ??
    execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return Number(given);
}

if (process.argv[1] === import.meta.filename) {
  const release = await buildService('linux');
  const deb = buildDeb({ release, folder: join(root, 'installers/dist'), epoch: sourceDateEpoch() });
  await accompany({ root, source: sourceOf(root), tree: release, signed: false, artefact: deb });
  process.stdout.write(`${deb}\n`);
}
