/**
 * The machine policy on Linux and macOS: a JSON object that IT writes. Unknown is not absent: a policy that is there and
 * cannot be read leaves the last one in force, and a policy that was removed ends.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  parseSettings,
  reasonOf,
  type SettingFault,
  type SettingLayer,
  SettingsFileError,
} from '../../protocol/settings.ts';

export interface PolicyPlaces {
  readonly path: string;
  /** Where a copy of the last usable policy is kept, without its secrets. */
  readonly lastKnown: string;
}

/** The policy in force; `warning` says that it is the last known one, and why. */
export interface Policy {
  readonly layer: SettingLayer;
  readonly warning: SettingFault | null;
}

/**
 * Reads the machine policy; null where there is none. Throws `SettingsFileError` policy-unreadable where it is there, cannot
 * be read or is no JSON object, and no earlier one was kept.
 */
export function readPolicy({ path, lastKnown }: PolicyPlaces): Policy | null {
  const unreadable = 'setting.policy-unreadable';
  try {
    return {
      layer: { where: path, values: parseSettings(unreadable, path, readFileSync(path, 'utf8')) },
      warning: null,
    };
  } catch (cause) {
    const reason = cause instanceof SettingsFileError ? cause.reason : reasonOf(cause);
    if (reason === 'ENOENT') {
      rmSync(lastKnown, { force: true });
      return null;
    }
    if (!existsSync(lastKnown)) throw new SettingsFileError(unreadable, path, reason);
    return {
      layer: { where: lastKnown, values: parseSettings(unreadable, lastKnown, readFileSync(lastKnown, 'utf8')) },
      warning: { key: 'setting.policy-kept', setting: path, source: 'policy', where: lastKnown, value: reason },
    };
  }
}

/**
 * Keeps a copy of a policy that proved usable, without the settings that `isSecret` names. Returns a warning where it cannot
 * be written: a full disk must not keep the agent from starting.
 */
export function rememberPolicy(
  { layer }: Policy,
  { lastKnown }: PolicyPlaces,
  isSecret: (setting: string) => boolean,
): SettingFault | null {
  const kept = Object.fromEntries(Object.entries(layer.values).filter(([name]) => !isSecret(name)));
  const text = `${JSON.stringify(kept, null, 2)}\n`;
  try {
    if (existsSync(lastKnown) && readFileSync(lastKnown, 'utf8') === text) return null;
    mkdirSync(dirname(lastKnown), { recursive: true });
    writeFileAtomic.sync(lastKnown, text, { mode: 0o600 });
    return null;
  } catch (cause) {
    const value = reasonOf(cause);
    return { key: 'setting.policy-not-copied', setting: lastKnown, source: 'policy', where: lastKnown, value };
  }
}
