/** What the shell knows of the agent it is joined to: told by the event stream, asked for again where it may have missed some. */
import type { IncomingMessage } from 'node:http';
import type { AgentAnswer, OpenOptions } from '../../agent/hook/client.ts';
import type { AttentionAnswer } from '../../agent/hook/schemas/attention.ts';
import type { BulletinsAnswer, StatusAnswer } from '../../agent/hook/schemas.ts';
import type { Timers } from '../../agent/link/timers.ts';
import { EventReader } from './event-reader.ts';

/** `unconfirmed`: nothing new for minutes, checks go on as before; `stale`: for longer than IT allows, or since the start. */
export type ListState = 'live' | 'unconfirmed' | 'stale' | 'unsynced';

/** The agent in a few words, its own. */
export interface AgentView {
  readonly version: string;
  readonly feed: ListState;
  /** Whether the portal is reached; without one configured, it is not. */
  readonly connected: boolean;
  /** What waits to be shown, as `/v1/attention` says. */
  readonly attention: Pick<AttentionAnswer, 'show' | 'waiting' | 'held'>;
  /** Bulletins for a notification: in force, for this officine, acknowledged by nobody, and not for the pop-up. */
  readonly notices: readonly Notice[];
}

/** What a notification may tell; nothing of a pack or a person. */
export type Notice = Pick<
  BulletinsAnswer['bulletins'][number],
  'id' | 'revision' | 'kind' | 'reference' | 'title' | 'drill'
>;

/** Of an `AgentConnection`. */
export interface Watched {
  call(method: string, path: string): Promise<AgentAnswer>;
  stream(path: string, options?: OpenOptions): Promise<IncomingMessage>;
}

export interface WatchOptions {
  readonly connection: Watched;
  readonly timers: Pick<Timers, 'every'>;
  readonly onView: (view: AgentView) => void;
  /** A pack was checked. */
  readonly onCheck?: () => void;
  /** Once: the stream ended or the agent does not answer. */
  readonly onLost: (cause: string) => void;
}

/** The link to the portal has no event of its own. */
const ASK_MS = 5_000;

/** Watches until lost or ended; returns what ends it. */
export function watchAgent({ connection, timers, onView, onCheck, onLost }: WatchOptions): () => void {
  let over = false;
  let stream: IncomingMessage | null = null;
  let told = '';

  const end = () => {
    over = true;
    stopAsking();
    stream?.destroy();
  };
  const lose = (error: unknown) => {
    if (over) return;
    end();
    onLost(error instanceof Error ? error.message : String(error));
  };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await connection.call('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: HTTP ${answer.status}`);
    return answer.json<T>();
  };

  /** Both questions at once, one round after the other: an event during one asks for another. */
  let asking = false;
  let notices: readonly Notice[] = [];
  /** Their list is long, and changes with an event of its own alone. */
  let askNotices = true;
  let again = false;
  const ask = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        const status = await get<StatusAnswer>('/v1/status');
        const { show, waiting, held } = await get<AttentionAnswer>('/v1/attention');
        if (askNotices) {
          askNotices = false;
          const { bulletins } = await get<BulletinsAnswer>('/v1/bulletins?unacknowledged=true');
          notices = bulletins.filter(({ attention, reaches }) => attention === 'notify' && reaches).map(noticeOf);
        }
        if (over) return;
        const view: AgentView = {
          version: status.versions.vigilot,
          feed: listState(status),
          connected: status.link.state === 'connected',
          attention: { show, waiting, held },
          notices,
        };
        const text = JSON.stringify(view);
        if (text !== told) onView(view);
        told = text;
      } while (again);
    } catch (error) {
      lose(error);
    } finally {
      asking = false;
    }
  };
  const stopAsking = timers.every(ASK_MS, () => void ask());

  const listen = async (): Promise<void> => {
    stream = await connection.stream('/v1/events', { headers: { Accept: 'text/event-stream' } });
    if (over) return void stream.destroy();
    if (stream.statusCode !== 200) throw new Error(`/v1/events: HTTP ${stream.statusCode}`);
    stream.setEncoding('utf8');
    void ask();
    const reader = new EventReader();
    for await (const text of stream) {
      // What they say is asked for in one piece: the order in which things are told does not matter then.
      const names = reader.read(text as string).map(({ name }) => name);
      askNotices ||= names.includes('bulletin') || names.includes('reset');
      if (names.some((name) => name !== 'check')) void ask();
      if (names.includes('check')) onCheck?.();
    }
    throw new Error('the event stream ended');
  };
  listen().catch(lose);
  return end;
}

/** As the verdict takes it (agent/verdict/decide.ts): within the offline limit an old list is a list. */
function listState({ feed, settings }: Pick<StatusAnswer, 'feed' | 'settings'>): ListState {
  if (feed.state !== 'stale') return feed.state;
  const limit = Number(settings.find(({ name }) => name === 'offlineLimit')?.value);
  return feed.ageSeconds !== null && feed.ageSeconds <= limit ? 'unconfirmed' : 'stale';
}

function noticeOf({ id, revision, kind, reference, title, drill }: Notice): Notice {
  return { id, revision, kind, reference, title, drill };
}
