/** The machine as far as defaults depend on it, and the folders its platform gives to a program like ours. Pure text. */

/** Given by the caller, so that this file reads nothing. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
}

/** Joins parts with the platform's separator. */
export function joinPath(machine: Machine, ...parts: readonly string[]): string {
  return parts.join(machine.platform === 'win32' ? '\\' : '/');
}

/** Where a service of this machine keeps its state, unless it is told otherwise. */
export function serviceFolder(machine: Machine): string {
  return machine.platform === 'linux' ? '/var/lib/vigilot' : stateFolder(machine);
}

/** Where a person's own programs keep their state (on Linux the XDG specification's place). */
export function personalFolder(machine: Machine): string {
  const { platform, environment } = machine;
  if (platform === 'win32') return joinPath(machine, environment.LOCALAPPDATA ?? settingsFolder(machine), 'Vigilot');
  if (platform === 'darwin' || environment.XDG_STATE_HOME?.startsWith('/')) return stateFolder(machine);
  return joinPath(machine, environment.HOME ?? '', '.local/state/vigilot');
}

/** Where an agent keeps its state; on Linux $XDG_STATE_HOME where it is set (the XDG specification: and absolute). */
export function stateFolder(machine: Machine): string {
  const { platform, environment } = machine;
  if (platform === 'win32') return settingsFolder(machine);
  if (platform === 'darwin') return joinPath(machine, environment.HOME ?? '', 'Library/Application Support/Vigilot');
  const state = environment.XDG_STATE_HOME;
  return state?.startsWith('/') ? joinPath(machine, state, 'vigilot') : '/var/lib/vigilot';
}

/** Where IT writes: config files and, but for Windows, the machine policy. */
export function settingsFolder(machine: Machine): string {
  if (machine.platform !== 'win32') return '/etc/vigilot';
  return joinPath(machine, machine.environment.ProgramData ?? 'C:\\ProgramData', 'Vigilot');
}
