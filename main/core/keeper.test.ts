import { describe, expect, it } from 'vitest';
import { AgentError } from '../../agent/hook/client.ts';
import { TestTime } from '../../agent/link/time.testkit.ts';
import { AgentKeeper, type Presence } from './keeper.ts';
import type { CoreState } from './supervisor.ts';

const noFile = () => new AgentError('no-file', { file: 'hook.json' });
const unreadable = () => new AgentError('unreadable', { file: 'hook.json', cause: 'EACCES' });
const notProved = () => new AgentError('not-proved', { url: 'http://127.0.0.1:1', cause: 'HTTP 200' });

/** A machine whose agent is what `machine.found` says, and a core that does what the test tells. */
function machine(found: string | (() => Error)) {
  const time = new TestTime();
  const told: Presence<string>[] = [];
  const place = { found, holder: null as string | null, starts: 0, stops: 0, state: { kind: 'idle' } as CoreState };
  let onState: (state: CoreState) => void = () => {};
  const keeper = new AgentKeeper<string>({
    timers: time,
    onPresence: (presence) => told.push(presence),
    holder: async () => place.holder,
    connect: async () => {
      if (typeof place.found === 'string') return place.found;
      throw place.found();
    },
    supervise: (listener) => {
      onState = listener;
      return {
        get state() {
          return place.state;
        },
        start: () => {
          place.starts++;
          core({ kind: 'starting' });
        },
        stop: async () => {
          place.stops++;
        },
      };
    },
  });
  const core = (state: CoreState) => {
    place.state = state;
    onState(state);
  };
  return { keeper, time, told, place, core };
}

describe('start or join', () => {
  it('joins the agent that proves itself, and starts none', async () => {
    const { keeper, time, place, told } = machine('theirs');
    keeper.start();
    await time.pass(60_000);
    expect(told).toEqual([{ kind: 'joined', own: false, connection: 'theirs' }]);
    expect(place.starts).toBe(0);
  });

  it.each([
    ['no file', noFile],
    ['a file whose port another program holds', notProved],
  ])('starts the core where there is %s, and joins it', async (_, fault) => {
    const { keeper, time, place, core, told } = machine(fault);
    keeper.start();
    await time.pass(5_000);
    expect([place.starts, told]).toEqual([1, []]);
    place.found = 'ours';
    core({ kind: 'running', url: 'http://127.0.0.1:1' });
    await time.pass(0);
    expect(told).toEqual([{ kind: 'joined', own: true, connection: 'ours' }]);
  });

  it('claims nothing where the file is another account’s, and joins once it may', async () => {
    const { keeper, time, place, told } = machine(unreadable);
    keeper.start();
    await time.pass(30_000);
    expect(told).toMatchObject([{ kind: 'elsewhere' }]);
    expect(place.starts).toBe(0);
    place.found = 'shared';
    await time.pass(1_000);
    expect(told.at(-1)).toMatchObject({ kind: 'joined', own: false });
  });

  it('tells a core’s death at once and its return', async () => {
    const { keeper, time, place, core, told } = machine(noFile);
    keeper.start();
    await time.pass(0);
    place.found = 'first';
    core({ kind: 'running', url: 'a' });
    await time.pass(0);
    place.found = notProved;
    core({ kind: 'waiting', cause: 'exit 9', at: 0 });
    expect(told.at(-1)).toEqual({ kind: 'lost', cause: 'exit 9' });
    place.found = 'second';
    core({ kind: 'starting' });
    core({ kind: 'running', url: 'b' });
    await time.pass(0);
    expect(told.at(-1)).toEqual({ kind: 'joined', own: true, connection: 'second' });
  });

  it('says that the agent is stopped, and goes on looking for another', async () => {
    const { keeper, time, place, core, told } = machine(noFile);
    keeper.start();
    await time.pass(0);
    core({ kind: 'given-up', cause: 'disk full' });
    await time.pass(10_000);
    expect(told.at(-1)).toEqual({ kind: 'stopped', cause: 'disk full' });
    expect(place.starts).toBe(1);
    keeper.start();
    expect(place.starts).toBe(2);
    core({ kind: 'given-up', cause: 'disk full' });
    place.found = 'a service';
    await time.pass(1_000);
    expect(told.at(-1)).toMatchObject({ kind: 'joined', own: false });
  });

  it('gives an agent that it had joined time to come back before it starts one', async () => {
    const { keeper, time, place, told } = machine('service');
    keeper.start();
    await time.pass(0);
    place.found = noFile;
    keeper.lost('service');
    expect(told.at(-1)?.kind).toBe('lost');
    await time.pass(0);
    await time.pass(4_000);
    expect(place.starts).toBe(0);
    await time.pass(2_000);
    expect(place.starts).toBe(1);
  });

  it('looks again and again where another agent has the data directory', async () => {
    const { keeper, time, place, core, told } = machine(noFile);
    keeper.start();
    await time.pass(0);
    core({ kind: 'held' });
    await time.pass(3_000);
    expect(told.at(-1)?.kind).toBe('elsewhere');
    await time.pass(10_000);
    expect(place.starts).toBeGreaterThan(1);
    core({ kind: 'held' });
    await time.pass(0);
    place.found = 'theirs';
    await time.pass(1_000);
    expect(told.at(-1)).toMatchObject({ kind: 'joined', own: false });
  });

  it('starts none while another account’s agent holds the port, says whose, and takes over when it is gone', async () => {
    const { keeper, time, place, core, told } = machine(noFile);
    place.holder = 'anne';
    keeper.start();
    await time.pass(30_000);
    expect([place.starts, told]).toEqual([0, [{ kind: 'elsewhere', cause: 'anne' }]]);
    place.holder = null;
    await time.pass(1_000);
    expect(place.starts).toBe(1);
    place.found = 'ours';
    core({ kind: 'running', url: 'a' });
    await time.pass(0);
    expect(told.at(-1)).toEqual({ kind: 'joined', own: true, connection: 'ours' });
  });

  it('says that an agent hangs, starts none beside it, and is joined to it again when it answers', async () => {
    for (const own of [true, false]) {
      const { keeper, time, place, core, told } = machine(own ? noFile : 'it');
      keeper.start();
      await time.pass(0);
      place.found = 'it';
      if (own) core({ kind: 'running', url: 'a' });
      await time.pass(0);
      const starts = place.starts;
      place.found = () => new AgentError('unreachable', { url: 'a', cause: 'timeout' });
      keeper.lost('it');
      await time.pass(60_000);
      expect(told.at(-1)).toMatchObject({ kind: 'silent' });
      expect([place.starts, place.stops]).toEqual([starts, 0]);
      place.found = 'it';
      await time.pass(1_000);
      expect(told.at(-1)).toEqual({ kind: 'joined', own, connection: 'it' });
    }
  });

  it('takes a loss for what it is: of the connection at hand alone', async () => {
    const { keeper, time, told } = machine('one');
    keeper.start();
    await time.pass(0);
    keeper.lost('an older one');
    await time.pass(0);
    expect(told).toHaveLength(1);
  });

  it('does nothing more once stopped', async () => {
    const { keeper, time, place, core, told } = machine(unreadable);
    keeper.start();
    await keeper.stop();
    core({ kind: 'waiting', cause: 'exit 1', at: 0 });
    await time.pass(60_000);
    expect([told, place.stops]).toEqual([[], 1]);
  });
});
