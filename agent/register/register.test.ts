import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FeedFault, MAX_ENTRY_BYTES, type Signer, typ } from '../../protocol/envelope.ts';
import { recallBulletin, testGtin } from '../verdict/verdict.testkit.ts';
import { newSigner, TestFeed } from './feed.testkit.ts';
import { ForkError } from './fork-error.ts';
import { catchUp, RECEIVED, RegisterBench, verdictOf } from './register.testkit.ts';
import type { Register } from './register.ts';

const gtin = testGtin(1);
const other = testGtin(2);
const lots = (...names: string[]) => [{ gtin, lots: names.map((lot) => ({ lot })) }];
const pack = { codes: [gtin], lot: 'A123' };
const recall = (id: string, name = 'A123') => recallBulletin(lots(name), { id });

/** Signs with a key of its own, and says that it is the entry key. */
async function impostor(feed: TestFeed): Promise<Signer> {
  const thief = await newSigner();
  const sign: Signer['sign'] = async (kind, payload) => {
    const [header] = (await feed.keys.entry.sign(kind, {})).split('.');
    const [, text] = (await thief.sign(kind, payload)).split('.');
    return `${header}.${text}.${(await thief.sign(kind, payload)).split('.')[2]}`;
  };
  return { ...thief, sign };
}

let bench: RegisterBench;
let feed: TestFeed;
beforeEach(async () => {
  bench = new RegisterBench();
  feed = await TestFeed.begin();
});
afterEach(() => bench.remove());

const reopen = async () => {
  await bench.close();
  return (await bench.open()).register;
};
const feedError = (fault: FeedFault) => expect.objectContaining({ name: 'FeedError', fault });

describe('first contact', () => {
  it('begins on a feed and its root, once or again, and on no other', async () => {
    const { register, setAside } = await bench.open();
    expect(setAside).toBeNull();
    expect(register.head).toMatchObject({ position: 0, hash: '' });
    await register.begin('F1', feed.root);
    await register.begin('F1', feed.root);
    expect(register.head).toMatchObject({ position: 0, hash: feed.root });
    await expect(register.begin('F2', feed.root)).rejects.toThrow(/another feed/);
    await expect(register.begin('F1', (await newSigner()).kid)).rejects.toThrow(/another feed/);
    const again = await reopen();
    expect(again.head).toMatchObject({ position: 0, hash: feed.root });
    await expect(again.begin('F2', feed.root)).rejects.toThrow(/another feed/);
    await again.begin('F1', feed.root);
  });

  it('takes nothing before it', async () => {
    const { register } = await bench.open();
    await expect(register.append(feed.entries, RECEIVED)).rejects.toEqual(feedError('feed'));
    await expect(register.acceptTip(await feed.tip())).rejects.toEqual(feedError('feed'));
    await expect(register.contest(feed.entries[0] ?? '')).rejects.toEqual(feedError('feed'));
  });
});

