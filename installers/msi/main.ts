// `npm run installer [-- --edition headless] [--sign]`: the MSI, in installers/dist/msi/. Needs wixl, msitools and mingw-w64.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { iconIco } from '../../main/package/icons.ts';
import manifest from '../../package.json' with { type: 'json' };
import { buildMsi } from './build.ts';
import { filesBelow } from './files.ts';
import { makeImage } from './image.ts';
import { certificateOf, signVariables } from './sign.ts';

const root = join(import.meta.dirname, '../..');
const { edition, sign } = parseArgs({
  options: { edition: { type: 'string', default: 'full' }, sign: { type: 'boolean', default: false } },
}).values;

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The commit; with what is not committed, so that two different packages never pass for the same. */
function source(): string {
  const changes = git('status', '--porcelain') === '' ? '' : git('diff', 'HEAD', '--binary');
  const head = git('rev-parse', 'HEAD');
  return changes === '' ? head : `${head}+${createHash('sha256').update(changes).digest('hex')}`;
}

async function installer(): Promise<void> {
  if (edition !== 'full' && edition !== 'headless') throw new Error(`--edition ${edition}: expected full or headless`);
  const certificate = sign ? certificateOf(process.env) : null;
  const work = await mkdtemp(join(tmpdir(), 'vigilot-installer-'));
  try {
    const image = join(work, 'image');
    await makeImage({ edition, into: image });
    const icon = join(work, 'vigilot.ico');
    await writeFile(icon, iconIco());
    const msi = await buildMsi({
      edition,
      version: manifest.version,
      commit: source(),
      time: Number(git('show', '-s', '--format=%ct', 'HEAD')) * 1000,
      image,
      icon,
      out: join(root, 'installers/dist/msi'),
      certificate,
    });
    // Of each file that it installs, before it is signed, and of the MSI itself: for whoever lists what is shipped.
    for (const path of await filesBelow(image)) console.log(`${await sha256(join(image, path))}  ${path}`);
    console.log(`${await sha256(msi)}  ${msi.slice(root.length + 1)}`);
    if (certificate === null) console.log('Not signed. To sign: --sign, with');
    for (const [name, text] of certificate === null ? Object.entries(signVariables) : [])
      console.log(`  ${name}: ${text}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

try {
  await installer();
} catch (error) {
  console.error(`vigilot: no installer was made: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
