/**
 * Electron's `safeStorage`, for the process that has it. Under Windows it is DPAPI for one user, hence for installs that serve
 * one user; under Linux the keyring of the session, or none: then it would only hide the key behind a password that is the same
 * everywhere, which is no protection and is not taken for one.
 */

/** Of Electron's `safeStorage`. What is optional came after Electron 33, and replaces the rest from 45 on. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
  /** Linux alone. */
  getSelectedStorageBackend?(): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(encrypted: Buffer): Promise<{ readonly result: string }>;
}

/** Why it protects nothing here, for people and IT; null: it does. */
export async function safeStorageLack(storage: SafeStorage): Promise<string | null> {
  const backend = storage.getSelectedStorageBackend?.();
  if (backend === 'basic_text' || backend === 'unknown') return `safeStorage: no keyring (${backend})`;
  const available = await (storage.isAsyncEncryptionAvailable?.() ?? storage.isEncryptionAvailable());
  return available ? null : 'safeStorage: no encryption available';
}

/** Answers a question as `Ask` puts it. Rejects where the system refuses. */
export async function askSafeStorage(
  storage: SafeStorage,
  kind: 'protect' | 'unprotect',
  data: string,
): Promise<string> {
  if (kind === 'protect') {
    const sealed = await (storage.encryptStringAsync?.(data) ?? storage.encryptString(data));
    return sealed.toString('base64');
  }
  const encrypted = Buffer.from(data, 'base64');
  if (storage.decryptStringAsync === undefined) return storage.decryptString(encrypted);
  return (await storage.decryptStringAsync(encrypted)).result;
}