describe('entries', () => {
  it('count for the next check from the moment they are appended, and after reopening', async () => {
    const { register } = await bench.open(feed);
    await feed.publish(recall('B1'));
    expect([verdictOf(register, pack), register.keyVersion]).toEqual(['verify, feed-unsynced', 0]);
    expect(await register.append(feed.entries, RECEIVED)).toEqual({ accepted: 2, fault: null });
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1, feed-unsynced');
    expect(register.head).toMatchObject({ position: 2, hash: feed.hash() });
    expect(register.synced).toBe(false);
    await register.acceptTip(await feed.tip());
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1');
    expect(verdictOf(register, { ...pack, lot: 'C900' })).toBe('allow');
    expect(bench.told).toEqual([['B1']]);

    const again = await reopen();
    expect(again.head).toMatchObject({ position: 2, hash: feed.hash() });
    expect([again.synced, again.keyVersion]).toEqual([true, 1]);
    expect(verdictOf(again, pack)).toBe('block, lot-recalled B1');
    expect(verdictOf(again, { ...pack, lot: 'C900' })).toBe('allow');
  });

  it('are given back byte for byte, in order, at most a hundred', async () => {
    for (let i = 0; i < 119; i++) await feed.publish(recall(`B${i}`));
    const { register } = await bench.open(feed);
    await register.append(feed.entries, RECEIVED);
    expect(await register.entriesAfter(0, 1_000)).toEqual(feed.entries.slice(0, 100));
    expect(await register.entriesAfter(100, 1_000)).toEqual(feed.entries.slice(100));
    expect(await register.entriesAfter(3, 2)).toEqual(feed.entries.slice(3, 5));
    expect(await register.entriesAfter(120, 5)).toEqual([]);
  });

  type Bad = (at: TestFeed) => Promise<string>;
  const bad: ReadonlyArray<[FeedFault, string, Bad]> = [
    ['malformed', 'no JWS', async () => 'hello'],
    ['malformed', 'of two parts', async (at) => (await at.entry({})).split('.').slice(0, 2).join('.')],
    [
      'malformed',
      'with a header that is no JSON',
      async (at) => `e30x.${(await at.entry({})).split('.').slice(1).join('.')}`,
    ],
    ['malformed', 'a signed thing that is no entry', (at) => at.keys.entry.sign(typ.entry, { feed: at.id })],
    [
      'malformed',
      'whose signature is spelt another way',
      async (at) => `${await at.entry({ bulletin: recall('X') })}=`,
    ],
    ['too-large', 'larger than any', async (at) => `${await at.entry({})}${'A'.repeat(MAX_ENTRY_BYTES)}`],
    ['header', 'a tip in its place', (at) => at.tip()],
    ['header', 'with a header of null', async (at) => `bnVsbA.${(await at.entry({})).split('.').slice(1).join('.')}`],
    ['key-unknown', 'signed by a stranger', async (at) => at.entry({ bulletin: recall('X') }, {}, await newSigner())],
    ['key-unknown', 'signed by the tip key', (at) => at.entry({ bulletin: recall('X') }, {}, at.keys.tip)],
    ['key-unknown', 'signed by the root', (at) => at.entry({ bulletin: recall('X') }, {}, at.keys.root)],
    [
      'signature',
      'changed on its way',
      async (at) => {
        const [header, , signature] = (await at.entry({ bulletin: recall('X') })).split('.');
        const [, payload] = (await at.entry({ bulletin: recall('Y') })).split('.');
        return [header, payload, signature].join('.');
      },
    ],
    [
      'signature',
      'that only claims our key',
      (at) => impostor(at).then((thief) => at.entry({ bulletin: recall('X') }, {}, thief)),
    ],
    ['feed', 'of another feed', (at) => at.entry({ bulletin: recall('X') }, { feed: 'F2' })],
    ['position', 'after a gap', (at) => at.entry({ bulletin: recall('X') }, { position: at.position + 2 })],
    ['position', 'played again', async (at) => at.entries.at(-1) ?? ''],
    ['previous', 'that follows another', (at) => at.entry({ bulletin: recall('X') }, { previous: at.root })],
    [
      'statement',
      'with keys that the root did not name',
      async (at) => {
        const thief = await newSigner();
        const keys = await at.keyStatement(
          { root: thief.jwk, keys: [{ kid: thief.kid, use: 'entry', jwk: thief.jwk }] },
          thief,
        );
        return at.entry({ keys }, {}, thief);
      },
    ],
    [
      'signature',
      'with keys that someone signed in the root’s name',
      async (at) => {
        const thief = await newSigner();
        const keys = await at.keyStatement({ keys: [{ kid: thief.kid, use: 'entry', jwk: thief.jwk }] }, thief);
        return at.entry({ keys }, {}, thief);
      },
    ],
    [
      'statement',
      'with a key statement played again',
      async (at) => at.entry({ keys: await at.keyStatement({ version: 1 }) }),
    ],
    [
      'statement',
      'with a key statement of nothing',
      async (at) => at.entry({ keys: await at.keyStatement({ keys: [] }) }),
    ],
    [
      'feed',
      'with a key statement of another feed',
      async (at) => at.entry({ keys: await at.keyStatement({ feed: 'F2' }) }),
    ],
    [
      'statement',
      'with an epoch that names another entry',
      async (at) => at.entry({ epoch: await at.epochStatement(1, { position: 1 }) }),
    ],
    [
      'statement',
      'with an epoch that the root did not sign',
      async (at) => {
        const thief = await newSigner();
        return at.entry({ epoch: await at.epochStatement(1, { root: thief.jwk }, thief) });
      },
    ],
    [
      'header',
      'with a key statement in the place of an epoch',
      async (at) => at.entry({ epoch: await at.keyStatement() }),
    ],
  ];

  describe.each(bad)('%s: one %s', (fault, _name, make) => {
    it('changes nothing; what came before it is kept, what follows is not', async () => {
      const { register } = await bench.open(feed);
      await register.append(feed.entries, RECEIVED);
      await feed.publish(recall('B1'));
      const wrong = await make(feed);
      const after = feed.branch();
      await after.publish(recall('B2'));
      const told = await register.append([...feed.entries.slice(1), wrong, ...after.entries.slice(2)], RECEIVED);
      expect(told).toMatchObject({ accepted: 1, fault: { fault } });
      const stands = (held: Register) => {
        expect(held.head).toMatchObject({ position: 2, hash: feed.hash() });
        expect(held.bulletins().map(({ id }) => id)).toEqual(['B1']);
      };
      stands(register);
      expect(await register.entriesAfter(0, 10)).toEqual(feed.entries);
      expect(bench.faults).toEqual([]);
      const again = await reopen();
      stands(again);
      expect(await again.append(after.entries.slice(2), RECEIVED)).toEqual({ accepted: 1, fault: null });
    });
  });

  it('of a feed that chains to another root: none', async () => {
    const stranger = await TestFeed.begin({ id: feed.id });
    const { register } = await bench.open(feed);
    expect(await register.append(stranger.entries, RECEIVED)).toMatchObject({
      accepted: 0,
      fault: { fault: 'previous' },
    });
    // Even where the first entry says that it follows our root.
    const keys = await stranger.keyStatement({ version: 1 });
    const forged = await stranger.entry({ keys }, { position: 1, previous: feed.root });
    expect(await register.append([forged], RECEIVED)).toMatchObject({ accepted: 0, fault: { fault: 'statement' } });
    expect(register.head).toMatchObject({ position: 0, hash: feed.root });
  });
});

