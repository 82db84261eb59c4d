/** Attacks on the feed in any order, against the real link: what is held is always the beginning of the honest feed, whole. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Connection, newSigner, recallOf } from './hostile-portal.testkit.ts';
import { Bench, inState, type Workstation } from './link.testkit.ts';

/** One connection's worth of lies, told to a link that is live. */
type Lie = (bench: Bench, connection: Connection) => Promise<void>;

const entryOf = (connection: Connection, entry: string) => connection.send({ type: 'entry', entry });

const lies: Readonly<Record<string, Lie>> = {
  replay: async ({ portal }, c) => entryOf(c, portal.entries[portal.position - 1] ?? ''),
  'from the beginning again': async ({ portal }, c) => entryOf(c, portal.entries[0] ?? ''),
  gap: async ({ portal }, c) => {
    await portal.append({ bulletin: recallOf(`G${portal.position}`) });
    entryOf(c, await portal.append({ bulletin: recallOf(`G${portal.position}`) }));
  },
  reorder: async ({ portal }, c) => {
    const first = await portal.append({ bulletin: recallOf(`R${portal.position}`) });
    entryOf(c, await portal.append({ bulletin: recallOf(`R${portal.position}`) }));
    entryOf(c, first);
  },
  truncated: async ({ portal }, c) => {
    const entry = await portal.append({ bulletin: recallOf(`T${portal.position}`) });
    entryOf(c, entry.slice(0, -7));
  },
  'half a frame': async ({ portal }, c) => {
    const entry = await portal.append({ bulletin: recallOf(`H${portal.position}`) });
    c.socket.send(JSON.stringify({ type: 'entry', entry }).slice(0, 60));
  },
  'signed by a key nobody named': async ({ portal }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { signer: await newSigner() })),
  'signed by the tip key': async ({ portal }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { signer: portal.keys.tip })),
  'signed by a key that was ended': async (bench, c) => {
    const { portal } = bench;
    const old = portal.keys.entry;
    portal.keys.entry = await newSigner();
    const keys = await portal.keyStatement(++keyVersion);
    entryOf(c, await portal.append({ keys }));
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { signer: old }));
  },
  'another branch': async ({ portal }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { previous: 'x'.repeat(43) })),
  'another feed': async ({ portal }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { feed: 'another' })),
  'a tip by the entry key': async ({ portal }, c) =>
    c.send({ type: 'tip', tip: await portal.tip(undefined, { signer: portal.keys.entry }) }),
  'a frame without end': async (_, c) => c.socket.send('x'.repeat(6 * 1024 * 1024)),
  cut: async (_, c) => c.socket.terminate(),
};
let keyVersion = 1;

/** The feed goes on honestly: waits are waited out until all of it is held and a fresh tip says so. */
async function honestAgain(bench: Bench, post: Workstation): Promise<void> {
  const isDone = () =>
    post.link.status().state === 'connected' &&
    bench.portal.open.length > 0 &&
    post.register.head.position === bench.portal.position &&
    post.freshness.stamp().state === 'live';
  while (!isDone()) {
    if (post.link.status().state === 'waiting') await bench.time.pass(bench.time.next ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

it('nothing but the honest feed is ever held, and none of it is lost', { timeout: 60_000 }, async () => {
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(lies)), { minLength: 1, maxLength: 5 }), async (acts) => {
      keyVersion = 1;
      const bench = await Bench.open();
      try {
        await bench.portal.append({ bulletin: recallOf('A1') });
        const post = await bench.live();
        for (const act of acts) {
          const held = [...post.register.entries];
          const [connection] = bench.portal.open.slice(-1);
          if (connection === undefined) throw new Error('nobody is connected');
          const ended = inState(post, 'waiting');
          await lies[act]?.(bench, connection);
          await ended;
          told.add(act);
          expect(post.register.entries.slice(0, held.length), act).toEqual(held);
          expect(post.register.entries, act).toEqual(bench.portal.entries.slice(0, post.register.entries.length));
          await honestAgain(bench, post);
          expect(post.register.entries, act).toEqual(bench.portal.entries);
        }
      } finally {
        await bench.close();
      }
    }),
    { numRuns: 12, examples: [[Object.keys(lies).slice(0, 7)], [Object.keys(lies).slice(7)]] },
  );
  expect([...told].sort()).toEqual(Object.keys(lies).sort());
});
