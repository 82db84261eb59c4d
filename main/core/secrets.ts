/** The workstation's key under Electron's safeStorage: the core asks, the shell answers. */
import { type KeyProtection, ownerFile } from '../../agent/link/key-protection.ts';
import type { Timers } from '../../agent/link/timers.ts';
import { askSafeStorage, type SafeStorage, safeStorageLack } from '../../native-bridge/secret-storage/safe-storage.ts';
import { askedStorage } from '../../native-bridge/secret-storage/secret-storage.ts';
import type { SecretAnswer, SecretQuestion } from './messages.ts';

/** Longer than a person takes to type the password of a keyring. */
const PATIENCE_MS = 90_000;

/** The shell's side. Never rejects. */
export async function answerSecret(
  storage: SafeStorage,
  { id, act, data }: Pick<SecretQuestion, 'id' | 'act' | 'data'>,
): Promise<SecretAnswer> {
  try {
    if (act === 'offer') return { kind: 'secret', id, data: '', fault: await safeStorageLack(storage) };
    return { kind: 'secret', id, data: await askSafeStorage(storage, act, data), fault: null };
  } catch (error) {
    return { kind: 'secret', id, data: '', fault: error instanceof Error ? error.message : String(error) };
  }
}

export interface ShellSecretsOptions {
  readonly tell: (question: SecretQuestion) => void;
  readonly timers: Pick<Timers, 'after'>;
}

/** The core's side. */
export class ShellSecrets {
  readonly #options: ShellSecretsOptions;
  readonly #waiting = new Map<number, (answer: Pick<SecretAnswer, 'data' | 'fault'>) => void>();
  #lastId = 0;

  constructor(options: ShellSecretsOptions) {
    this.#options = options;
  }

  /** What the shell has: safeStorage, or nothing better than the file, with why. Never rejects. */
  async find(): Promise<KeyProtection> {
    const { fault } = await this.#ask('offer', '');
    if (fault !== null) return ownerFile(fault);
    return askedStorage('safe-storage', async (act, given) => {
      const { data, fault: refusal } = await this.#ask(act, given);
      if (refusal !== null) throw new Error(refusal);
      return data;
    });
  }

  /** An answer of the shell came; one that comes too late is none. */
  answered({ id, data, fault }: SecretAnswer): void {
    this.#waiting.get(id)?.({ data, fault });
  }

  #ask(act: SecretQuestion['act'], data: string): Promise<Pick<SecretAnswer, 'data' | 'fault'>> {
    const { tell, timers } = this.#options;
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const end = (answer: Pick<SecretAnswer, 'data' | 'fault'>) => {
        cancel();
        this.#waiting.delete(id);
        resolve(answer);
      };
      const cancel = timers.after(PATIENCE_MS, () => end({ data: '', fault: 'safeStorage: no answer' }));
      this.#waiting.set(id, end);
      tell({ kind: 'secret', id, act, data });
    });
  }
}
