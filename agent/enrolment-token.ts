/** The enrolment token of one start, and what becomes of the file that held it. */
import { lstatSync, readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { reasonOf, SettingsFileError } from '../protocol/settings.ts';
import { type AgentSettings, enrolmentTokenOf } from './policy/settings.ts';

export interface EnrolmentToken {
  readonly value: string | null;
  /** It is of no more use: the workstation is enrolled, or the portal knows the token no more. Never rejects. */
  spent(log: Logger): Promise<void>;
}

/** As the settings say; a file that a person named is theirs, and stays. Throws as `enrolmentTokenOf`. */
export function keptToken(values: AgentSettings): EnrolmentToken {
  return { value: enrolmentTokenOf(values), spent: async () => {} };
}

export const LEFT_TOKEN = 'enrolment-token';
/** A token has fewer than two hundred characters. */
const MOST_BYTES = 4_096;

/**
 * As an installer left it for a service: in the file that it named, else in the data folder. The file is deleted once spent,
 * so its absence says that the token was used. Throws `SettingsFileError` where it is there and cannot be read, or is a link:
 * what a service deletes must be what it read.
 */
export function leftToken(values: AgentSettings): EnrolmentToken {
  if (values.enrolmentToken !== null) return keptToken(values);
  const path = values.enrolmentTokenFile ?? join(values.dataDir, LEFT_TOKEN);
  return {
    value: read(path),
    spent: async (log) => {
      try {
        if (lstatSync(path).isFile()) await unlink(path);
        log.info({ path }, 'the file of the enrolment token is deleted');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log.error({ err: error, path }, 'not deleted');
      }
    },
  };
}

function read(path: string): string | null {
  try {
    const found = lstatSync(path);
    if (!found.isFile()) throw new Error('no file of its own');
    if (found.size > MOST_BYTES) throw new Error('too long for a token');
    // Editors of Windows put a byte order mark before a text.
    return (
      readFileSync(path, 'utf8')
        .replace(/^\ufeff/, '')
        .trim() || null
    );
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SettingsFileError('setting.file-unreadable', path, reasonOf(cause));
  }
}
