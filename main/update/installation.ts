/** How this application came onto the machine, hence whether it may renew itself. Pure. */
import { posix, win32 } from 'node:path';

export interface Installation {
  readonly platform: NodeJS.Platform;
  /** Of the running program. */
  readonly execPath: string;
  /** What the AppImage runtime says: the file that was started. */
  readonly appImage: string | undefined;
  readonly exists: (path: string) => boolean;
  readonly writable: (path: string) => boolean;
}

/**
 * Whether the installation is its own master: NSIS left its uninstaller beside the program, or an AppImage lies where it may be
 * replaced. MSI, deb and folders that somebody unpacked belong to whoever put them there: two ways of installing make two
 * installations (electron-builder 6965).
 */
export function selfManaged({ platform, execPath, appImage, exists, writable }: Installation): boolean {
  if (platform === 'win32') return exists(win32.join(win32.dirname(execPath), 'Uninstall Vigilot.exe'));
  if (platform !== 'linux' || appImage === undefined) return false;
  return posix.isAbsolute(appImage) && exists(appImage) && writable(posix.dirname(appImage));
}
