import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { say } from '../protocol/messages/index.ts';
import { TestTime } from './link/time.testkit.ts';
import { LOOK_MS, Unattended } from './unattended.ts';

/** An agent beside which a person sits, with a screen of ours or without. */
function place() {
  const time = new TestTime();
  const titles: string[] = [];
  const logged: string[] = [];
  const state = { screens: 0, waiting: [] as Array<{ id: string; revision: number }>, fault: null as Error | null };
  const unattended = new Unattended({
    notifier: {
      notify: async ({ title }) => {
        if (state.fault !== null) throw state.fault;
        titles.push(title);
      },
    },
    screens: () => state.screens,
    waiting: () => state.waiting,
    language: () => 'fr',
    timers: time,
    log: pino({}, { write: (line) => void logged.push(JSON.parse(line).msg) }),
  });
  onTestFinished(() => unattended.close());
  const looks = async (count: number) => {
    for (let look = 0; look < count; look++) await time.pass(LOOK_MS);
  };
  return { state, titles, logged, looks };
}

const told = (n: number) => say('fr', 'agent.unattended.title', { n });

it('tells once of each revision, in numbers', async () => {
  const { state, titles, looks } = place();
  state.waiting = [
    { id: 'A', revision: 1 },
    { id: 'B', revision: 1 },
  ];
  // Whoever starts with the agent is given time to come.
  await looks(1);
  expect(titles).toEqual([]);
  await looks(3);
  expect(titles).toEqual([told(2)]);
  state.waiting = [
    { id: 'A', revision: 2 },
    { id: 'B', revision: 1 },
  ];
  await looks(2);
  expect(titles).toEqual([told(2), told(1)]);
});

it('leaves it to a screen that is there, and to one that only reads again', async () => {
  const { state, titles, looks } = place();
  state.screens = 1;
  state.waiting = [{ id: 'A', revision: 1 }];
  await looks(2);
  state.screens = 0;
  state.waiting.push({ id: 'B', revision: 1 });
  await looks(1);
  state.screens = 1;
  await looks(1);
  state.screens = 0;
  await looks(3);
  expect(titles).toEqual([]);
  state.waiting.push({ id: 'C', revision: 1 });
  await looks(1);
  expect(titles).toEqual([told(1)]);
});

it('says in its log that none was shown, and goes on', async () => {
  const { state, titles, logged, looks } = place();
  state.fault = new Error('no notification server');
  state.waiting = [{ id: 'A', revision: 1 }];
  await looks(2);
  expect(logged).toEqual(['the system showed no notification']);
  state.fault = null;
  state.waiting.push({ id: 'B', revision: 1 });
  await looks(1);
  expect(titles).toEqual([told(1)]);
});
