/**
 * The machine policy that IT sets: a JSON object in a file on Linux and macOS, the registry under Windows. Unknown is not
 * absent: a policy that is there and cannot be read leaves the last one in force, and a policy that was removed ends.
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

/** Where IT sets the policy on this system. */
export interface PolicySource {
  /** For people: a path, a registry key. */
  readonly where: string;
  /** By setting name; null where there is none. Throws where it is there and cannot be read. */
  read(): Readonly<Record<string, unknown>> | null;
}

export interface PolicyPlaces {
  readonly source: PolicySource;
  /** Where a copy of the last usable policy is kept. */
  readonly lastKnown: string;
}

/** The policy in force; `warning` says that it is the last known one, and why. */
export interface Policy {
  readonly layer: SettingLayer;
  readonly warning: SettingFault | null;
}

const unreadable = 'setting.policy-unreadable';

/** The policy as a JSON object in a file. */
export function policyFile(path: string): PolicySource {
  return {
    where: path,
    read: () => {
      try {
        return parseSettings(unreadable, path, readFileSync(path, 'utf8'));
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw cause;
      }
    },
  };
}

/**
 * Reads the machine policy; null where there is none. Throws `SettingsFileError` policy-unreadable where it is there, cannot
 * be read or is no JSON object, and no earlier one was kept.
 */
export function readPolicy({ source, lastKnown }: PolicyPlaces): Policy | null {
  const { where } = source;
  try {
    const values = source.read();
    if (values !== null) return { layer: { where, values }, warning: null };
  } catch (cause) {
    const reason = cause instanceof SettingsFileError ? cause.reason : reasonOf(cause);
    if (!existsSync(lastKnown)) throw new SettingsFileError(unreadable, where, reason);
    return {
      layer: { where: lastKnown, values: parseSettings(unreadable, lastKnown, readFileSync(lastKnown, 'utf8')) },
      warning: { key: 'setting.policy-kept', setting: where, source: 'policy', where: lastKnown, value: reason },
    };
  }
  try {
    rmSync(lastKnown, { force: true });
  } catch (cause) {
    // Of another account's agent, whose folder this program may look into at most: it is not ours to tidy.
    if (!['EACCES', 'EPERM'].includes(reasonOf(cause))) throw cause;
  }
  return null;
}

/**
 * Keeps a copy of a policy that proved usable; it holds no secret, since none may come by policy. Returns a warning where it
 * cannot be written: a full disk must not keep the agent from starting.
 */
export function rememberPolicy({ layer }: Policy, { lastKnown }: PolicyPlaces): SettingFault | null {
  const text = `${JSON.stringify(layer.values, null, 2)}\n`;
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