describe('keys', () => {
  it('of a later statement sign from it on, those it no longer names end just before it, after reopening too', async () => {
    const first = feed.keys;
    await feed.publish(recall('B1'));
    await feed.rotate('entry', 'tip');
    await feed.publish(recall('B2', 'B456'));
    let register = await bench.synced(feed);
    expect(register.synced).toBe(true);
    for (const round of ['before', 'after reopening']) {
      const stolen = await feed.entry({ bulletin: recall('X') }, {}, first.entry);
      expect(await register.append([stolen], RECEIVED), round).toMatchObject({
        accepted: 0,
        fault: { fault: 'key-out-of-range' },
      });
      await expect(register.acceptTip(await feed.tip({}, first.tip)), round).rejects.toEqual(
        feedError('key-out-of-range'),
      );
      await expect(
        register.verifyStatement(await first.entry.sign(typ.officine, {}), typ.officine, 'entry'),
        round,
      ).rejects.toEqual(feedError('key-out-of-range'));
      register = await reopen();
    }
    // What it signed in its time goes on blocking.
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1');
    // And it never comes back.
    const { entry } = first;
    const keys = await feed.keyStatement({ keys: [{ kid: entry.kid, use: 'entry', jwk: entry.jwk }] });
    expect(await register.append([await feed.entry({ keys }, {}, entry)], RECEIVED)).toMatchObject({
      fault: { fault: 'statement' },
    });
  });

  it('of the feed vouch for other statements, each use for its own', async () => {
    const register = await bench.synced(feed);
    const officine = await feed.keys.entry.sign(typ.officine, { name: 'Pharmacie du Pont' });
    expect(await register.verifyStatement(officine, typ.officine, 'entry')).toEqual({ name: 'Pharmacie du Pont' });
    await expect(register.verifyStatement(officine, typ.officine, 'tip')).rejects.toEqual(feedError('key-unknown'));
    await expect(register.verifyStatement(officine, typ.revoked, 'entry')).rejects.toEqual(feedError('header'));
  });
});

