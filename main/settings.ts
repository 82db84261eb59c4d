/** The settings as the desktop application reads them: the agent's own table, with what a screen and a session change. */

import { sessionDataDir } from '../agent/policy/session-place.ts';
import {
  agentSettings,
  type ResolvedSettings,
  resolveSettings,
  type SettingPlaces,
  thisMachine,
} from '../agent/policy/settings.ts';
import { type System, systemOf } from '../native-bridge/system.ts';

/**
 * The settings in force, read now from every source. Unless somebody set them: a tray is a screen, so the core that we fork says
 * “displayed”; its data stand where this session's agent has them. Rejects as `resolveSettings` throws.
 */
export async function shellSettings(
  places: SettingPlaces = {},
  system: Pick<System, 'settingPlaces'> = systemOf(),
): Promise<ResolvedSettings> {
  const machine = places.machine ?? thisMachine(places.environment);
  return resolveSettings({
    ...(await system.settingPlaces(Object.keys(agentSettings))),
    ...places,
    defaults: { headless: false, dataDir: sessionDataDir(machine), ...places.defaults },
  });
}
