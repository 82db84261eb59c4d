/**
 * Who this workstation is: its private key, made before anybody is asked anything so that a lost answer burns nothing
 * (feed.md 10), and what enrolment gave it.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import Type, { type Static } from 'typebox';
import writeFileAtomic from 'write-file-atomic';
import { compiled } from '../../protocol/compiled.ts';
import { type Signer, signerOf } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import { type KeyProtection, ownerFile } from './key-protection.ts';

export const IDENTITY_FILE = 'identity.json';

const Enrolment = Type.Object({
  workstation: Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String() }),
  officine: Type.Object({
    id: Type.String({ minLength: 1 }),
    name: Type.String(),
    /** From a verified statement alone; null: not known, hence inside every measure. */
    territory: Type.Union([Type.String(), Type.Null()]),
    /** Of the statement that said so; 0 before the first. */
    version: Type.Integer({ minimum: 0 }),
  }),
  feed: Type.String({ minLength: 1 }),
  portal: Type.String({ minLength: 1 }),
  /** Thumbprint of the root: everything chains to it. */
  root: Type.String({ pattern: '^[\\w-]{43}$' }),
  /** The signed end of this identity. */
  revoked: Type.Optional(Type.Object({ at: Type.String(), reason: Type.String() })),
  /** Two signed statements contradict each other, until the root says which branch stands. */
  forked: Type.Optional(Type.Object({ at: Type.String() })),
});
export type Enrolment = Static<typeof Enrolment>;

const publicKey = { kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String() };
const IdentityFile = Type.Object({
  key: Type.Union([
    Type.Object({ ...publicKey, d: Type.String() }),
    /** `by` is any name: one that this version does not know is no damage. `data`: base64 of the 32 bytes, protected. */
    Type.Object({ ...publicKey, sealed: Type.Object({ by: Type.String({ minLength: 1 }), data: Type.String() }) }),
  ]),
  enrolment: Type.Union([Enrolment, Type.Null()]),
});
type IdentityFile = Static<typeof IdentityFile>;
const identityFile = compiled(IdentityFile);

type SealedKey = Extract<IdentityFile['key'], { readonly sealed: unknown }>;
interface PlainKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** The identity cannot be read; it was set aside and is never replaced by itself, since that would use up another enrolment. */
export class IdentityDamaged extends Error {
  readonly setAside: string;
  constructor(setAside: string, cause?: unknown) {
    super(`the identity of this workstation is damaged; it was set aside as ${setAside}`, { cause });
    this.name = 'IdentityDamaged';
    this.setAside = setAside;
  }
}

/**
 * The key is there and cannot be opened: what sealed it is not here, is locked, or has lost its own key, as DPAPI has for a user
 * whose password an administrator reset. Nothing is set aside or replaced: it may open again, and else a person enrols anew.
 */
export class IdentityLocked extends Error {
  /** What sealed it. */
  readonly by: string;
  /** What the system said; null: that protection is not here. */
  readonly said: string | null;
  constructor(by: string, cause: unknown = null) {
    const words = cause === null ? null : said(cause);
    super(
      `the key of this workstation is sealed by ${by}, which ${words === null ? 'is not here' : `refuses: ${words}`}`,
      {
        cause,
      },
    );
    this.name = 'IdentityLocked';
    this.by = by;
    this.said = words;
  }
}

/** How the stored key is kept. */
export interface KeyKept {
  /** A `ProtectionName`, or that of another version. */
  readonly by: string;
  /** Why it is not kept better, in the system's words. */
  readonly shortfall: string | null;
  /** Set while it cannot be opened. */
  readonly locked: IdentityLocked | null;
}

/** Where the text of the identity is kept. */
export interface IdentityStorage {
  /** The text, or null where there is none. */
  read(): Promise<string | null>;
  /** Whole and on disk before it resolves. */
  write(text: string): Promise<void>;
  /** Puts a damaged text out of the way; returns its new name. */
  setAside(): Promise<string>;
  /** Name of a text set aside before, while nothing has taken its place. */
  findAside(): Promise<string | null>;
}

/** A file readable by its owner alone. */
export class IdentityFileStorage implements IdentityStorage {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'wall'>;

  constructor(dataDir: string, clock: Pick<Clock, 'wall'>) {
    this.#path = join(dataDir, IDENTITY_FILE);
    this.#clock = clock;
  }