describe('what this version does not understand', () => {
  const stored = async (...bulletins: unknown[]) => {
    await feed.publish(...bulletins);
    return bench.synced(feed);
  };

  it.each([
    ['an unknown action', { ...recall('B1'), recall: { ...recall('B1').recall, action: 'destroy' } }],
    ['an unknown kind', { ...recall('B1'), kind: 'seizure' }],
    ['nothing but codes', { id: 'B1', revision: 1, products: [{ cip13: '3400934392979' }, { gtin }] }],
  ])('%s: every code in it is verify, the rest is not touched', async (_name, bulletin) => {
    let register = await stored(bulletin);
    for (const _ of ['now', 'after reopening']) {
      expect(verdictOf(register, pack)).toBe('verify, check-required B1');
      expect(verdictOf(register, { codes: [gtin], lot: 'Z9' })).toBe('verify, check-required B1');
      expect(verdictOf(register, { codes: [other] })).toBe('allow');
      expect(register.bulletin('B1')).toMatchObject({ kind: 'unknown', state: 'in-force' });
      register = await reopen();
    }
  });

  it.each([
    ['a bulletin without any code', { bulletin: { id: 'B1', kind: 'seizure' } }, 'B1'],
    ['a bulletin that is no object', { bulletin: 'everything' }, 'entry-2'],
    [
      'a bulletin whose codes are in a form we cannot read',
      { bulletin: { id: 'B1', udi: 'GS1:(01)A', lots: ['20261122'] } },
      'B1',
    ],
  ])('%s: every check says so', async (_name, body, id) => {
    await feed.add(body);
    let register = await bench.synced(feed);
    for (const _ of ['now', 'after reopening']) {
      expect(verdictOf(register, { codes: [other] })).toBe(`verify, check-required ${id}`);
      register = await reopen();
    }
  });

  it('a payload without anything we know: every check says so', async () => {
    feed.entries.push(await feed.entry({}, { decree: 'everything' } as object));
    const register = await bench.synced(feed);
    expect(verdictOf(register, { codes: [other] })).toBe('verify, check-required entry-2');
    expect(register.bulletin('entry-2')?.revisions[0]?.content).toMatchObject({ decree: 'everything', position: 2 });
  });

  it('an unknown field never narrows a recall', async () => {
    const wide = recall('B1');
    const register = await stored({
      ...wide,
      onlyFor: ['hospitals'],
      recall: { ...wide.recall, targets: [{ gtin, lots: 'all', colours: ['blue'], expiry: { around: '2030' } }] },
    });
    expect(verdictOf(register, { codes: [gtin], lot: 'Z9' })).toBe('block, product-recalled B1');
  });

  it.each([1e300, -1, 0, 1.5, '2', null, 2 ** 31])(
    'a revision numbered %s is stored like any other',
    async (revision) => {
      const register = await stored({ ...recall('B1'), revision }, recall('B2', 'B456'));
      expect(verdictOf(register, pack)).toBe('verify, check-required B1');
      expect(verdictOf(await reopen(), { ...pack, lot: 'B456' })).toMatch(/^block, lot-recalled B2/);
    },
  );
});

describe('tips', () => {
  it('make the register complete only where they name its head', async () => {
    const { register } = await bench.open(feed);
    await register.append(feed.entries, RECEIVED);
    const early = await feed.tip();
    await feed.publish(recall('B1'));
    await register.acceptTip(await feed.tip());
    expect(register.synced).toBe(false);
    await register.append(feed.entries.slice(1), RECEIVED);
    await register.acceptTip(early);
    expect(register.synced).toBe(false);
    const tip = await register.acceptTip(await feed.tip());
    expect(tip).toMatchObject({ feed: 'F1', position: 2, hash: feed.hash() });
    expect(register.synced).toBe(true);
    expect((await reopen()).synced).toBe(true);
  });

  it('older ones do not replace a newer one', async () => {
    const register = await bench.synced(feed);
    const [older, newer] = [await feed.tip(), await feed.tip()];
    await register.acceptTip(newer);
    const moment = register.newestMoment;
    await register.acceptTip(older);
    expect(register.newestTip).toBe(newer);
    expect(register.newestMoment).toBe(moment);
    await feed.publish(recall('B1'));
    await register.append(feed.entries.slice(1), RECEIVED);
    const ahead = await feed.tip();
    await register.acceptTip(ahead);
    await register.acceptTip(newer);
    expect(register.newestTip).toBe(ahead);
    const again = await reopen();
    expect(again.newestTip).toBe(ahead);
    expect(again.newestMoment).toBeGreaterThan(moment);
  });

  it.each<[string, FeedFault, (at: TestFeed) => Promise<string>]>([
    ['without our nonce', 'malformed', (at) => at.tip()],
    ['with another nonce', 'malformed', (at) => at.tip({ nonce: 'yours' })],
    ['of another feed', 'feed', (at) => at.tip({ feed: 'F2', nonce: 'mine' })],
    ['signed by the entry key', 'key-unknown', (at) => at.tip({ nonce: 'mine' }, at.keys.entry)],
    ['that is an entry', 'header', async (at) => at.entries[0] ?? ''],
    ['without a position', 'malformed', (at) => at.tip({ position: undefined, nonce: 'mine' } as object)],
  ])('one %s is refused and changes nothing', async (_name, fault, make) => {
    const { register } = await bench.open(feed);
    await register.append(feed.entries, RECEIVED);
    await expect(register.acceptTip(await make(feed), 'mine')).rejects.toEqual(feedError(fault));
    expect(register.newestTip).toBeNull();
    expect(register.synced).toBe(false);
    await register.acceptTip(await feed.tip({ nonce: 'mine' }), 'mine');
    expect(register.synced).toBe(true);
  });
});

