/** For tests: a protection as a system gives it, which can be taken away or lose its key. */
import { randomBytes } from 'node:crypto';
import type { KeyProtection, ProtectionName } from './key-protection.ts';

export class TestProtection implements KeyProtection {
  readonly name: ProtectionName;
  readonly shortfall = null;
  /** Of the system; a new one is what a reset password leaves. */
  #key = randomBytes(32);
  /** Set: every call rejects with it. */
  refusal: string | null = null;

  constructor(name: ProtectionName = 'safe-storage') {
    this.name = name;
  }

  loseKey(): void {
    this.#key = randomBytes(32);
  }

  async protect(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#turn(bytes);
  }

  async unprotect(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#turn(bytes);
  }

  #turn(bytes: Uint8Array): Uint8Array {
    if (this.refusal !== null) throw new Error(this.refusal);
    return bytes.map((byte, at) => byte ^ (this.#key[at % 32] ?? 0));
  }
}
