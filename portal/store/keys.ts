/**
 * The portal's keys: files beside the database, never in it, so that a restored database never brings old keys back (feed.md
 * 9). `<dataDir>/keys/`: `root.pub.json`, `root.jwk` where this is a demonstration, `entry-<kid>.jwk`, `tip-<kid>.jwk`, and
 * `genesis.jws`, the first entry, made once: a portal whose database is lost begins with the same one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { sync as writeFileAtomic } from 'write-file-atomic';
import {
  FeedError,
  isPublicJwk,
  type KeyRing,
  type KeyStatement,
  type PublicJwk,
  type Signer,
  signerOf,
  thumbprint,
} from '../../protocol/envelope.ts';
import { StoreError } from './errors.ts';

type Use = 'entry' | 'tip';

/** A new private Ed25519 key (RFC 8037). */
async function newPrivateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

/** Makes a root: the private half to keep offline, the public half for the portal's `keys/root.pub.json`. */
export async function createRoot(): Promise<{ root: JWK; publicRoot: PublicJwk }> {
  const root = await newPrivateKey();
  return { root, publicRoot: (await signerOf(root)).jwk };
}

/** The key in a file, as `read` takes it. Throws StoreError key-unreadable where it takes none. */
async function keyIn<K>(path: string, read: (jwk: unknown) => Promise<K>): Promise<K> {
  const text = readFileSync(path, 'utf8');
  try {
    return await read(JSON.parse(text));
  } catch (cause) {
    // Never what the parser quotes: it may be half of a private key.
    const why = cause instanceof SyntaxError ? 'JSON' : (cause as Error).message;
    throw new StoreError('key-unreadable', { path, why }, cause);
  }
}

/** Writes a file whole or not at all, readable by its owner alone. */
function writeSecret(path: string, text: string): void {
  writeFileAtomic(path, text, { mode: 0o600 });
}

export class PortalKeys {
  readonly root: PublicJwk;
  /** RFC 7638 thumbprint of the root: what enrolment tokens carry and everything chains to. */
  readonly rootThumbprint: string;
  readonly #dir: string;
  #signers: ReadonlyArray<{ use: Use; signer: Signer }> = [];

  private constructor(dir: string, root: PublicJwk, rootThumbprint: string) {
    this.#dir = dir;
    this.root = root;
    this.rootThumbprint = rootThumbprint;
  }

  /** Reads `<dataDir>/keys`; null where no root has been there yet. Throws StoreError key-unreadable. */
  static async load(dataDir: string): Promise<PortalKeys | null> {
    const dir = join(dataDir, 'keys');
    const path = join(dir, 'root.pub.json');
    if (!existsSync(path)) return null;
    const root = await keyIn(path, async (jwk) => {
      if (!isPublicJwk(jwk)) throw new Error('no public Ed25519 key');
      return jwk;
    });
    const keys = new PortalKeys(dir, root, await thumbprint(root));
    await keys.reload();
    return keys;
  }

  /** First start without a root: makes one and keeps it beside, as the demonstration does (feed.md 9). */
  static async createWithRoot(dataDir: string): Promise<PortalKeys> {
    const dir = join(dataDir, 'keys');
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const { root, publicRoot } = await createRoot();
    writeSecret(join(dir, 'root.jwk'), JSON.stringify(root));
    writeSecret(join(dir, 'root.pub.json'), JSON.stringify(publicRoot));
    return new PortalKeys(dir, publicRoot, await thumbprint(publicRoot));
  }

  /** Whether the root's private half lies here too: fit for a demonstration, not for a real portal. */
  get demonstrationRoot(): boolean {
    return existsSync(join(this.#dir, 'root.jwk'));
  }

  /** The root's private half, where it is the demonstration's. */
  demonstrationRootKey(): JWK | null {
    return this.demonstrationRoot ? JSON.parse(readFileSync(join(this.#dir, 'root.jwk'), 'utf8')) : null;
  }

  /** Reads the private keys again: another process of this portal may have made some. */
  async reload(): Promise<void> {
    const signers = readdirSync(this.#dir).flatMap((name) => {
      const use = /^(entry|tip)-[\w-]+\.jwk$/.exec(name)?.[1];
      return use === 'entry' || use === 'tip' ? [{ use: use as Use, path: join(this.#dir, name) }] : [];
    });
    this.#signers = await Promise.all(
      signers.map(async ({ use, path }) => ({ use, signer: await keyIn(path, (jwk) => signerOf(jwk as JWK)) })),
    );
  }

  /** Makes a new private key for `use` and keeps it; it signs nothing until the root names it. */
  async make(use: Use): Promise<Signer> {
    const jwk = await newPrivateKey();
    const signer = await signerOf(jwk);
    writeSecret(join(this.#dir, `${use}-${signer.kid}.jwk`), JSON.stringify(jwk));
    this.#signers = [...this.#signers, { use, signer }];
    return signer;
  }

  /** The newest private key we hold that `ring` lets sign at `position`. Throws `FeedError` key-unknown where we hold none. */
  async signer(use: Use, ring: KeyRing, position: number): Promise<Signer> {
    const named = ring
      .current()
      .filter((key) => key.use === use && key.from <= position)
      .sort((a, b) => b.from - a.from);
    const find = () => {
      for (const { kid } of named) {
        const held = this.#signers.find((own) => own.use === use && own.signer.kid === kid);
        if (held !== undefined) return held.signer;
      }
      return null;
    };
    const held = find();
    if (held !== null) return held;
    await this.reload();
    const reread = find();
    if (reread === null) throw new FeedError('key-unknown', `no ${use} key of ours is named at position ${position}`);
    return reread;
  }

  /** Public halves of every key of this use that was ever ours and still lies here. */
  own(use: Use): Signer[] {
    return this.#signers.filter((held) => held.use === use).map((held) => held.signer);
  }

  /** Text kept beside the keys (`genesis.jws`, statements on their way to and from the root), or null. */
  read(name: string): string | null {
    const path = join(this.#dir, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
  }

  /** Keeps a text beside the keys, whole or not at all; returns its path. */
  keep(name: string, text: string): string {
    const path = join(this.#dir, name);
    writeSecret(path, text);
    return path;
  }

  /** The statement that names every key held here, for the root to sign: the first of a feed. */
  firstStatement(feed: string): KeyStatement {
    const keys = this.#signers.map(({ use, signer }) => ({ kid: signer.kid, use, jwk: signer.jwk }));
    return { feed, version: 1, root: this.root, keys };
  }
}