  async read(): Promise<string | null> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async write(text: string): Promise<void> {
    await writeFileAtomic(this.#path, text, { mode: 0o600, fsync: true });
  }

  async setAside(): Promise<string> {
    const aside = `${this.#path}.damaged-${new Date(this.#clock.wall()).toISOString().replaceAll(':', '')}`;
    await rename(this.#path, aside);
    return aside;
  }

  async findAside(): Promise<string | null> {
    const folder = dirname(this.#path);
    const found = (await readdir(folder)).filter((name) => name.startsWith(`${basename(this.#path)}.damaged-`));
    const newest = found.sort().at(-1);
    return newest === undefined ? null : join(folder, newest);
  }
}

export class IdentityStore {
  readonly #storage: IdentityStorage;
  readonly #findProtection: () => Promise<KeyProtection>;
  #protection: KeyProtection = ownerFile();
  #file: IdentityFile | null;
  #signer: Signer | null = null;
  #locked: IdentityLocked | null = null;
  #sealFault: string | null = null;
  /** Why there is no identity although there was one. While set, nothing is written. */
  readonly damaged: IdentityDamaged | null;

  private constructor(
    storage: IdentityStorage,
    findProtection: () => Promise<KeyProtection>,
    file: IdentityFile | null,
    damaged: IdentityDamaged | null,
  ) {
    this.#storage = storage;
    this.#findProtection = findProtection;
    this.#file = file;
    this.damaged = damaged;
  }

  /**
   * Reads the identity. A damaged one is set aside and told by `damaged`, now and at every later start until a person
   * removes the file set aside: the agent goes on checking, and does not enrol anew behind anybody's back. `protection` is
   * asked by `signer` alone, each time until the key is open: a keyring may wait for a password, and no check waits for
   * that. Throws what the storage throws where it cannot be read.
   */
  static async open(
    storage: IdentityStorage,
    protection: () => Promise<KeyProtection> = async () => ownerFile(),
  ): Promise<IdentityStore> {
    const text = await storage.read();
    if (text === null) {
      const aside = await storage.findAside();
      return new IdentityStore(storage, protection, null, aside === null ? null : new IdentityDamaged(aside));
    }
    try {
      const file: unknown = JSON.parse(text);
      if (!identityFile.Check(file)) throw new Error('not an identity');
      if ('d' in file.key) await signerOf(file.key);
      return new IdentityStore(storage, protection, file, null);
    } catch (cause) {
      return new IdentityStore(storage, protection, null, new IdentityDamaged(await storage.setAside(), cause));
    }
  }

  /** What enrolment gave; null before it. Known while the key is locked, too. */
  get enrolment(): Enrolment | null {
    return this.#file?.enrolment ?? null;
  }

  /** How the key is kept on disk; null before there is one. */
  get kept(): KeyKept | null {
    if (this.#file === null) return null;
    const { key } = this.#file;
    if ('sealed' in key) return { by: key.sealed.by, shortfall: null, locked: this.#locked };
    return { by: 'owner-file', shortfall: this.#sealFault ?? this.#protection.shortfall, locked: null };
  }

  /**
   * The workstation's key, made and on disk when it resolves, under the protection given. Throws IdentityDamaged,
   * IdentityLocked (and is to be asked again), and what the storage throws where there was no key yet.
   */
  async signer(): Promise<Signer> {
    if (this.damaged !== null) throw this.damaged;
    this.#signer ??= await this.#open();
    return this.#signer;
  }

  /** Keeps what enrolment gave. Throws what the storage throws, and then nothing has changed. */
  async enrolled(enrolment: Enrolment): Promise<void> {
    if (this.#file === null) throw new Error('there is no key to enrol');
    await this.#write({ ...this.#file, enrolment });
  }

  /** Changes part of the enrolment. Throws where there is none, and what the storage throws. */
  async update(change: Partial<Pick<Enrolment, 'officine' | 'revoked' | 'forked'>>): Promise<void> {
    if (this.enrolment === null) throw new Error('not enrolled');
    await this.enrolled({ ...this.enrolment, ...change });
  }

  async #open(): Promise<Signer> {
    this.#protection = await this.#findProtection().catch((error: unknown) => ownerFile(said(error)));
    if (this.#file === null) {
      const made = await newKey();
      await this.#write({ key: await this.#seal(made), enrolment: null });
      return signerOf(made);
    }
    const { key } = this.#file;
    if ('sealed' in key) return signerOf(await this.#unseal(key));
    await this.#upgrade(key);
    return signerOf(key);
  }

  /** The key as it is written: sealed, or plain where the protection refuses: a workstation that links matters more. */
  async #seal(key: PlainKey): Promise<IdentityFile['key']> {
    const protection = this.#protection;
    if (protection.name === 'owner-file') return key;
    const { d, ...rest } = key;
    const bytes = Buffer.from(d, 'base64url');
    try {
      const sealed = await protection.protect(bytes);
      // Nothing plain is given up for what cannot be opened.
      if (!bytes.equals(await protection.unprotect(sealed))) throw new Error('it gives back other bytes than it took');
      this.#sealFault = null;
      return { ...rest, sealed: { by: protection.name, data: Buffer.from(sealed).toString('base64') } };
    } catch (error) {
      this.#sealFault = `${protection.name}: ${said(error)}`;
      return key;
    }
  }

  /** A key in a plain file goes under the protection that is here now; it is used as it is where that fails. */
  async #upgrade(key: PlainKey): Promise<void> {
    const sealed = await this.#seal(key);
    if (this.#file === null || sealed === key) return;
    try {
      await this.#write({ ...this.#file, key: sealed });
    } catch (error) {
      this.#sealFault = said(error);
    }
  }

  async #unseal({ kty, crv, x, sealed: { by, data } }: SealedKey): Promise<PlainKey> {
    try {
      if (by !== this.#protection.name) throw new IdentityLocked(by);
      const d = Buffer.from(await this.#protection.unprotect(Buffer.from(data, 'base64'))).toString('base64url');
      if (!isPair(x, d)) throw new Error('what it opens is not the key of this workstation');
      this.#locked = null;
      return { kty, crv, x, d };
    } catch (error) {
      this.#locked = error instanceof IdentityLocked ? error : new IdentityLocked(by, error);
      throw this.#locked;
    }
  }

  async #write(file: IdentityFile): Promise<void> {
    await this.#storage.write(`${JSON.stringify(file)}\n`);
    this.#file = file;
  }
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function newKey(): Promise<PlainKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  return { kty: 'OKP', crv: 'Ed25519', x, d };
}

/** Whether both are halves of one key. Throws where `d` is no key at all. */
function isPair(x: string, d: string): boolean {
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
  return createPublicKey(key).export({ format: 'jwk' }).x === x;
}
