/** What diagnostics ask of the disk: the three data files, the room left, and the technical log. */
import { statfs } from 'node:fs/promises';
import { say } from '../protocol/messages/index.ts';
import type { DatabaseInspector } from './database-inspection.ts';
import { type Found, type Step, sizeFor } from './diagnosis.ts';
import type { LogFile } from './log-file.ts';
import { type StorageFault, storageText } from './storage-faults.ts';

export interface StorageDiagnosis {
  readonly dataDir: string;
  readonly inspector: Pick<DatabaseInspector, 'check'>;
  /** What the disk refuses now. */
  readonly faults: () => readonly StorageFault[];
  /** null: this agent keeps no log on disk. */
  readonly logFile: Pick<LogFile, 'path' | 'fault'> | null;
  /** Bytes that this account may still write in that folder. */
  readonly freeBytes?: (path: string) => Promise<number>;
}

/** A journal of five years, a full feed and their copies take less. */
const ROOM_WARNING_BYTES = 1e9;
/** The journal of a few weeks, and no room to set a damaged file aside. */
const ROOM_FAILED_BYTES = 200e6;

/** The steps of one run. */
export function storageSteps(sources: StorageDiagnosis): Step[] {
  return [
    { id: 'database', look: () => database(sources) },
    { id: 'disk', look: () => disk(sources) },
    { id: 'log-file', look: () => logFile(sources) },
  ];
}

async function database({ inspector }: StorageDiagnosis): Promise<Found> {
  const found = await inspector.check();
  if (found === null) return { state: 'unknown', finding: 'agent.diagnostic.database.slow' };
  const bad = found.filter(({ state }) => state !== 'sound');
  if (bad.length === 0) {
    return {
      state: 'ok',
      finding: 'agent.diagnostic.database.ok',
      values: {
        files: (language) => found.map(({ name, bytes }) => `${name} (${sizeFor(bytes)(language)})`).join(', '),
      },
    };
  }
  return {
    state: 'failed',
    finding: 'agent.diagnostic.database.bad',
    values: {
      files: (language) =>
        bad
          .flatMap(({ name, state, detail }) =>
            state === 'sound' ? [] : `${name} : ${say(language, `agent.diagnostic.database.${state}`)} (${detail})`,
          )
          .join(', '),
    },
    advice: 'agent.diagnostic.database.bad.do',
  };
}

async function disk({ dataDir, faults, freeBytes = freeOn }: StorageDiagnosis): Promise<Found> {
  const refused = faults();
  if (refused.length > 0) {
    return {
      state: 'failed',
      finding: 'agent.diagnostic.disk.refuses',
      values: { path: dataDir, faults: (language) => refused.map((fault) => storageText(language, fault)).join(' ') },
      advice: 'agent.diagnostic.disk.refuses.do',
    };
  }
  const free = await freeBytes(dataDir);
  const values = { free: sizeFor(free), path: dataDir };
  const finding = 'agent.diagnostic.disk.ok';
  if (free >= ROOM_WARNING_BYTES) return { state: 'ok', finding, values };
  return {
    state: free < ROOM_FAILED_BYTES ? 'failed' : 'warning',
    finding,
    values,
    advice: 'agent.diagnostic.disk.do',
  };
}

function logFile({ logFile: file }: StorageDiagnosis): Found {
  if (file === null) return { state: 'unknown', finding: 'agent.diagnostic.log-file.none' };
  const { path, fault } = file;
  if (fault === null) return { state: 'ok', finding: 'agent.diagnostic.log-file.ok', values: { path } };
  return {
    state: 'warning',
    finding: 'agent.diagnostic.log-file.failing',
    values: { path, cause: (fault as NodeJS.ErrnoException).code ?? fault.message },
    advice: 'agent.diagnostic.log-file.failing.do',
  };
}

async function freeOn(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
