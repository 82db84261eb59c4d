/** `vigilot till` as a command: at a running agent, and judging software that somebody drives by hand or by program. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startTestHook } from '../agent/hook/hook.testkit.ts';
import { Till } from '../fixtures/till.ts';
import { bundledMain } from './bundle.testkit.ts';
import { vigilot } from './cli.testkit.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-till-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('a scan at the keyboard is answered and sold; --json is one line a sale', async () => {
  const agent = await startTestHook();
  onTestFinished(() => agent.close());
  const typed = { input: '3400930000014\t' };
  const words = await vigilot(['till', '--data-dir', agent.dataDir], typed);
  expect(words).toMatchObject({ status: 0, err: '' });
  expect(words.out).toContain('→ vendue');
  const { out } = await vigilot(['till', '--data-dir', agent.dataDir, '--operator', 'AB', '--json'], typed);
  expect(JSON.parse(out)).toMatchObject({ verdict: 'allow', outcome: 'dispensed' });
});

test('without an agent: verify, and a status only where outcomes were lost', async () => {
  const { out, status } = await vigilot(['till', '--data-dir', folder()], { input: '3400930000014\rr\r' });
  expect(out).toContain('? VÉRIFIER');
  expect(status).toBe(0);
});

test('a case that there is not is refused with those there are', async () => {
  const { err, status } = await vigilot(['till', '--case', 'mid-sales', '--', 'true']);
  expect(status).toBe(2);
  expect(err).toContain('mid-sale');
});

test('serve: a folder where an agent runs is left alone, and a port is a number', async () => {
  const dir = folder();
  writeFileSync(join(dir, 'till.json'), '{}');
  expect(await vigilot(['till', 'serve', '--folder', dir])).toMatchObject({
    status: 2,
    err: expect.stringContaining('till.json'),
  });
  expect(await vigilot(['till', 'serve', '--port', 'http'])).toMatchObject({ status: 2 });
  expect(existsSync(join(dir, 'till.json'))).toBe(true);
});

/** Drives software that stays up, as a vendor’s own test would: what serve shows is scanned, what was done is written back. */
async function drive(name: string, did: (till: Till, scans: readonly string[]) => Promise<readonly string[]>) {
  const dir = folder();
  const child = spawn(process.execPath, [bundledMain, 'till', 'serve', '--json', '--folder', dir, '--case', name]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const till = new Till({ dataDir: dir, terminal: 'c', operator: 'AB', patienceMs: 2_000 });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { scans?: string[]; passed?: boolean; scenarios?: unknown[] };
    if (said.scans === undefined) {
      const [status] = await ended;
      return { ...said, status, left: existsSync(join(dir, 'till.json')) };
    }
    child.stdin.write(`${(await did(till, said.scans)).join(' ')}\n`);
  }
  throw new Error('it ended without a report');
}

test('serve: software that does what it has to is told so', { timeout: 60_000 }, async () => {
  const right = await drive('back', async (till, scans) => {
    const { lines } = await till.sell(
      scans.map((scan) => ({ scan })),
      'V1',
    );
    return lines.map(({ answer }) => answer.verdict);
  });
  expect(right).toMatchObject({ passed: true, status: 0, left: false });
});

test('serve: software that sells without an answer is told what rule it broke', { timeout: 60_000 }, async () => {
  const wrong = await drive('gone', async (till, scans) => {
    await till.ask(scans.map((scan) => ({ scan })));
    return ['allow'];
  });
  expect(wrong).toMatchObject({
    passed: false,
    status: 1,
    scenarios: [{ scenario: 'gone', expected: 'verify', seen: 'allow', rule: expect.stringContaining('contrat 1') }],
  });
});
