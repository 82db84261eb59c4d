/**
 * The system's secret storage, as a process reaches it that cannot call it: Electron gives `safeStorage` to its main process
 * alone, and DPAPI for the machine is called by the service host. Both are asked the same way, and differ in how a question travels.
 */

/** Puts one question to the process that can; both ways base64. Rejects with what that process says. */
export type Ask = (kind: 'protect' | 'unprotect', data: string) => Promise<string>;

/** As the agent is handed it (agent/link/key-protection.ts). */
export interface SecretStorage<Name extends string = 'safe-storage' | 'dpapi-machine'> {
  readonly name: Name;
  readonly shortfall: null;
  protect(bytes: Uint8Array): Promise<Uint8Array>;
  unprotect(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The storage called `name`, in the process behind `ask`. Rejects where that does, and where its answer is not base64. */
export function askedStorage<Name extends 'safe-storage' | 'dpapi-machine'>(name: Name, ask: Ask): SecretStorage<Name> {
  const put = (kind: 'protect' | 'unprotect') => async (bytes: Uint8Array) =>
    bytesOf(await ask(kind, Buffer.from(bytes).toString('base64')));
  return { name, shortfall: null, protect: put('protect'), unprotect: put('unprotect') };
}

function bytesOf(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  // Decoding leaves out what is no base64: half an answer would be taken for a whole one.
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw new Error('an answer that is not base64');
  return bytes;
}
