/** What the agent is handed of the operating system, and what it makes of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { type AgentOptions, startAgent } from './agent.ts';
import { resolveSettings } from './policy/settings.ts';

const log = pino({ level: 'silent' });

/** An agent of its own, stopped with the test; `lines` is what it wrote to the system's log. */
async function start(options: Partial<AgentOptions> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'vigilot-agent-'));
  const settings = resolveSettings({
    environment: { VIGILOT_DATA_DIR: dataDir, VIGILOT_HOOK_PORT: '0', VIGILOT_LANGUAGE: 'en' },
    policy: null,
  });
  const lines: string[] = [];
  const eventLog = { write: async (severity: string, text: string) => void lines.push(`${severity}: ${text}`) };
  const agent = await startAgent({ settings, log, eventLog, ...options });
  onTestFinished(async () => {
    await agent.close();
    rmSync(dataDir, { recursive: true });
  });
  return { agent, lines, dataDir };
}

it('tells the system’s log of its start, its alarms and its end, in its own language', async () => {
  const { agent, lines, dataDir } = await start({
    tillSocket: { address: '/run/x', open: () => Promise.reject(new Error('the folder belongs to another user')) },
  });
  await agent.close();
  expect(lines).toEqual([
    expect.stringMatching(/^error: The local door .*\(\/run\/x\).*the folder belongs to another user$/),
    `info: Agent 0.1.0 started: ${agent.url}, data ${dataDir}.`,
    `info: Agent stopped, data ${dataDir}.`,
  ]);
});

it('a till socket that opened, but not as asked, is an alarm too; closed with the agent', async () => {
  let closed = 0;
  const { agent, lines } = await start({
    tillSocket: {
      address: '/run/x',
      open: async ({ onFault }) => {
        onFault('there is no such group');
        return { close: async () => void closed++ };
      },
    },
  });
  expect(lines[0]).toContain('there is no such group');
  await agent.close();
  expect(closed).toBe(1);
});
