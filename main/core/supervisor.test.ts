import { describe, expect, it } from 'vitest';
import { TestTime } from '../../agent/link/time.testkit.ts';
import { type CoreListener, type CoreState, Supervisor } from './supervisor.ts';

function supervised() {
  const timers = new TestTime();
  const states: CoreState[] = [];
  const forks: Array<CoreListener & { stopped: boolean; killed: boolean; woken: number }> = [];
  const supervisor = new Supervisor({
    timers,
    now: () => timers.monotonic() - 1_000,
    onState: (state) => states.push(state),
    fork: (listener) => {
      const fork = { ...listener, stopped: false, killed: false, woken: 0 };
      forks.push(fork);
      return {
        stop: () => {
          fork.stopped = true;
        },
        wake: () => void fork.woken++,
        kill: () => {
          fork.killed = true;
          listener.onExit(9);
        },
      };
    },
  });
  const newest = () => {
    const fork = forks.at(-1);
    if (fork === undefined) throw new Error('no core was forked');
    return fork;
  };
  return { supervisor, timers, states, forks, newest };
}

describe('the supervisor', () => {
  it('starts one core, however often it is asked', async () => {
    const { supervisor, forks, newest } = supervised();
    supervisor.start();
    supervisor.start();
    newest().onMessage({ kind: 'ready', url: 'http://127.0.0.1:1' });
    supervisor.start();
    expect(forks).toHaveLength(1);
    expect(supervisor.state).toEqual({ kind: 'running', url: 'http://127.0.0.1:1' });
  });

  it('wakes a core that runs, and none that is not there', async () => {
    const { supervisor, newest } = supervised();
    supervisor.wake();
    supervisor.start();
    supervisor.wake();
    expect(newest().woken).toBe(0);
    newest().onMessage({ kind: 'ready', url: 'http://127.0.0.1:1' });
    supervisor.wake();
    expect(newest().woken).toBe(1);
    newest().onExit(9);
    supervisor.wake();
    expect(newest().woken).toBe(1);
  });

  it('says at once that the core died, and starts another after a pause', async () => {
    const { supervisor, timers, forks, newest } = supervised();
    supervisor.start();
    newest().onMessage({ kind: 'ready', url: 'http://127.0.0.1:1' });
    newest().onExit(139);
    expect(supervisor.state).toEqual({ kind: 'waiting', cause: 'exit 139', at: 250 });
    supervisor.start();
    await timers.pass(249);
    expect(forks).toHaveLength(1);
    await timers.pass(1);
    expect(forks).toHaveLength(2);
    expect(supervisor.state.kind).toBe('starting');
  });

  it('gives up after four restarts in a minute, with longer pauses and the reason the core gave', async () => {
    const { supervisor, timers, forks, newest, states } = supervised();
    supervisor.start();
    for (let death = 0; death < 5; death++) {
      newest().onMessage({ kind: 'failed', text: 'disk full' });
      newest().onExit(1);
      await timers.pass(8_000);
    }
    expect(supervisor.state).toEqual({ kind: 'given-up', cause: 'disk full' });
    await timers.pass(3_600_000);
    expect(forks).toHaveLength(5);
    expect(states.filter(({ kind }) => kind === 'waiting')).toHaveLength(4);
    // Somebody asks for it: from the beginning.
    supervisor.start();
    newest().onExit(1);
    expect(supervisor.state.kind).toBe('waiting');
  });

  it('goes on where the deaths lie apart', async () => {
    const { supervisor, timers, newest } = supervised();
    supervisor.start();
    for (let death = 0; death < 20; death++) {
      newest().onExit(1);
      expect(supervisor.state.kind).toBe('waiting');
      await timers.pass(20_000);
    }
  });

  it('leaves a data directory to the agent that has it', async () => {
    const { supervisor, timers, forks, newest } = supervised();
    supervisor.start();
    newest().onMessage({ kind: 'held' });
    newest().onExit(1);
    await timers.pass(60_000);
    expect([supervisor.state, forks.length]).toEqual([{ kind: 'held' }, 1]);
  });

  it('stops the core without starting another', async () => {
    const { supervisor, timers, forks, newest } = supervised();
    supervisor.start();
    const stopping = supervisor.stop();
    expect(newest()).toMatchObject({ stopped: true, killed: false });
    newest().onExit(0);
    await stopping;
    await timers.pass(60_000);
    expect([supervisor.state, forks.length]).toEqual([{ kind: 'idle' }, 1]);
  });

  it('kills a core that does not close', async () => {
    const { supervisor, timers, newest } = supervised();
    supervisor.start();
    const stopping = supervisor.stop();
    await timers.pass(8_000);
    await stopping;
    expect(newest().killed).toBe(true);
  });

  it('starts nothing after a stop during the pause', async () => {
    const { supervisor, timers, forks, newest } = supervised();
    supervisor.start();
    newest().onExit(1);
    await supervisor.stop();
    await timers.pass(60_000);
    expect(forks).toHaveLength(1);
  });
});
