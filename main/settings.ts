/** The settings as the desktop application reads them: the agent's own table, with what a screen changes. */
import { type ResolvedSettings, resolveSettings, type SettingPlaces } from '../agent/policy/settings.ts';

/**
 * The settings in force. A tray is a screen: unless somebody set `headless`, the core that we fork says “displayed”. Throws as
 * `resolveSettings` does.
 */
export function shellSettings(places: SettingPlaces = {}): ResolvedSettings {
  const settings = resolveSettings(places);
  if (settings.sources.headless.source !== 'default') return settings;
  return resolveSettings({ ...places, flags: { ...places.flags, headless: 'false' } });
}
