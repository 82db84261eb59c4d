import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isPublicJwk } from '../protocol/envelope.ts';

/** The file is no public Ed25519 key, or this portal already has another root. */
export class OfflineRootError extends Error {
  readonly fault: 'not-a-key' | 'other-root';
  readonly path: string;
  constructor(fault: 'not-a-key' | 'other-root', path: string) {
    super(`${fault}: ${path}`);
    this.name = 'OfflineRootError';
    this.fault = fault;
    this.path = path;
  }
}

/**
 * Before the first start: puts the public half of a root made offline where the portal looks for it (feed.md 9), so that it
 * makes none itself. Does nothing where it is there already. Throws `OfflineRootError`, and what the file system throws.
 */
export function installOfflineRoot(dataDir: string, publicRoot: string): void {
  const root = readKey(publicRoot);
  const folder = join(dataDir, 'keys');
  const place = join(folder, 'root.pub.json');
  if (existsSync(place)) {
    if (readKey(place).x !== root.x) throw new OfflineRootError('other-root', place);
    return;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileAtomic.sync(place, `${JSON.stringify(root)}\n`, { mode: 0o600 });
}

function readKey(path: string) {
  let key: unknown;
  try {
    key = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new OfflineRootError('not-a-key', path);
    throw cause;
  }
  // A private key given by mistake must not be copied onto the portal.
  if (!isPublicJwk(key) || 'd' in key) throw new OfflineRootError('not-a-key', path);
  return key;
}
