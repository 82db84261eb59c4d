/** `vigilot desk` against a real hook, and where there is none to ask. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { send, startTestHook, type TestHook } from '../agent/hook/hook.testkit.ts';
import { vigilot } from './cli.testkit.ts';

let agent: TestHook;
beforeAll(async () => {
  agent = await startTestHook();
});
afterAll(() => agent.close());

const opens = async (url: string) => {
  const { host, pathname } = new URL(url);
  return (await send(agent.hook.port, pathname, { headers: { host } })).status;
};

describe('vigilot desk', () => {
  test('a link on a line of its own, that opens once, and how long it is good', async () => {
    const { status, out, err } = await vigilot(['desk', '--data-dir', agent.dataDir]);
    expect([status, err]).toEqual([0, '']);
    const [url = '', valid, ...rest] = out.split('\n');
    expect(valid).toMatch(/d’ici \d\d:\d\d:\d\d : valable une minute, une seule fois/);
    expect(rest).toEqual(['']);
    expect([await opens(url), await opens(url)]).toEqual([303, 410]);
    expect((await vigilot(['desk', '--lang', 'en', '--data-dir', agent.dataDir])).out).toContain(
      'good for a minute, once',
    );
  });

  test('as data, without the token', async () => {
    const { status, out } = await vigilot(['desk', '--json', '--data-dir', agent.dataDir]);
    expect(status).toBe(0);
    const { url, expiresAt, ...rest } = JSON.parse(out) as { url: string; expiresAt: string };
    expect([await opens(url), Date.parse(expiresAt), rest]).toEqual([303, agent.clock.now + 60_000, {}]);
    expect(out).not.toContain(agent.tokens.admin);
  });

  test('no agent: 3', async () => {
    const { status, err } = await vigilot(['desk', '--data-dir', join(agent.dataDir, 'nowhere')]);
    expect(status).toBe(3);
    expect(err).toContain('Aucun agent ne tourne ici');
  });

  test('who may not read hook.json is told whose the desk is; the till’s file is not tried', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'vigilot-desk-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const { url } = agent.hook;
    await writeFile(join(dir, 'till.json'), JSON.stringify({ url, token: agent.tokens.till, pid: 1, version: 'x' }));
    // Unreadable, as a file of another owner is; a root user reads every file, but no folder as one.
    await mkdir(join(dir, 'hook.json'));
    const { status, err } = await vigilot(['desk', '--data-dir', dir]);
    expect(status).toBe(1);
    expect(err).toContain('Le bureau s’ouvre à qui fait tourner l’agent, ou à un administrateur.');
    const json = await vigilot(['desk', '--json', '--lang', 'en', '--data-dir', dir]);
    expect(JSON.parse(json.out)).toEqual({
      error: { status: 1, message: expect.stringContaining('whoever runs the agent') },
    });
  });

  test('an operand is one too many: 2', async () => {
    expect((await vigilot(['desk', 'open'])).status).toBe(2);
  });
});
