import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Enrolment, IDENTITY_FILE, IdentityFileStorage, IdentityLocked, IdentityStore } from './identity.ts';
import { TestProtection } from './key-protection.testkit.ts';
import { type KeyProtection, ownerFile } from './key-protection.ts';
import { TestTime } from './time.testkit.ts';

let dir: string;
const time = new TestTime();
const open = (protection: KeyProtection = ownerFile()) =>
  IdentityStore.open(new IdentityFileStorage(dir, time), async () => protection);
const text = () => readFile(join(dir, IDENTITY_FILE), 'utf8');
/** The private half as a file without protection has it. */
const secretOf = async () => (JSON.parse(await text()) as { key: { d: string } }).key.d;
const enrolment: Enrolment = {
  workstation: { id: 'w1', name: 'Comptoir 1' },
  officine: { id: 'o1', name: 'Pharmacie', territory: 'FR-75', version: 1 },
  feed: 'f1',
  portal: 'portal.test',
  root: 'r'.repeat(43),
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vigilot-protection-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('a key under protection', () => {
  it('is not in the file, and is the same after a restart', async () => {
    const keyring = new TestProtection();
    const first = await open(keyring);
    const { kid } = await first.signer();
    await first.enrolled(enrolment);
    expect(JSON.parse(await text())).toEqual({
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        x: expect.any(String),
        sealed: { by: 'safe-storage', data: expect.stringMatching(/^[\w+/]{43}=$/) },
      },
      enrolment,
    });
    const again = await open(keyring);
    expect(again.enrolment).toEqual(enrolment);
    expect((await again.signer()).kid).toBe(kid);
    expect(again.kept).toEqual({ by: 'safe-storage', shortfall: null, locked: null });
  });

  it('that stood in a plain file goes under protection at the next start, and is gone from the file', async () => {
    const before = await open();
    const { kid } = await before.signer();
    await before.enrolled(enrolment);
    const d = await secretOf();
    const store = await open(new TestProtection('dpapi-machine'));
    expect(store.kept?.by).toBe('owner-file');
    expect((await store.signer()).kid).toBe(kid);
    expect(store.kept).toEqual({ by: 'dpapi-machine', shortfall: null, locked: null });
    expect(await text()).not.toContain(d);
    expect(JSON.parse(await text())).toMatchObject({ enrolment });
  });

  it('is found as one of both where the process dies while it changes', async () => {
    const plain = await open();
    const { kid } = await plain.signer();
    const before = await text();
    const keyring = new TestProtection();
    // The write never comes to its end: the file is what it was.
    const disk = new IdentityFileStorage(dir, time);
    const stuck = await IdentityStore.open(
      {
        read: () => disk.read(),
        write: () => Promise.reject(new Error('ENOSPC')),
        setAside: () => disk.setAside(),
        findAside: () => disk.findAside(),
      },
      async () => keyring,
    );
    expect((await stuck.signer()).kid).toBe(kid);
    expect(stuck.kept).toEqual({ by: 'owner-file', shortfall: 'ENOSPC', locked: null });
    expect(await text()).toBe(before);
    // Another start does what was left undone, and one after it finds that.
    expect((await (await open(keyring)).signer()).kid).toBe(kid);
    expect((await (await open(keyring)).signer()).kid).toBe(kid);
  });

  it.each<[string, () => KeyProtection, string]>([
    [
      'the protection refuses',
      () => Object.assign(new TestProtection(), { refusal: 'no keyring' }),
      'safe-storage: no keyring',
    ],
    [
      'it would not open again',
      () => ({
        name: 'safe-storage',
        shortfall: null,
        protect: async (b) => b,
        unprotect: async () => new Uint8Array(32),
      }),
      'safe-storage: it gives back other bytes than it took',
    ],
    [
      'there is none, which says why',
      () => ownerFile('safeStorage: no keyring (basic_text)'),
      'safeStorage: no keyring (basic_text)',
    ],
  ])('stays in its owner’s file, and says so, where %s', async (_, make, shortfall) => {
    const store = await open(make());
    const { kid } = await store.signer();
    expect(store.kept).toEqual({ by: 'owner-file', shortfall, locked: null });
    expect((await (await open()).signer()).kid).toBe(kid);
  });

  it('stays in its owner’s file where what protects cannot be found out', async () => {
    const store = await IdentityStore.open(new IdentityFileStorage(dir, time), () => Promise.reject(new Error('gone')));
    await store.signer();
    expect(store.kept).toEqual({ by: 'owner-file', shortfall: 'gone', locked: null });
  });
});

describe('a key that does not open', () => {
  let keyring: TestProtection;
  let kid: string;
  let sealed: string;
  beforeEach(async () => {
    keyring = new TestProtection();
    const store = await open(keyring);
    ({ kid } = await store.signer());
    await store.enrolled(enrolment);
    sealed = await text();
  });
  const untouched = async () => {
    expect(await text()).toBe(sealed);
    expect(await readdir(dir)).toEqual([IDENTITY_FILE]);
  };

  it.each<[string, KeyProtection]>([
    ['another protection is', new TestProtection('dpapi-machine')],
    ['nothing better than the file is', ownerFile('safeStorage: no keyring (basic_text)')],
  ])('says by what it is sealed where %s here, and is neither damaged nor replaced', async (_, other) => {
    const store = await open(other);
    expect(store.damaged).toBeNull();
    await expect(store.signer()).rejects.toThrow('sealed by safe-storage, which is not here');
    expect(store.kept).toMatchObject({ by: 'safe-storage', locked: { said: null } });
    // Territory and feed are known all the same: the verdict needs them.
    expect(store.enrolment).toEqual(enrolment);
    await untouched();
  });

  it('because its user’s own was lost says what the system said, at every start', async () => {
    keyring.loseKey();
    for (let start = 0; start < 2; start++) {
      const store = await open(keyring);
      await expect(store.signer()).rejects.toThrow(IdentityLocked);
      expect(store.kept?.locked?.said).toMatch(/not the key of this workstation/);
      expect(store.damaged).toBeNull();
    }
    await untouched();
  });

  it('for a time opens later, without a restart', async () => {
    const store = await open(keyring);
    keyring.refusal = 'the keyring is locked';
    await expect(store.signer()).rejects.toThrow('the keyring is locked');
    keyring.refusal = null;
    expect((await store.signer()).kid).toBe(kid);
    expect(store.kept?.locked).toBeNull();
  });

  it('of a protection that this version does not know is not damaged', async () => {
    await writeFile(join(dir, IDENTITY_FILE), sealed.replace('safe-storage', 'tpm-2'));
    const store = await open(keyring);
    expect(store.damaged).toBeNull();
    await expect(store.signer()).rejects.toThrow('sealed by tpm-2, which is not here');
  });

  it('keeps what comes of its enrolment meanwhile, the sealed key with it', async () => {
    keyring.refusal = 'locked';
    await (await open(keyring)).update({ revoked: { at: '2026-11-22T09:30:00.000Z', reason: 'volé' } });
    keyring.refusal = null;
    const store = await open(keyring);
    expect(store.enrolment?.revoked?.reason).toBe('volé');
    expect((await store.signer()).kid).toBe(kid);
  });
});
