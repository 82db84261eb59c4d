/** What outlives the agent of its desk sessions: the name of their host, and hashes by which a browser is known again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import writeFileAtomic from 'write-file-atomic';
import { compiled } from '../../../protocol/compiled.ts';
import { ownership } from '../discovery.ts';

export const SESSIONS_FILE = 'desk-sessions.json';
/** Sessions at once: every browser of a workstation and some more. */
export const MOST_SESSIONS = 16;
export const LABEL_BYTES = 10;

const Moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

const SessionsFile = Type.Object({
  label: Type.String({ pattern: `^[0-9a-f]{${2 * LABEL_BYTES}}$` }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  sessions: Type.Array(
    Type.Object({
      /** SHA-256 of the cookie, in hexadecimal. */
      hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      since: Moment,
      /** When it was last used, to the hour. */
      seen: Moment,
    }),
    { maxItems: MOST_SESSIONS },
  ),
});
export type SessionsFile = Static<typeof SessionsFile>;
const sessionsFile = compiled(SessionsFile);

/** Reads the file of a data directory; null where there is none yet. Throws what the disk says, and where it is no such file. */
export async function readSessions(dataDir: string): Promise<SessionsFile | null> {
  let text: string;
  try {
    text = await readFile(join(dataDir, SESSIONS_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (!sessionsFile.Check(value)) throw new Error(`${SESSIONS_FILE} does not have its form`);
  return value;
}

/** Writes it whole, for its owner alone, on disk when it returns. Throws what the disk says. */
export async function writeSessions(dataDir: string, content: SessionsFile): Promise<void> {
  const text = `${JSON.stringify(content)}\n`;
  await writeFileAtomic(join(dataDir, SESSIONS_FILE), text, { mode: 0o600, fsync: true, ...ownership() });
}
