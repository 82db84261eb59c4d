/**
 * `npm run check`: the four proofs side by side, for the import rules keep one core busy as long as all the others together.
 * Each one's output stays whole; exits with 1 where any of them fails.
 */
import { spawn } from 'node:child_process';

const lanes = [['check:imports'], ['check:types', 'check:lint', 'check:dead']];

/** Resolves to whether the script passed, once what it said has been printed. */
function run(script) {
  return new Promise((resolve) => {
    // npm is a command file under Windows, which a shell alone can start; the names above are all that it is told.
    const child = spawn(`npm run --silent ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.stderr.on('data', (data) => said.push(data));
    child.on('close', (status) => {
      console.log(`\n${script}${status === 0 ? '' : `: FAILED (${status})`}`);
      process.stdout.write(Buffer.concat(said));
      resolve(status === 0);
    });
  });
}

const passed = await Promise.all(
  lanes.map(async (scripts) => {
    let all = true;
    for (const script of scripts) all = (await run(script)) && all;
    return all;
  }),
);
process.exitCode = passed.every(Boolean) ? 0 : 1;
