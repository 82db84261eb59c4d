import { sessionDataDir } from '../agent/policy/session-place.ts';
import { agentSettings, resolveSettings, thisMachine } from '../agent/policy/settings.ts';
import { resolve, SettingsFileError } from '../protocol/settings.ts';
import type { Invocation } from './command.ts';

/**
 * The folder of the agent on this machine: flag, environment, config file, else the service's or this person's own. A config file that only the agent may
 * read is no error here: whoever asks may be a till.
 */
export function agentDataDir({ flags, environment }: Pick<Invocation, 'flags' | 'environment'>): string {
  const { dataDir, configFile } = flags;
  const given = {
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(configFile === undefined ? {} : { configFile }),
  };
  const direct = resolve({ dataDir: agentSettings.dataDir }, { flags: given, environment }, thisMachine(environment));
  if (direct.sources.dataDir.source !== 'default') return direct.values.dataDir;
  try {
    const { values, sources } = resolveSettings({ flags: given, environment, policy: null });
    return sources.dataDir.source === 'default' ? sessionDataDir(thisMachine(environment)) : values.dataDir;
  } catch (error) {
    if (error instanceof SettingsFileError && error.reason === 'EACCES')
      return sessionDataDir(thisMachine(environment));
    throw error;
  }
}
