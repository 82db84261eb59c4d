import { describe, expect, it } from 'vitest';
import { askSafeStorage, type SafeStorage, safeStorageLack } from './safe-storage.ts';
import { askedStorage } from './secret-storage.ts';

const reversed = (text: string) => Buffer.from([...text].reverse().join(''));
const old: SafeStorage = {
  isEncryptionAvailable: () => true,
  encryptString: reversed,
  decryptString: (encrypted) => reversed(encrypted.toString()).toString(),
};
const never = () => {
  throw new Error('deprecated');
};
const modern: SafeStorage = {
  isEncryptionAvailable: never,
  encryptString: never,
  decryptString: never,
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => reversed(text),
  decryptStringAsync: async (encrypted) => ({ result: reversed(encrypted.toString()).toString() }),
};
const bytes = new Uint8Array([0, 1, 254, 255]);

describe.each([
  ['as Electron 33 has it', old],
  ['as Electron 45 has it', modern],
])('safeStorage %s', (_, storage) => {
  const asked = askedStorage('safe-storage', (kind, data) => askSafeStorage(storage, kind, data));

  it('gives back what it took, which did not stand in what it gave', async () => {
    expect(await safeStorageLack(storage)).toBeNull();
    const sealed = await asked.protect(bytes);
    expect(Buffer.from(sealed).includes(Buffer.from(bytes))).toBe(false);
    expect(await asked.unprotect(sealed)).toEqual(Buffer.from(bytes));
  });

  it.each(['basic_text', 'unknown'])('protects nothing where its keyring is %s', async (backend) => {
    expect(await safeStorageLack({ ...storage, getSelectedStorageBackend: () => backend })).toContain(backend);
    expect(await safeStorageLack({ ...storage, getSelectedStorageBackend: () => 'kwallet6' })).toBeNull();
  });
});

it('says so where the system encrypts nothing', async () => {
  expect(await safeStorageLack({ ...old, isEncryptionAvailable: () => false })).toMatch(/no encryption/);
  expect(await safeStorageLack({ ...modern, isAsyncEncryptionAvailable: async () => false })).toMatch(/no encryption/);
});

describe('a storage in another process', () => {
  it('rejects with what that process says', async () => {
    const asked = askedStorage('dpapi-machine', () => Promise.reject(new Error('0x8009000B')));
    await expect(asked.unprotect(bytes)).rejects.toThrow('0x8009000B');
  });

  it.each(['', 'AAE', 'AAE-_w==', 'AAH+/w==\n'])('takes %j for no answer', async (answer) => {
    await expect(askedStorage('dpapi-machine', async () => answer).protect(bytes)).rejects.toThrow('not base64');
  });
});
