/** What diagnostics ask of the hook: the port it has, and whether pharmacy software can find and read till.json. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from '../../protocol/messages/index.ts';
import type { Found, Step } from '../diagnosis.ts';
import { type GroupLookup, parseDiscovery, systemGroup, TILL_FILE } from './discovery.ts';
import type { PortRefusal } from './listen.ts';

export interface HookDiagnosis {
  /** `http://127.0.0.1:<port>`, as bound. */
  readonly url: string;
  readonly port: number;
  /** As the setting says; 0: any. */
  readonly wishedPort: number;
  /** Ports that could not be had at the start. */
  readonly refusals: readonly PortRefusal[];
  readonly dataDir: string;
  readonly tillGroup: string | null;
  readonly pid?: number;
  readonly platform?: NodeJS.Platform;
  readonly groupId?: GroupLookup;
}

/** The steps of one run. */
export function hookSteps(sources: HookDiagnosis): Step[] {
  return [
    { id: 'hook-port', look: () => port(sources) },
    { id: 'till-file', look: () => tillFile(sources) },
  ];
}

function port({ url, port: bound, wishedPort, refusals }: HookDiagnosis): Found {
  if (wishedPort === 0 || wishedPort === bound) {
    return { state: 'ok', finding: 'agent.diagnostic.hook-port.ok', values: { url } };
  }
  return {
    state: 'warning',
    finding: 'agent.diagnostic.hook-port.other',
    values: {
      url,
      wished: wishedPort,
      refusals: (language) =>
        refusals.map(({ port, code }) => say(language, `agent.diagnostic.hook-port.${code}`, { port })).join(', '),
    },
    advice: 'agent.diagnostic.hook-port.other.do',
  };
}

async function tillFile(sources: HookDiagnosis): Promise<Found> {
  const { dataDir, url, tillGroup, pid = process.pid, platform = process.platform } = sources;
  const path = join(dataDir, TILL_FILE);
  const restart = 'agent.diagnostic.till-file.restart.do';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const cause = String((error as NodeJS.ErrnoException).code);
    return { state: 'failed', finding: 'agent.diagnostic.till-file.missing', values: { path, cause }, advice: restart };
  }
  const file = parseDiscovery(text);
  if (file?.pid !== pid || file.url !== url) {
    return { state: 'failed', finding: 'agent.diagnostic.till-file.other', values: { path }, advice: restart };
  }
  if (tillGroup === null) return { state: 'ok', finding: 'agent.diagnostic.till-file.owner', values: { path } };
  const values = { path, group: tillGroup };
  // Windows has no groups of files: its access lists are looked at by what sets them.
  if (platform !== 'win32' && !(await isShared(path, sources, tillGroup))) {
    const advice = 'agent.diagnostic.till-file.not-shared.do';
    return { state: 'failed', finding: 'agent.diagnostic.till-file.not-shared', values, advice };
  }
  return { state: 'ok', finding: 'agent.diagnostic.till-file.group', values };
}

/** Whether the group may read the file and pass through its folder. */
async function isShared(
  path: string,
  { dataDir, groupId = systemGroup }: HookDiagnosis,
  group: string,
): Promise<boolean> {
  const gid = await groupId(group);
  const [file, folder] = await Promise.all([stat(path), stat(dataDir)]);
  const passable = (folder.mode & 0o001) !== 0 || (folder.gid === gid && (folder.mode & 0o010) !== 0);
  return gid !== null && file.gid === gid && (file.mode & 0o040) !== 0 && passable;
}
