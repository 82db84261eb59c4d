import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { TestTime } from '../../agent/link/time.testkit.ts';
import { type AgentView, type Watched, watchAgent } from './watch.ts';

/** An agent that answers what the test says. */
function agent() {
  const time = new TestTime();
  const stream = Object.assign(new PassThrough(), { statusCode: 200 });
  const bulletins: object[] = [];
  const settings = [{ name: 'offlineLimit', value: '300', source: 'policy', where: '' }];
  const state = {
    bulletins,
    age: 4 as number | null,
    link: 'connected',
    feed: 'live',
    waiting: 0,
    status: 200,
    calls: [] as string[],
  };
  const connection: Watched = {
    call: async (_method, path) => {
      state.calls.push(path);
      const body =
        path === '/v1/status'
          ? {
              versions: { vigilot: '0.1.0' },
              feed: { state: state.feed, ageSeconds: state.age },
              link: { state: state.link },
              settings,
            }
          : path.startsWith('/v1/bulletins')
            ? { bulletins: state.bulletins }
            : { show: [], waiting: state.waiting, held: 0, heldUntil: null };
      return { status: state.status, headers: {}, text: '', json: <T>() => body as T };
    },
    stream: async () => stream as unknown as IncomingMessage,
  };
  const views: AgentView[] = [];
  const lost: string[] = [];
  const checks: number[] = [];
  const end = watchAgent({
    connection,
    timers: time,
    onView: (view) => views.push(view),
    onCheck: () => checks.push(time.monotonic()),
    onLost: (cause) => lost.push(cause),
  });
  return { time, stream, state, views, lost, checks, end };
}

describe('the watch', () => {
  it('tells what the agent says once the stream stands, and what changed with each event', async () => {
    const { stream, state, views } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    expect(views[0]).toMatchObject({ version: '0.1.0', feed: 'live', connected: true, attention: { waiting: 0 } });
    state.waiting = 2;
    stream.write('event: attention\ndata: {}\n\n');
    await vi.waitFor(() => expect(views).toHaveLength(2));
    expect(views[1]?.attention.waiting).toBe(2);
  });

  it('tells of bulletins that only notify, asked for when one of them changed', async () => {
    const { stream, state, views } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    const notice = { id: 'B1', revision: 1, kind: 'shortage', reference: 'R-1', title: 'Tension', drill: false };
    state.bulletins.push(
      { ...notice, attention: 'notify', reaches: true, products: ['secret'] },
      { ...notice, id: 'B2', attention: 'interrupt', reaches: true },
      { ...notice, id: 'B3', attention: 'notify', reaches: false },
    );
    stream.write('event: feed\ndata: {}\n\n');
    await vi.waitFor(() => expect(state.calls.filter((path) => path === '/v1/status')).toHaveLength(2));
    stream.write('event: bulletin\ndata: {}\n\n');
    await vi.waitFor(() => expect(views.at(-1)?.notices).toEqual([notice]));
    expect(state.calls.filter((path) => path.startsWith('/v1/bulletins'))).toHaveLength(2);
  });

  it('asks nothing for a check but tells it, and tells nothing twice', async () => {
    const { stream, state, views, checks } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    const before = state.calls.length;
    stream.write('event: check\ndata: {}\n\n');
    stream.write('event: feed\ndata: {}\n\n');
    await vi.waitFor(() => expect(state.calls.length).toBe(before + 2));
    expect([views.length, checks.length]).toEqual([1, 1]);
  });

  it('asks from time to time how the link is', async () => {
    const { time, state, views } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    state.link = 'backing-off';
    await time.pass(5_000);
    await vi.waitFor(() => expect(views.at(-1)?.connected).toBe(false));
  });

  it.each<[number | null, string]>([
    [300, 'unconfirmed'],
    [301, 'stale'],
    [null, 'stale'],
  ])('takes a list that was confirmed %s s ago as the verdict does: %s', async (age, feed) => {
    const { time, state, views } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    Object.assign(state, { feed: 'stale', age });
    await time.pass(5_000);
    await vi.waitFor(() => expect(views.at(-1)?.feed).toBe(feed));
  });

  it('is lost, once, when the stream ends', async () => {
    const { time, stream, state, views, lost } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    stream.end();
    await vi.waitFor(() => expect(lost).toEqual(['the event stream ended']));
    const before = state.calls.length;
    await time.pass(60_000);
    expect([lost.length, state.calls.length]).toEqual([1, before]);
  });

  it('is lost when the agent refuses to answer', async () => {
    const { time, state, views, lost } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    state.status = 401;
    await time.pass(5_000);
    await vi.waitFor(() => expect(lost).toEqual(['/v1/status: HTTP 401']));
  });

  it('says nothing more once ended', async () => {
    const { stream, views, lost, end } = agent();
    await vi.waitFor(() => expect(views).toHaveLength(1));
    end();
    stream.destroy();
    await new Promise(setImmediate);
    expect(lost).toEqual([]);
  });
});
