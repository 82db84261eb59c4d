/** `vigilot agent` as it ships, without a portal: it answers, says that it is not complete, and stops. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeEnrolmentToken } from '../protocol/enrolment.ts';
import { type Running, start, vigilot } from './cli.testkit.ts';

// A whole program starts several times: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let dir: string;
let agent: Running;
const line = (...more: string[]) => ['agent', '--hook-port', '0', '--log-level', 'silent', '--data-dir', dir, ...more];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-cli-agent-'));
  agent = start(line('--json'));
});
afterEach(async () => {
  await agent.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('says where it is; an agent that never had a feed clears nothing: verify, 10', async () => {
  const ready = JSON.parse(await agent.ready) as { url: string; dataDir: string };
  expect(ready).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    dataDir: dir,
    pid: process.pid,
  });
  const { status, out } = await vigilot(['check', '3400930000014', '--data-dir', dir]);
  expect(status).toBe(10);
  expect(out).toContain('feed-unsynced');
  expect((await vigilot(['status', '--data-dir', dir])).out).toContain('pas encore enrôlé');
});

test('one agent a folder, said in words', async () => {
  await agent.ready;
  const second = await start(line()).ended;
  expect(second).toMatchObject({ status: 1, err: expect.stringContaining(`Un agent tourne déjà dans ${dir}`) });
});

test('stopped, it takes its files away, and a check finds no agent: 3', async () => {
  await agent.ready;
  expect(await agent.stop()).toMatchObject({ status: 0 });
  expect(existsSync(join(dir, 'hook.json'))).toBe(false);
  expect((await vigilot(['check', '3400930000014', '--data-dir', dir])).status).toBe(3);
});

test('stopped while it starts up, it ends well', async () => {
  expect(await agent.stop()).toMatchObject({ status: 0, err: '' });
});

test('keeps its technical log beside its data, its owner’s alone and without the token it enrols with', async () => {
  await agent.stop();
  const secret = makeEnrolmentToken('A'.repeat(43));
  const place = ['agent', '--hook-port', '0', '--data-dir', dir, '--portal-url', `http://127.0.0.1:1/${secret}`];
  agent = start(place, { environment: { VIGILOT_ENROLMENT_TOKEN: secret } });
  await agent.ready;
  await agent.stop();
  const path = join(dir, 'logs', 'agent.log');
  const log = readFileSync(path, 'utf8');
  expect(log).toContain('"msg":"agent ready"');
  expect(log).not.toContain(secret.slice(5));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a disk that does not take the log is said once, and the agent goes on', async () => {
  await agent.stop();
  writeFileSync(join(dir, 'logs'), '');
  agent = start(['agent', '--hook-port', '0', '--data-dir', dir]);
  await agent.ready;
  const { status, err } = await agent.stop();
  expect(status).toBe(0);
  expect(err.match(/journal technique ne s’écrit pas/g)).toHaveLength(1);
});

test('answers a till that cannot speak HTTP where IT opened that door; where it cannot be had, that is an alarm', async () => {
  await agent.stop();
  const socket = process.platform === 'win32' ? `vigilot-test-${process.pid}` : join(dir, 'till', 's');
  agent = start(line('--json', '--till-socket', socket));
  await agent.ready;
  const caller = connect(process.platform === 'win32' ? `\\\\.\\pipe\\${socket}` : socket).setEncoding('utf8');
  caller.write('{"cip13":"3400930000014","lot":"X"}\n');
  const answer = await new Promise<string>((resolve, reject) => caller.once('data', resolve).once('error', reject));
  caller.destroy();
  expect(JSON.parse(answer)).toMatchObject({ verdict: 'verify', reasons: [{ code: 'feed-unsynced' }] });
  await agent.stop();

  agent = start(line('--json', '--till-socket', join(dir, 'no', 'such', 'place')));
  await agent.ready;
  expect((await vigilot(['status', '--data-dir', dir])).out).toContain('till-socket (');
});