/** Both halves of each fork that is kept. */
function forksKept(): Array<{ position: number; ours: string; theirs: string }> {
  const db = new Database(bench.path, { readonly: true });
  try {
    return db
      .prepare<[], { position: number; ours: string; theirs: string }>(
        'select position, ours, theirs from fork order by position',
      )
      .all();
  } finally {
    db.close();
  }
}

describe('a fork', () => {
  it('by a tip over another entry than ours: both are kept, recalls go on blocking, and nothing is complete', async () => {
    await feed.publish(recall('B1'));
    const register = await bench.synced(feed);
    const theirs = await feed.tip({ hash: feed.root });
    await expect(register.acceptTip(theirs)).rejects.toEqual(new ForkError(2));
    expect(forksKept()).toEqual([{ position: 2, ours: feed.entries[1], theirs }]);
    expect(register.synced).toBe(false);
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1, feed-unsynced');
    // An honest tip does not undo what was signed; only the root does.
    await register.acceptTip(await feed.tip());
    expect(register.synced).toBe(false);
    const again = await reopen();
    expect(again.synced).toBe(false);
    await feed.addEpoch(1);
    await catchUp(again, feed);
    expect(again.synced).toBe(true);
  });

  it('by two tips ahead of us', async () => {
    const { register } = await bench.open(feed);
    await register.append(feed.entries, RECEIVED);
    const ours = await feed.tip({ position: 9, hash: feed.root });
    const theirs = await feed.tip({ position: 9 });
    await register.acceptTip(ours);
    await expect(register.acceptTip(theirs)).rejects.toEqual(new ForkError(9));
    expect(forksKept()).toEqual([{ position: 9, ours, theirs }]);
  });

  it('by a tip that was ahead of us, once the entry there turns out to be another', async () => {
    const { register } = await bench.open(feed);
    await register.append(feed.entries, RECEIVED);
    const theirs = await feed.tip({ position: 2, hash: feed.root });
    await register.acceptTip(theirs);
    await feed.publish(recall('B1'), recall('B2'));
    await register.append(feed.entries.slice(1), RECEIVED);
    await expect(register.acceptTip(await feed.tip())).rejects.toEqual(new ForkError(2));
    expect(forksKept()).toEqual([{ position: 2, ours: feed.entries[1], theirs }]);
    await register.acceptTip(await feed.tip());
    expect(register.synced).toBe(false);
  });

  it('by another signed entry where ours stands', async () => {
    const theirs = feed.branch();
    await feed.publish(recall('B1'), recall('B2', 'B456'));
    await theirs.publish(recall('B3', 'C789'));
    const register = await bench.synced(feed);
    const contested = theirs.entries[1] ?? '';
    expect(await register.contest(contested)).toBe('forked');
    expect(await register.contest(contested)).toBe('forked');
    expect(forksKept()).toEqual([{ position: 2, ours: feed.entries[1], theirs: contested }]);
    expect(register.synced).toBe(false);
    expect(register.head).toMatchObject({ position: 3, hash: feed.hash() });
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1, feed-unsynced');
  });

  it('where each branch has keys of its own', async () => {
    const theirs = feed.branch();
    await feed.publish(recall('B1'));
    await theirs.rotate('entry');
    const register = await bench.synced(feed);
    expect(await register.contest(theirs.entries[1] ?? '')).toBe('forked');
  });

  it.each<[string, FeedFault, (ours: TestFeed, theirs: TestFeed) => Promise<string>]>([
    ['our own entry', 'position', async (ours) => ours.entries[1] ?? ''],
    ['an entry after ours', 'position', (ours) => ours.entry({ bulletin: recall('X') })],
    ['an entry of another feed', 'feed', (_, theirs) => theirs.entry({ bulletin: recall('X') }, { feed: 'F2' })],
    ['one signed by a stranger', 'key-unknown', async (_, theirs) => theirs.entry({}, {}, await newSigner())],
    [
      'one that only claims our key',
      'signature',
      (_, theirs) => impostor(theirs).then((thief) => theirs.entry({}, {}, thief)),
    ],
    ['a position that is a text', 'position', (_, theirs) => theirs.entry({}, { position: '2' })],
    [
      'an entry whose keys are no text',
      'key-unknown',
      async (_, theirs) => theirs.entry({}, { keys: 5 }, await newSigner()),
    ],
    ['a tip', 'header', (_, theirs) => theirs.tip()],
    ['no JWS', 'malformed', async () => 'fork'],
    ['a payload of null', 'position', (_, theirs) => theirs.keys.entry.sign(typ.entry, { toJSON: () => null })],
  ])('is not proved by %s', async (_name, fault, make) => {
    const theirs = feed.branch();
    await feed.publish(recall('B1'));
    const register = await bench.synced(feed);
    await expect(register.contest(await make(feed, theirs))).rejects.toEqual(feedError(fault));
    expect(forksKept()).toEqual([]);
    expect(register.synced).toBe(true);
  });

  it('is not proved by a key that was ended since: its thief could freeze us', async () => {
    const thief = feed.keys.entry;
    const theirs = feed.branch();
    await feed.rotate('entry');
    const register = await bench.synced(feed);
    await expect(register.contest(await theirs.entry({ bulletin: recall('X') }, {}, thief))).rejects.toEqual(
      feedError('key-out-of-range'),
    );
    expect(register.synced).toBe(true);
  });
});

