import { expect, it } from 'vitest';
import { type Installation, selfManaged } from './installation.ts';

const here: Installation = {
  platform: 'linux',
  execPath: '/tmp/.mount_x/vigilot',
  appImage: '/home/a/Vigilot.AppImage',
  exists: () => true,
  writable: (path) => path === '/home/a',
};
const windows = { platform: 'win32', execPath: 'C:\\Users\\a\\Vigilot\\Vigilot.exe' } as const;

it.each([
  ['an AppImage of the user’s', {}, true],
  ['an AppImage where only IT may write', { appImage: '/opt/Vigilot.AppImage' }, false],
  ['an AppImage that is not where it was', { exists: () => false }, false],
  ['a deb', { appImage: undefined }, false],
  ['an address that is none', { appImage: 'Vigilot.AppImage' }, false],
  ['NSIS', { ...windows, exists: (path: string) => path === 'C:\\Users\\a\\Vigilot\\Uninstall Vigilot.exe' }, true],
  ['MSI', { ...windows, exists: () => false }, false],
  ['another system', { platform: 'darwin' }, false],
] as const)('%s renews itself: %s', (_, more, own) => {
  expect(selfManaged({ ...here, ...more })).toBe(own);
});
