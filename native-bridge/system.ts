/** What the operating system has for an agent, from plain values: the one place where the programs that start one find it. */
import { type EventLog, type EventLogOptions, eventLog } from './event-log/event-log.ts';
import { INSTALLED_KEY, type PolicyReading, readWindowsPolicy } from './machine-policy/windows-policy.ts';
import { type TillSocket, type TillSocketOptions, tillSocket } from './till-socket/till-socket.ts';

export interface SettingReadings {
  readonly policy?: PolicyReading;
  readonly installed?: PolicyReading;
}

export interface System {
  /**
   * Where this system keeps settings that no file holds: under Windows the registry (the installer's choices in
   * HKLM\Software\Vigilot, the machine policy in HKLM\Software\Policies\Vigilot), read now for settings of those `names`;
   * elsewhere nowhere. Never rejects: what cannot be read is thrown where it is used.
   */
  settingPlaces(names: readonly string[]): Promise<SettingReadings>;
  /** Null where its log is another's to write. */
  eventLog(options: EventLogOptions): EventLog | null;
  tillSocket(options: TillSocketOptions): TillSocket;
}

/** This system's. */
export function systemOf(platform: NodeJS.Platform = process.platform): System {
  return {
    settingPlaces: async (names) => {
      if (platform !== 'win32') return {};
      const policy = await readWindowsPolicy({ names });
      return { policy, installed: await readWindowsPolicy({ key: INSTALLED_KEY, names }) };
    },
    eventLog: (options) => eventLog(options, platform),
    tillSocket: (options) => tillSocket(options, platform),
  };
}
