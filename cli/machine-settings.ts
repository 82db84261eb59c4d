/** The settings of this machine, with what only its own system keeps: under Windows those are in the registry. */
import { agentSettings, type ResolvedSettings, resolveSettings, type SettingPlaces } from '../agent/policy/settings.ts';
import { INSTALLED_KEY, readWindowsPolicy } from '../native-bridge/machine-policy/windows-policy.ts';

/**
 * The settings in force. Under Windows the installer's choices (HKLM\Software\Vigilot) stand below a config file, and the
 * machine policy (HKLM\Software\Policies\Vigilot) above all. Throws as `resolveSettings`.
 */
export async function machineSettings(places: SettingPlaces = {}): Promise<ResolvedSettings> {
  if (process.platform !== 'win32') return resolveSettings(places);
  const names = Object.keys(agentSettings);
  const policy = await readWindowsPolicy({ names });
  const installed = await readWindowsPolicy({ key: INSTALLED_KEY, names });
  return resolveSettings({ ...places, policy, installed });
}
