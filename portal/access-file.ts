/**
 * `portal.json` in the data directory (contract, section 2): where the portal listens and its keys by role. It is how the
 * operator, the command line and tests find a portal of their own machine; the keys are made once and outlive restarts.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { sync as writeFileAtomic } from 'write-file-atomic';

const Key = Type.String({ minLength: 16 });
const AccessFile = Type.Object({
  url: Type.String(),
  keys: Type.Object({ lab: Key, authority: Key, operator: Key }),
});
type AccessFile = Static<typeof AccessFile>;
export type AccessKeys = AccessFile['keys'];

const accessFile = Compile(AccessFile);

/** A `portal.json` that is there and cannot be used: new keys in its place would lock everybody out without a word. */
export class AccessFileError extends Error {
  readonly path: string;
  constructor(path: string, why: string, cause?: unknown) {
    super(`${path}: ${why}`, { cause });
    this.name = 'AccessFileError';
    this.path = path;
  }
}

/** The keys of this data directory, or new ones where there is no file yet. Throws `AccessFileError`. */
export function readAccessKeys(dataDir: string): AccessKeys {
  const path = join(dataDir, 'portal.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new AccessFileError(path, 'cannot be read', error);
    return { lab: newKey('lab'), authority: newKey('authority'), operator: newKey('operator') };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AccessFileError(path, 'is no JSON', cause);
  }
  if (!accessFile.Check(value))
    throw new AccessFileError(path, 'expected {"url","keys":{"lab","authority","operator"}}');
  const { lab, authority, operator } = value.keys;
  if (new Set([lab, authority, operator]).size < 3) throw new AccessFileError(path, 'two roles have the same key');
  return { lab, authority, operator };
}

/** Writes `portal.json` whole or not at all, readable by its owner alone. */
export function writeAccessFile(dataDir: string, content: AccessFile): void {
  writeFileAtomic(join(dataDir, 'portal.json'), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** 256 random bits; the role in front shows people which key they hold, and is no secret. */
function newKey(role: keyof AccessKeys): string {
  return `${role}-${randomBytes(32).toString('base64url')}`;
}
