// `npm run desktop`: the desktop application from source. Builds what it is made of, fetches Electron where it is not here yet.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

for (const args of [['cli/setup.mjs'], ['node_modules/vite/bin/vite.js', 'build', 'main', '--logLevel', 'warn']]) {
  const status = run(process.execPath, args);
  if (status !== 0) process.exit(status);
}

let program;
try {
  // Its own package fetches what is missing, and throws where it cannot.
  program = require('electron');
} catch (error) {
  process.stderr.write(
    `vigilot: Electron could not be fetched (${error.message}).\n` +
      'Try again with a network that reaches github.com, or name the folder of one in ELECTRON_OVERRIDE_DIST_PATH.\n' +
      'The same agent runs without it: npm run vigilot -- agent, then npm run vigilot -- desk.\n',
  );
  process.exit(1);
}
process.exit(run(program, [root, ...process.argv.slice(2)]));
