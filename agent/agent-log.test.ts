import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { LogLevel } from '../protocol/settings.ts';
import { agentLog } from './agent-log.ts';
import { LogFile } from './log-file.ts';
import { Redactor } from './redact.ts';

it('a log and the rooms that were given one write what the level of the moment asks for', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vigilot-log-'));
  const file = new LogFile({ dataDir, onFault: (error) => expect.unreachable(error.message) });
  file.begin();
  let level: LogLevel = 'error';
  const log = agentLog(() => level, new Redactor(), file);
  const room = log.child({ room: 'hook' });
  for (level of ['error', 'silent', 'info'] as const) {
    log.info(`log at ${level}`);
    room.info(`room at ${level}`);
    room.error(`fault at ${level}`);
  }
  await file.close();
  const lines = (await readFile(file.path, 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'fault at error',
    'log at info',
    'room at info',
    'fault at info',
  ]);
  onTestFinished(() => rm(dataDir, { recursive: true }));
});
