/** The event stream of the web desk: which topic changed, so that a page asks again; never what, nor whose. */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Problem } from '../../../protocol/problems.ts';
import { type Door, openDoors } from '../../access/doors.ts';
import { type Topic, topics } from '../../live/news.ts';
import type { Store } from '../../store/store.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

/** Comments at this pace keep the stream open and find readers that are gone. */
const HEARTBEAT_MS = 15_000;
/** Pages open at once on one portal process. */
const MOST = 2_000;

/** What a successful call that is no question has changed. */
const changed: ReadonlyArray<readonly [path: string, topic: Topic]> = [
  ['/v1/bulletins', 'bulletin'],
  ['/v1/shortages', 'shortage'],
  ['/v1/shortages/answers', 'bulletin'],
  // Attempts, letters, and what a recipient answers at its link.
  ['/v1/outreach', 'tracking'],
  ['/r', 'tracking'],
];
const asks = /^(GET|HEAD|OPTIONS)$/;
const onlyReads = ['/v1/bulletins/targets/read', '/v1/bulletins/preview'];

/** After which somebody may be out: sessions, people, organisations and their keys. */
const shutsOut = /^\/v1\/(session|sessions|users|organisations)(\/|$)/;

export function liveRoutes(
  app: FastifyInstance,
  { db, clock, bus, news, onError }: Pick<Store, 'db' | 'clock' | 'bus' | 'news'> & { onError(error: unknown): void },
): void {
  const open = new Map<ServerResponse, Door>();
  const say = (text: string) => {
    for (const response of open.keys()) response.write(text);
  };
  /** Ends the streams of whoever could not open one now: their page asks again, and is told why not. */
  const endThoseOut = async () => {
    const within = await openDoors({ db, clock }, [...open.values()]);
    for (const [response, door] of open) {
      if (door.kind !== 'portal-key' && !within.has(door.id)) response.end();
    }
  };
  // A session that grows old is nobody's act.
  const beat = setInterval(() => {
    say(':\n\n');
    endThoseOut().catch(onError);
  }, HEARTBEAT_MS);
  beat.unref();
  const stop = [
    bus.on('live', (topic) => {
      if (topics.some((one) => one === topic)) say(`event: ${topic}\ndata: {}\n\n`);
    }),
    bus.on('access', () => {
      endThoseOut().catch(onError);
    }),
    // What was told meanwhile is lost: everything may have changed.
    bus.on('reconnected', () => say(topics.map((topic) => `event: ${topic}\ndata: {}\n\n`).join(''))),
  ];
  // Before the server closes: it would wait for these answers for ever.
  app.addHook('preClose', async () => {
    clearInterval(beat);
    for (const end of stop) end();
    for (const response of open.keys()) response.end();
  });
  // After the answer, which comes after the commit.
  app.addHook('onResponse', async ({ method, routeOptions: { url } }, { statusCode }) => {
    if (asks.test(method) || url === undefined || onlyReads.includes(url) || statusCode >= 300) return;
    for (const [path, topic] of changed) if (url === path || url.startsWith(`${path}/`)) news.tell(topic);
    if (shutsOut.test(url)) await bus.notify('access', '');
  });

  app.get(
    '/v1/live',
    {
      config: { allowed: ['lab', 'authority', 'operator'] },
      schema: {
        tags: ['live'],
        summary: `Server-Sent Events: ${topics.join(', ')}; whoever shows one of them asks again`,
        response: {
          200: {
            description: 'A stream without end; its data is empty',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
          ...refusals,
        },
      },
    },
    (request, reply) => {
      if (open.size >= MOST) {
        reply.header('Retry-After', '30');
        throw new Problem('rate-limited');
      }
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        // nginx would hold events back until its buffer is full.
        'X-Accel-Buffering': 'no',
      });
      raw.write(':\n\n');
      open.set(raw, doorOf(request));
      raw.once('close', () => open.delete(raw));
    },
  );
}

function doorOf(request: FastifyRequest): Door {
  const { key } = actorOf(request);
  if (request.signedIn !== null) return { kind: 'session', id: request.signedIn.session };
  return key === null ? { kind: 'portal-key' } : { kind: 'key', id: key };
}
