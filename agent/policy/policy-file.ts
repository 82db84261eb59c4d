/**
 * The machine policy on Linux and macOS: a JSON object that IT writes. Unknown is not absent: a policy that is there and
 * cannot be read leaves the last one read in force, and a policy that was removed ends.
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
  /** Where a copy of the last policy read is kept, without its secrets. */
  readonly lastKnown: string;
  isSecret(setting: string): boolean;
}

/** The policy in force. `warning` says that it is the last known one and why, or that no copy of it could be kept. */
export interface Policy {
  readonly layer: SettingLayer;
  readonly warning: SettingFault | null;
}

/**
 * Reads the machine policy; null where there is none. Throws `SettingsFileError` policy-unreadable where it is there, cannot be read or is no JSON
 * object, and none was read before.
 */
export function readPolicy({ path, lastKnown, isSecret }: PolicyPlaces): Policy | null {
  let values: Readonly<Record<string, unknown>>;
  try {
    values = parseSettings('setting.policy-unreadable', path, readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SettingsFileError ? cause.reason : reasonOf(cause);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') {
      rmSync(lastKnown, { force: true });
      return null;
    }
    return keepLastKnown(path, lastKnown, reason);
  }
  const copy = Object.fromEntries(Object.entries(values).filter(([name]) => !isSecret(name)));
  return { layer: { where: path, values }, warning: remember(lastKnown, `${JSON.stringify(copy, null, 2)}\n`) };
}

function keepLastKnown(path: string, lastKnown: string, reason: string): Policy {
  let text: string;
  try {
    text = readFileSync(lastKnown, 'utf8');
  } catch {
    throw new SettingsFileError('setting.policy-unreadable', path, reason);
  }
  return {
    layer: { where: lastKnown, values: parseSettings('setting.policy-unreadable', lastKnown, text) },
    warning: { key: 'setting.policy-kept', setting: path, source: 'policy', where: lastKnown, value: reason },
  };
}

/** Writes the copy only when it changed. A full disk must not keep the agent from starting, hence a warning. */
function remember(lastKnown: string, text: string): SettingFault | null {
  try {
    if (existsSync(lastKnown) && readFileSync(lastKnown, 'utf8') === text) return null;
    mkdirSync(dirname(lastKnown), { recursive: true });
    writeFileAtomic.sync(lastKnown, text, { mode: 0o600 });
    return null;
  } catch (cause) {
    return {
      key: 'setting.policy-not-copied',
      setting: lastKnown,
      source: 'policy',
      where: lastKnown,
      value: reasonOf(cause),
    };
  }
}
