import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { keysAndGenesis } from './genesis.ts';

let dataDir: string;
let other: string;
const folder = (dir: string) => join(dir, 'keys');
const fileOf = (dir: string, prefix: string) =>
  join(folder(dir), readdirSync(folder(dir)).find((name) => name.startsWith(prefix)) ?? '');

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-keys-'));
  other = mkdtempSync(join(tmpdir(), 'vigilot-keys-'));
  await keysAndGenesis(dataDir, systemClock);
  await keysAndGenesis(other, systemClock);
});
afterEach(() => {
  for (const dir of [dataDir, other]) rmSync(dir, { recursive: true });
});

describe('files of keys that somebody changed', () => {
  it.each([
    ['an entry key', 'entry-'],
    ['a tip key', 'tip-'],
    ['the root’s public half', 'root.pub'],
  ])('%s that is empty, cut short or another thing is named, and nothing of it is told', async (_what, prefix) => {
    const path = fileOf(dataDir, prefix);
    const text = readFileSync(path, 'utf8');
    for (const changed of ['', text.slice(0, text.length / 2), '{}', '[]', 'null', '"x"']) {
      writeFileSync(path, changed);
      const error: unknown = await keysAndGenesis(dataDir, systemClock).catch((thrown: unknown) => thrown);
      expect(error, changed).toMatchObject({ fault: 'key-unreadable', values: { path } });
      if (changed.length > 20)
        expect(JSON.stringify((error as { values: unknown }).values)).not.toContain(changed.slice(20));
    }
  });

  it.each(['root.pub', 'genesis'])(
    '%s of another portal, or cut short: the feed does not begin at it',
    async (prefix) => {
      const path = fileOf(dataDir, prefix);
      writeFileSync(path, readFileSync(fileOf(other, prefix)));
      await expect(keysAndGenesis(dataDir, systemClock)).rejects.toMatchObject({ fault: 'root-differs' });
    },
  );

  it('a first entry that was cut short or emptied is named', async () => {
    const path = fileOf(dataDir, 'genesis');
    for (const changed of ['', readFileSync(path, 'utf8').slice(0, 60), 'a.b.c']) {
      writeFileSync(path, changed);
      await expect(keysAndGenesis(dataDir, systemClock)).rejects.toMatchObject({
        fault: 'root-differs',
        values: { path },
      });
    }
  });

  it.each(['entry', 'tip'] as const)('the %s key of another portal signs nothing', async (use) => {
    const { keys } = await keysAndGenesis(dataDir, systemClock);
    const own = keys.own(use).map(({ kid }) => kid);
    writeFileSync(fileOf(dataDir, `${use}-`), readFileSync(fileOf(other, `${use}-`)));
    const { keys: changed, genesis } = await keysAndGenesis(dataDir, systemClock);
    const { verifyEntry, genesisHead, peek, typ } = await import('../../protocol/envelope.ts');
    const { feed } = peek(genesis, typ.entry).payload as { feed: string };
    const { head } = await verifyEntry(genesis, genesisHead(feed, changed.rootThumbprint));
    expect(changed.own(use).map(({ kid }) => kid)).not.toEqual(own);
    await expect(changed.signer(use, head.ring, 1)).rejects.toMatchObject({ fault: 'key-unknown' });
  });
});
