import { describe, expect, it, vi } from 'vitest';
import { WalSync } from './wal-sync.ts';

/** A -wal file that counts its syncs and fails when told to. */
function fakeFile() {
  const file = {
    opened: [] as string[],
    synced: 0,
    closed: 0,
    failing: null as Error | null,
    /** Holds syncs back until called. */
    gate: Promise.resolve(),
    open: async (path: string) => {
      file.opened.push(path);
      return {
        datasync: async () => {
          await file.gate;
          if (file.failing !== null) throw file.failing;
          file.synced++;
        },
        close: async () => {
          file.closed++;
        },
      };
    },
  };
  return file;
}

describe('syncing the log', () => {
  it('happens within a second of a commit, once for all of them, and not again without a commit', async () => {
    vi.useFakeTimers();
    try {
      const file = fakeFile();
      const sync = new WalSync({ path: '/data/journal.db', openFile: file.open, onSync: () => {} });
      for (let i = 0; i < 10; i++) sync.touch();
      expect(file.synced).toBe(0);
      await vi.advanceTimersByTimeAsync(999);
      expect(file.synced).toBe(1);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(file.synced).toBe(1);
      sync.touch();
      await vi.advanceTimersByTimeAsync(999);
      expect(file.synced).toBe(2);
      expect(file.opened).toEqual(['/data/journal.db-wal']);
      await sync.close();
      expect(file.closed).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('covers commits that came while a sync was under way', async () => {
    const file = fakeFile();
    const { promise, resolve } = Promise.withResolvers<void>();
    file.gate = promise;
    const sync = new WalSync({ path: 'j', openFile: file.open, onSync: () => {} });
    sync.touch();
    const first = sync.sync();
    sync.touch();
    const second = sync.sync();
    resolve();
    await first;
    await second;
    expect(file.synced).toBe(2);
    await sync.sync();
    expect(file.synced).toBe(2);
    await sync.close();
  });

  it('that fails is told, and tried again with a new handle', async () => {
    const file = fakeFile();
    const told: unknown[] = [];
    const sync = new WalSync({ path: 'j', openFile: file.open, onSync: (error) => told.push(error) });
    file.failing = new Error('EIO');
    sync.touch();
    await expect(sync.sync()).rejects.toThrow('EIO');
    file.failing = null;
    await sync.sync();
    expect(told).toEqual([expect.objectContaining({ message: 'EIO' }), null]);
    expect([file.opened.length, file.closed]).toEqual([2, 1]);
    await sync.close();
  });
});
