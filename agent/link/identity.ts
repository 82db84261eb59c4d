/**
 * Who this workstation is: its private key, made before anybody is asked anything so that a lost answer burns nothing
 * (feed.md 10), and what enrolment gave it.
 */
import { readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import writeFileAtomic from 'write-file-atomic';
import { type Signer, signerOf } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';

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

const IdentityFile = Type.Object({
  key: Type.Object({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String(), d: Type.String() }),
  enrolment: Type.Union([Enrolment, Type.Null()]),
});
type IdentityFile = Static<typeof IdentityFile>;
const identityFile = Compile(IdentityFile);

/** The identity cannot be read; it was set aside and is never replaced by itself, since that would use up another enrolment. */
export class IdentityDamaged extends Error {
  readonly setAside: string;
  constructor(setAside: string, cause?: unknown) {
    super(`the identity of this workstation is damaged; it was set aside as ${setAside}`, { cause });
    this.name = 'IdentityDamaged';
    this.setAside = setAside;
  }
}

/** Where the text of the identity is kept; another one can put it under the system's secret storage. */
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
  #file: IdentityFile | null;
  #signer: Signer | null;
  /** Why there is no identity although there was one. While set, nothing is written. */
  readonly damaged: IdentityDamaged | null;

  private constructor(
    storage: IdentityStorage,
    file: IdentityFile | null,
    signer: Signer | null,
    damaged: IdentityDamaged | null,
  ) {
    this.#storage = storage;
    this.#file = file;
    this.#signer = signer;
    this.damaged = damaged;
  }

  /**
   * Reads the identity. A damaged one is set aside and told by `damaged`, now and at every later start until a person
   * removes the file set aside: the agent goes on checking, and does not enrol anew behind anybody's back. Throws what the
   * storage throws where it cannot be read.
   */
  static async open(storage: IdentityStorage): Promise<IdentityStore> {
    const text = await storage.read();
    if (text === null) {
      const aside = await storage.findAside();
      return new IdentityStore(storage, null, null, aside === null ? null : new IdentityDamaged(aside));
    }
    try {
      const file: unknown = JSON.parse(text);
      if (!identityFile.Check(file)) throw new Error('not an identity');
      return new IdentityStore(storage, file, await signerOf(file.key), null);
    } catch (cause) {
      return new IdentityStore(storage, null, null, new IdentityDamaged(await storage.setAside(), cause));
    }
  }

  /** What enrolment gave; null before it. */
  get enrolment(): Enrolment | null {
    return this.#file?.enrolment ?? null;
  }

  /** The workstation's key, made and on disk when it resolves. Throws IdentityDamaged, and what the storage throws. */
  async signer(): Promise<Signer> {
    if (this.damaged !== null) throw this.damaged;
    if (this.#signer !== null) return this.#signer;
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { x = '', d = '' } = await exportJWK(privateKey);
    const key = { kty: 'OKP', crv: 'Ed25519', x, d } as const;
    await this.#write({ key, enrolment: null });
    this.#signer = await signerOf(key);
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

  async #write(file: IdentityFile): Promise<void> {
    await this.#storage.write(`${JSON.stringify(file)}\n`);
    this.#file = file;
  }
}
