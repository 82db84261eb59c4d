import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { IDENTITY_FILE, IdentityFileStorage, IdentityStore } from '../../agent/link/identity.ts';
import { TestTime } from '../../agent/link/time.testkit.ts';
import type { SafeStorage } from '../../native-bridge/secret-storage/safe-storage.ts';
import { isFromCore } from './messages.ts';
import { answerSecret, ShellSecrets } from './secrets.ts';

/** A keyring that hides by one byte, as Electron would by AES. */
function keyring(change: Partial<SafeStorage> = {}): SafeStorage {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => turn(Buffer.from(text)),
    decryptString: (encrypted) => turn(encrypted).toString(),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    ...change,
  };
}

/** A core and a shell that talk as Electron lets them: by messages that are copied. */
function core(storage: SafeStorage, time = new TestTime()) {
  const secrets = new ShellSecrets({
    timers: time,
    tell: (question) => {
      const copy: unknown = structuredClone(question);
      if (!isFromCore(copy) || copy.kind !== 'secret') throw new Error('not a question');
      void answerSecret(storage, copy).then((answer) => secrets.answered(structuredClone(answer)));
    },
  });
  return secrets;
}

it('keeps the workstation’s key encrypted, and a restart reads it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-secrets-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const open = (storage: SafeStorage) => {
    const secrets = core(storage);
    return IdentityStore.open(new IdentityFileStorage(dir, new TestTime()), () => secrets.find());
  };
  const plain = await open(keyring({ getSelectedStorageBackend: () => 'basic_text' }));
  const { kid } = await plain.signer();
  expect(plain.kept).toMatchObject({ by: 'owner-file', shortfall: expect.stringContaining('basic_text') });
  const { d } = (JSON.parse(await readFile(join(dir, IDENTITY_FILE), 'utf8')) as { key: { d: string } }).key;
  expect((await (await open(keyring())).signer()).kid).toBe(kid);
  const written = await readFile(join(dir, IDENTITY_FILE), 'utf8');
  expect(written).toContain('"by":"safe-storage"');
  for (const form of ['base64url', 'base64', 'hex'] as const) {
    expect(written).not.toContain(Buffer.from(d, 'base64url').toString(form));
  }
  expect((await (await open(keyring())).signer()).kid).toBe(kid);
});

it('passes on what the system says where it refuses', async () => {
  const found = await core(
    keyring({
      decryptString: () => {
        throw new Error('Error while decrypting the ciphertext');
      },
    }),
  ).find();
  await expect(found.unprotect(new Uint8Array([1]))).rejects.toThrow('while decrypting');
});

it('is a file where the shell gives no answer, and takes none that comes too late', async () => {
  const time = new TestTime();
  const secrets = new ShellSecrets({ timers: time, tell: () => {} });
  const found = secrets.find();
  await time.pass(90_000);
  expect(await found).toMatchObject({ name: 'owner-file', shortfall: 'safeStorage: no answer' });
  secrets.answered({ kind: 'secret', id: 1, data: '', fault: null });
});
