/** What is remembered from start to start: the newest statement believed, and what lies ready to be installed. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import writeFileAtomic from 'write-file-atomic';
import { isVersion } from './manifest.ts';

const Remembered = Type.Object({
  seen: Type.Union([
    Type.Object({ version: Type.String(), issuedAt: Type.String(), expiresAt: Type.String(), minimum: Type.String() }),
    Type.Null(),
  ]),
  staged: Type.Union([
    Type.Object({
      /** The signed manifest itself: it is proved again before anything is installed. */
      jws: Type.String(),
      version: Type.String(),
      /** Its installation was begun: where that version does not run afterwards, it is not begun again by itself. */
      tried: Type.Boolean(),
    }),
    Type.Null(),
  ]),
});
export type Remembered = Static<typeof Remembered>;

const schema = Compile(Remembered);
const NOTHING: Remembered = { seen: null, staged: null };

export class UpdateMemory {
  readonly #path: string;
  #remembered: Remembered;

  /** Reads the file at `path`. What is there and cannot be understood is told to `onFault`, and begun anew. */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    try {
      this.#remembered = parse(readFileSync(path, 'utf8'));
    } catch (error) {
      this.#remembered = NOTHING;
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFault(error);
    }
  }

  get seen(): Remembered['seen'] {
    return this.#remembered.seen;
  }

  get staged(): Remembered['staged'] {
    return this.#remembered.staged;
  }

  /** On disk before it resolves. */
  async remember(change: Partial<Remembered>): Promise<void> {
    this.#remembered = { ...this.#remembered, ...change };
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFileAtomic(this.#path, JSON.stringify(this.#remembered), { mode: 0o600 });
  }
}

function parse(text: string): Remembered {
  const value: unknown = JSON.parse(text);
  if (!schema.Check(value)) throw new Error('not a memory of updates');
  const { seen, staged } = value;
  for (const version of [seen?.version, seen?.minimum, staged?.version]) {
    if (version !== undefined && !isVersion(version)) throw new Error(`no version: ${version}`);
  }
  for (const moment of [seen?.issuedAt, seen?.expiresAt]) {
    if (moment !== undefined && Number.isNaN(Date.parse(moment))) throw new Error(`no moment: ${moment}`);
  }
  return value;
}
