import { agentSettings, resolveSettings, thisMachine } from '../agent/policy/settings.ts';
import { resolve, SettingsFileError } from '../protocol/settings.ts';
import type { Invocation } from './command.ts';

/**
 * The folder of the agent on this machine: flag, environment, config file, default. A config file that only the agent may
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
    return resolveSettings({ flags: given, environment, policy: null }).values.dataDir;
  } catch (error) {
    if (error instanceof SettingsFileError && error.reason === 'EACCES') return direct.values.dataDir;
    throw error;
  }
}
