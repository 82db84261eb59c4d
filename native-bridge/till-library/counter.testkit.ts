/** For tests: a counter's agent with real recalls, over HTTP and by the door of tills that have none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startTestHook, type TestHook } from '../../agent/hook/hook.testkit.ts';
import { LineDoor } from '../../agent/hook/line-door.ts';
import { realNotice } from '../../fixtures/recalls.ts';
import { readDraft } from '../../portal/workflow/draft.ts';
import { tillSocket } from '../till-socket/till-socket.ts';

export interface Counter {
  readonly hook: TestHook;
  /** A folder of the test. */
  readonly folder: string;
  /** Of the door. */
  readonly address: string;
  close(): Promise<void>;
}

/** Opens it with the recalls that the demonstration's packs need. */
export async function openCounter(): Promise<Counter> {
  const hook = await startTestHook();
  for (const key of ['amoxicilline-2024', 'doliprane-2024', 'picot-2026', 'depakine-2024']) {
    const publishedAt = '2026-11-20T08:00:00.000Z';
    const content = readDraft(realNotice(key).draft);
    hook.register.publish({ id: key, revision: 1, state: 'in-force', publishedAt, ...content });
  }
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-door-'));
  const address = join(folder, 'till', 's');
  const door = await LineDoor.open(tillSocket({ address, group: null, groupId: async () => null }, 'linux'), {
    checker: hook.checker,
    journal: hook.journal,
    feed: () => hook.world.feed,
    log: pino({ level: 'silent' }),
    onFault: (text) => {
      throw new Error(text);
    },
  });
  return {
    hook,
    folder,
    address,
    close: async () => {
      await door.close();
      await hook.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