describe('an epoch', () => {
  /** Ours: B1 of lot A123, B2 of lot B456, common up to position 1; theirs goes on from there by the root's word. */
  async function branches() {
    await feed.publish(recall('B0', 'COMMON'));
    const theirs = feed.branch();
    await feed.publish(recall('B1'), recall('B2', 'B456'));
    await theirs.addEpoch(1);
    await theirs.publish(recall('B3', 'C789'));
    const register = await bench.synced(feed);
    bench.told.length = 0;
    return { register, theirs, epoch: theirs.entries[2] ?? '' };
  }
  const verdicts = (register: Register) =>
    ['COMMON', 'A123', 'B456', 'C789', 'Z9'].map((lot) => verdictOf(register, { codes: [gtin], lot }));

  it('moves us to the living branch; what the abandoned one recalled blocks until lifted by name', async () => {
    const { register, theirs, epoch } = await branches();
    await register.contest(await feed.branch(2).entry({ bulletin: 'x' }));
    expect(await register.contest(epoch)).toBe('epoch');
    expect(register.head).toMatchObject({ position: 3, hash: theirs.hash(3) });
    expect(register.synced).toBe(false);
    expect(register.newestTip).toBeNull();
    const moment = register.newestMoment;
    await catchUp(register, theirs);
    expect(register.synced).toBe(true);
    expect(register.newestMoment).toBeGreaterThanOrEqual(moment);
    const blocked = ['B0', 'B1', 'B2', 'B3'].map((id) => `block, lot-recalled ${id}`);
    expect(verdicts(register)).toEqual([...blocked, 'allow']);
    expect(bench.told).toEqual([['B1', 'B2'], ['B3']]);

    const again = await reopen();
    expect(again.head).toMatchObject({ position: 4, hash: theirs.hash() });
    expect(verdicts(again)).toEqual([...blocked, 'allow']);
    expect(await again.entriesAfter(0, 10)).toEqual(theirs.entries);

    await theirs.publish({ ...recall('B1'), revision: 2, state: 'lifted' });
    await catchUp(again, theirs);
    const left = [blocked[0], 'allow', blocked[2], blocked[3], 'allow'];
    expect(verdicts(again)).toEqual(left);
    expect(verdicts(await reopen())).toEqual(left);
  });

  it('shows what only the abandoned branch said, with its text', async () => {
    const { register, theirs, epoch } = await branches();
    await register.contest(epoch);
    await catchUp(register, theirs);
    for (const held of [register, await reopen()]) {
      expect(held.bulletins().map(({ id, state }) => `${id} ${state}`)).toEqual([
        'B0 in-force',
        'B3 in-force',
        'B1 in-force',
        'B2 in-force',
      ]);
    }
    await bench.close();
    const { register: last } = await bench.open();
    expect(last.bulletin('B1')?.revisions[0]?.content).toEqual(recall('B1'));
  });

  it('comes as any other entry to one who holds the common part alone', async () => {
    const { theirs } = await branches();
    const late = new RegisterBench();
    try {
      const { register } = await late.open(feed);
      await register.append(feed.entries.slice(0, 2), RECEIVED);
      await expect(register.acceptTip(await feed.tip({ position: 2, hash: feed.root }))).rejects.toThrow(ForkError);
      expect(await register.append(theirs.entries.slice(2), RECEIVED)).toEqual({ accepted: 2, fault: null });
      await register.acceptTip(await theirs.tip());
      expect(register.synced).toBe(true);
    } finally {
      await late.remove();
    }
  });

  it('is the root’s to declare, once, over an entry that we hold', async () => {
    const { register, theirs, epoch } = await branches();
    const thief = await newSigner();
    const wrong: Array<[FeedFault, string]> = [
      ['statement', await theirs.epochStatement(1, { root: thief.jwk }, thief)],
      ['signature', await theirs.epochStatement(1, {}, thief)],
      ['feed', await theirs.epochStatement(1, { feed: 'F2' })],
      ['statement', await theirs.epochStatement(1, { position: 2, hash: feed.root })],
      ['statement', await theirs.epochStatement(1, { position: 99 })],
      ['header', await theirs.keyStatement()],
    ];
    for (const [fault, statement] of wrong) {
      const jws = await theirs.branch(2).entry({ epoch: statement });
      await expect(register.contest(jws)).rejects.toEqual(feedError(fault));
    }
    // The statement is right, and the entry around it is not signed by a key of the feed.
    const epochOf = await theirs.branch(2).epochStatement(1);
    await expect(register.contest(await theirs.branch(2).entry({ epoch: epochOf }, {}, thief))).rejects.toEqual(
      feedError('key-unknown'),
    );
    expect(register.head).toMatchObject({ position: 4, hash: feed.hash() });
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1');
    expect(await register.contest(epoch)).toBe('epoch');
    await expect(register.contest(epoch)).rejects.toEqual(feedError('statement'));
  });

  it('takes back keys that were named on the abandoned branch alone', async () => {
    const theirs = feed.branch();
    await feed.rotate('entry', 'tip');
    await feed.publish(recall('B1'));
    await theirs.addEpoch(1);
    const register = await bench.synced(feed);
    expect(await register.contest(theirs.entries[1] ?? '')).toBe('epoch');
    const again = await reopen();
    expect(await again.append([await theirs.entry({}, {}, feed.keys.entry)], RECEIVED)).toMatchObject({
      fault: { fault: 'key-unknown' },
    });
    await catchUp(again, theirs);
    expect(again.synced).toBe(true);
  });

  it('ends a second fork after a first one', async () => {
    const { register, theirs, epoch } = await branches();
    await register.contest(epoch);
    const last = theirs.branch(3);
    await catchUp(register, theirs);
    await last.addEpoch(2);
    expect(await register.contest(last.entries[3] ?? '')).toBe('epoch');
    await catchUp(register, last);
    const expected = [...['B0', 'B1', 'B2', 'B3'].map((id) => `block, lot-recalled ${id}`), 'allow'];
    expect(verdicts(register)).toEqual(expected);
    expect(verdicts(await reopen())).toEqual(expected);
  });
});

