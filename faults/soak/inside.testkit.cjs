/**
 * Preloaded into a program (NODE_OPTIONS): told by SIGUSR2, it writes what it holds once the garbage is gone. Neither heap nor
 * timers of a process can be seen from outside.
 */
const { writeFileSync, renameSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const folder = process.env.FAULTS_SOAK;
if (isMainThread && folder !== undefined) {
  require('node:v8').setFlagsFromString('--expose-gc');
  const gc = require('node:vm').runInNewContext('gc');
  process.on('SIGUSR2', () => {
    gc();
    gc();
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { heapUsed, external } = process.memoryUsage();
    const path = `${folder}/${process.pid}`;
    writeFileSync(`${path}.part`, JSON.stringify({ heap: heapUsed + external, timers }));
    renameSync(`${path}.part`, path);
  });
}
