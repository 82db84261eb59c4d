/**
 * Whether the tray starts with the session: one implementation for each system. What the person decided in the system's own
 * settings stands; what an installer does for every account is left to it.
 */
import { DesktopEntryAutostart } from './desktop-entry.ts';
import { RunKeyAutostart } from './run-key.ts';

/** `refused`: the person turned it off in the system. `installer`: it is done for every account. */
export type AutostartState = 'on' | 'off' | 'refused' | 'installer';

export interface Autostart {
  /** Makes it so, and tells what is. Rejects where the system refuses. */
  apply(wanted: boolean): Promise<AutostartState>;
}

export interface AutostartOptions {
  /** Absolute path of the program; started with `--hidden`. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** That of this system; null where there is none for us. */
export function autostart(options: AutostartOptions, platform: NodeJS.Platform = process.platform): Autostart | null {
  if (platform === 'win32') return new RunKeyAutostart(options);
  return platform === 'linux' ? new DesktopEntryAutostart(options) : null;
}
