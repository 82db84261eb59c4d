/** Kill -9 of a portal while it publishes: whatever any workstation was sent is there afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openTestStore } from '../store/store.testkit.ts';
import { enrol } from './gateway.testkit.ts';

async function startPortal(
  dataDir: string,
  databaseUrl: string | undefined,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--liftoff-only', join(import.meta.dirname, 'crash.testkit.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CRASH_DATA_DIR: dataDir,
      ...(databaseUrl === undefined ? {} : { CRASH_DATABASE_URL: databaseUrl }),
    },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
  });
  const [url] = await once(createInterface(child.stdout ?? process.stdin), 'line');
  return { child, url: String(url) };
}

test('every entry that was broadcast is in the feed after each restart, and the feed goes on without a gap', async () => {
  const made = await openTestStore({ onDisk: true });
  onTestFinished(() => made.dispose());
  const workstation = await enrol(made.store);
  await made.store.close();
  for (let round = 0; round < 3; round += 1) {
    const { child, url } = await startPortal(made.dataDir, made.databaseUrl);
    const link = workstation.connect(url);
    const from = workstation.entries.length;
    await link.until(() => workstation.entries.length >= from + 10 + round);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await link.closed;
  }
  const store = await made.reopen();
  const stored = await store.feed.entries(0, 10_000);
  expect(stored.slice(0, workstation.entries.length).map((entry) => entry.jws)).toEqual(workstation.entries);
  expect(workstation.entries.length).toBeGreaterThan(30);
  const rows = await store.db.selectFrom('bulletin_revision').select('position').orderBy('position').execute();
  expect(rows.map((row) => row.position)).toEqual(stored.slice(1).map((entry) => entry.position));
}, 180_000);
