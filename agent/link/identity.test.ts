import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { typ, verify } from '../../protocol/envelope.ts';
import { type Enrolment, IDENTITY_FILE, IdentityDamaged, IdentityFileStorage, IdentityStore } from './identity.ts';
import { TestTime } from './time.testkit.ts';

let dir: string;
const time = new TestTime();
const open = () => IdentityStore.open(new IdentityFileStorage(dir, time));
const file = () => join(dir, IDENTITY_FILE);
const enrolment: Enrolment = {
  workstation: { id: 'w1', name: 'Comptoir 1' },
  officine: { id: 'o1', name: 'Pharmacie', territory: null, version: 0 },
  feed: 'f1',
  portal: 'portal.test',
  root: 'r'.repeat(43),
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vigilot-identity-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('makes its key once, on disk before anybody is told, readable by its owner alone', async () => {
  const store = await open();
  expect(store.enrolment).toBeNull();
  const signer = await store.signer();
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const again = await (await open()).signer();
  expect(again.kid).toBe(signer.kid);
  expect(await verify(await again.sign(typ.enrol, { a: 1 }), typ.enrol, signer.jwk)).toEqual({ a: 1 });
});

it('keeps what enrolment gave, and each change of it', async () => {
  const store = await open();
  await store.signer();
  await store.enrolled(enrolment);
  await store.update({ revoked: { at: '2026-11-22T09:30:00.000Z', reason: 'volé' } });
  await store.update({ forked: { at: '2026-11-22T09:30:00.000Z' } });
  await store.update({ forked: undefined });
  expect((await open()).enrolment).toEqual({
    ...enrolment,
    revoked: { at: '2026-11-22T09:30:00.000Z', reason: 'volé' },
  });
});

it('refuses to keep an enrolment without a key, or to change one that is not there', async () => {
  const store = await open();
  await expect(store.enrolled(enrolment)).rejects.toThrow('no key');
  await expect(store.update({ forked: undefined })).rejects.toThrow('not enrolled');
});

it.each([
  ['half of it', '{"key":{"kty":"OKP","crv":"Ed25519","x":"'],
  ['nothing', ''],
  ['another thing', '{"hello":"world"}'],
  ['a key that is none', JSON.stringify({ key: { kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'b' }, enrolment: null })],
])('sets a damaged one aside (%s), says so at every start, and never makes a new one by itself', async (_, text) => {
  await writeFile(file(), text);
  const store = await open();
  expect(store.damaged).toBeInstanceOf(IdentityDamaged);
  const aside = store.damaged?.setAside ?? '';
  expect(await readFile(aside, 'utf8')).toBe(text);
  await expect(store.signer()).rejects.toThrow(IdentityDamaged);
  const next = await open();
  expect(next.damaged?.setAside).toBe(aside);
  await expect(next.signer()).rejects.toThrow(IdentityDamaged);
  expect(await readdir(dir)).toHaveLength(1);
  // A person has removed it: that is the consent.
  await rm(aside);
  expect((await open()).damaged).toBeNull();
});

it('changes nothing where the disk takes nothing', async () => {
  let fails = false;
  let text: string | null = null;
  const storage = {
    read: async () => text,
    write: async (next: string) => {
      if (fails) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      text = next;
    },
    setAside: async () => 'aside',
    findAside: async () => null,
  };
  const store = await IdentityStore.open(storage);
  fails = true;
  await expect(store.signer()).rejects.toThrow('ENOSPC');
  fails = false;
  await store.signer();
  fails = true;
  await expect(store.enrolled(enrolment)).rejects.toThrow('ENOSPC');
  expect(store.enrolment).toBeNull();
});

it('tells a file that cannot be read from one that is not there', async () => {
  await rm(dir, { recursive: true });
  await expect(open()).rejects.toThrow('ENOENT');
  dir = await mkdtemp(join(tmpdir(), 'vigilot-identity-'));
  await chmod(dir, 0o700);
  await expect(IdentityStore.open(new IdentityFileStorage(join(file(), 'no', 'folder'), time))).rejects.toThrow();
});
