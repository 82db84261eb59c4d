import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TestTime } from '../../agent/link/time.testkit.ts';
import type { Notice } from '../agent/watch.ts';
import { notifiedFile } from './memory.ts';
import { Notifications } from './notifications.ts';
import type { ToastText } from './words.ts';

const notice = (id: string, revision = 1): Notice => ({
  id,
  revision,
  kind: 'alert',
  reference: `R-${id}`,
  title: `Titre ${id}`,
  drill: false,
});

class Shown extends EventEmitter {
  readonly text: ToastText;
  readonly answer: (shown: Shown) => void;
  constructor(text: ToastText, answer: (shown: Shown) => void) {
    super();
    this.text = text;
    this.answer = answer;
  }
  show() {
    this.answer(this);
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigilot-notified-'));
  onTestFinished(() => rm(folder, { recursive: true, maxRetries: 5 }));
});

/** A tray of its own; `answer` is what the system does when one is to be shown. */
function tray(answer: (shown: Shown) => void = (shown) => shown.emit('show'), supported = true) {
  const time = new TestTime();
  const made: Shown[] = [];
  const faults: Array<[string, string[]]> = [];
  const opened: Array<string | null> = [];
  const diskFaults: unknown[] = [];
  const shown: string[] = [];
  const notifications = new Notifications({
    system: {
      isSupported: () => supported,
      make: (text) => {
        const one = new Shown(text, answer);
        made.push(one);
        return one;
      },
      timers: time,
    },
    memory: notifiedFile(folder, (error) => diskFaults.push(error)),
    language: () => 'fr',
    onOpen: (id) => opened.push(id),
    onFault: (cause, notices) => faults.push([cause, notices.map(({ id }) => id)]),
    onShown: (notices) => shown.push(...notices.map(({ id }) => id)),
  });
  return { time, made, faults, opened, diskFaults, shown, notifications };
}
const kept = () => vi.waitFor(async () => JSON.parse(await readFile(join(folder, 'notified.json'), 'utf8')) as unknown);

describe('a bulletin that notifies', () => {
  it('is told once a revision, and opens at a click', async () => {
    const { made, opened, shown, notifications } = tray();
    notifications.look([notice('B1')]);
    notifications.look([notice('B1')]);
    expect(made.map(({ text }) => text)).toEqual([{ title: 'Alerte R-B1', body: 'Titre B1' }]);
    await vi.waitFor(() => expect(shown).toEqual(['B1']));
    made[0]?.emit('click');
    expect(opened).toEqual(['B1']);
    notifications.look([notice('B1', 2)]);
    notifications.look([notice('B1')]);
    expect(made).toHaveLength(2);
  });

  it('is not told again after a restart', async () => {
    tray().notifications.look([notice('B1', 3)]);
    expect(await kept()).toEqual([['B1', 3]]);
    const again = tray();
    again.notifications.look([notice('B1', 3)]);
    expect(again.made).toEqual([]);
    again.notifications.look([notice('B1', 4)]);
    expect(again.made).toHaveLength(1);
  });

  it('is one of many at the first start: one notification leads to their list', () => {
    const { made, opened, notifications } = tray();
    notifications.look(['B1', 'B2', 'B3', 'B4'].map((id) => notice(id)));
    expect(made.map(({ text }) => text.title)).toEqual(['Nouveaux bulletins : 4']);
    made[0]?.emit('click');
    expect(opened).toEqual([null]);
  });
});

describe('a notification that does not stand', () => {
  it.each<[string, (shown: Shown) => void, boolean, string]>([
    ['because there are none here', () => {}, false, 'the system has no notifications'],
    ['because the system refuses', (shown) => shown.emit('failed', {}, '0x803E0105'), true, '0x803E0105'],
    ['because nothing happens', () => {}, true, 'the system did not say that it was shown'],
  ])('%s is said, once, and tried again after a restart', async (_, answer, supported, cause) => {
    const { time, faults, notifications } = tray(answer, supported);
    notifications.look([notice('B1')]);
    await time.pass(5_000);
    await vi.waitFor(() => expect(faults).toEqual([[cause, ['B1']]]));
    notifications.look([notice('B1')]);
    await time.pass(5_000);
    expect(faults).toHaveLength(1);
    const again = tray();
    again.notifications.look([notice('B1')]);
    expect(again.made).toHaveLength(1);
  });
});

it('begins anew where what was kept cannot be read, and says so', async () => {
  await writeFile(join(folder, 'notified.json'), '{"half');
  const { made, diskFaults, notifications } = tray();
  expect(diskFaults).toHaveLength(1);
  notifications.look([notice('B1')]);
  expect(made).toHaveLength(1);
  expect(await kept()).toEqual([['B1', 1]]);
});