describe('bulletins as people see them', () => {
  const at = (moment: string) => {
    bench.clock.now = Date.parse(moment);
  };
  const states = (register: Register, id = 'B1') =>
    register.bulletin(id)?.revisions.map(({ revision, state }) => `${revision} ${state}`);

  it('a revision that begins later is scheduled, then takes over', async () => {
    await feed.publish(recall('B1'), {
      ...recall('B1', 'B456'),
      revision: 2,
      title: 'Étendu',
      effectiveAt: '2026-12-01T00:00:00+01:00',
    });
    const register = await bench.synced(feed);
    expect(register.bulletin('B1')).toMatchObject({ revision: 1, state: 'in-force', title: 'Rappel B1' });
    expect(states(register)).toEqual(['1 in-force', '2 scheduled']);
    expect(register.targets('B1').map(({ revision }) => revision.revision)).toEqual([1]);
    at('2026-11-30T23:00:00Z');
    expect(register.bulletin('B1')).toMatchObject({ revision: 2, state: 'in-force', title: 'Étendu' });
    expect(states(register)).toEqual(['1 superseded', '2 in-force']);
    expect(register.targets('B1').map(({ revision }) => revision.revision)).toEqual([2]);
  });

  it('a first revision that begins later is scheduled', async () => {
    await feed.publish({ ...recall('B1'), effectiveAt: '2026-12-01T00:00:00Z' });
    const register = await bench.synced(feed);
    expect(register.bulletin('B1')).toMatchObject({ revision: 1, state: 'scheduled' });
    expect(register.targets('B1')).toHaveLength(1);
  });

  it('a lifted one says so, and look-back still knows what it was about', async () => {
    await feed.publish(recall('B1'), { ...recall('B1'), revision: 2, state: 'lifted' });
    const register = await bench.synced(feed);
    expect(register.bulletin('B1')).toMatchObject({ revision: 2, state: 'lifted' });
    expect(states(register)).toEqual(['1 superseded', '2 lifted']);
    expect(register.targets('B1')).toHaveLength(1);
    expect(verdictOf(register, pack)).toBe('allow');
  });

  it('a beginning that cannot be read is at once, as for checks', async () => {
    await feed.publish({ ...recall('B1'), effectiveAt: '2026-13-45T99:00:00Z' });
    const register = await bench.synced(feed);
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1');
    expect(register.bulletin('B1')).toMatchObject({ revision: 1, state: 'in-force' });
  });

  const novel = (fields: object) => ({ id: 'B1', kind: 'seizure', revision: 2, gtin, ...fields });

  it('a newer revision that is not understood counts beside the older, and is the one shown', async () => {
    await feed.publish(recall('B1'), novel({ title: 'Nouveauté' }));
    const register = await bench.synced(feed);
    expect(verdictOf(register, pack)).toBe('block, lot-recalled B1, check-required B1');
    expect(register.bulletin('B1')).toMatchObject({
      revision: 2,
      state: 'in-force',
      title: 'Nouveauté',
      reference: 'R-B1',
      kind: 'recall',
      attention: 'interrupt',
    });
    expect(states(register)).toEqual(['1 in-force', '2 in-force']);
    expect(register.bulletin('B1')?.revisions.map(({ understood }) => understood)).toEqual([true, false]);
    expect(register.targets('B1').map(({ revision }) => revision.revision)).toEqual([1, 2]);
  });

  it('a lifted one with a newer revision that is not understood is not shown as lifted', async () => {
    await feed.publish({ ...recall('B1'), state: 'lifted' }, novel({}));
    const register = await bench.synced(feed);
    expect(verdictOf(register, pack)).toBe('verify, check-required B1');
    expect(register.bulletin('B1')).toMatchObject({ revision: 2, state: 'in-force' });
    expect(states(register)).toEqual(['1 lifted', '2 in-force']);
  });

  it('one that is not understood ends with a later one that is', async () => {
    await feed.publish(recall('B1'), novel({}), { ...recall('B1'), revision: 3 });
    const register = await bench.synced(feed);
    expect(states(register)).toEqual(['1 superseded', '2 superseded', '3 in-force']);
    expect(register.bulletin('B1')).toMatchObject({ revision: 3, title: 'Rappel B1' });
  });

  it('keeps the order in which they first came, and the text of each revision as broadcast', async () => {
    const second = { ...recall('B1'), revision: 2, note: 'Éléphant 🐘' };
    await feed.publish(recall('B1'), recall('B2'), second);
    const register = await bench.synced(feed);
    expect(register.bulletins().map(({ id }) => id)).toEqual(['B1', 'B2']);
    expect(register.bulletin('B1')?.revisions[1]).toMatchObject({ position: 4, receivedAt: RECEIVED, content: second });
    expect(register.bulletin('B3')).toBeNull();
    expect(register.targets('B3')).toEqual([]);
  });
});

describe('listeners', () => {
  it('that throw undo nothing and keep nothing from the others', async () => {
    const { register } = await bench.open(feed);
    register.onBulletins(() => {
      throw new Error('out of order');
    });
    const told: string[] = [];
    const leave = register.onBulletins((ids) => told.push(...ids));
    await feed.publish(recall('B1'));
    expect(await register.append(feed.entries, RECEIVED)).toEqual({ accepted: 2, fault: null });
    leave();
    await feed.publish(recall('B2'));
    await register.append(feed.entries.slice(2), RECEIVED);
    expect(told).toEqual(['B1']);
  });
});
