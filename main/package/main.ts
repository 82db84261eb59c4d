// `npm run package`: the unpacked application for this machine's system, in dist/. `-- --win`: for Windows; `--output`: elsewhere.
import { parseArgs } from 'node:util';
import { packageApplication } from './package.ts';
import { electronHere, type PackagePlatform } from './place.ts';

const { win, linux, output } = parseArgs({
  options: { win: { type: 'boolean' }, linux: { type: 'boolean' }, output: { type: 'string' } },
}).values;
const here: PackagePlatform = process.platform === 'win32' ? 'win32' : 'linux';
const platform: PackagePlatform = win ? 'win32' : linux ? 'linux' : here;
// What is fetched for this machine is of no use for another system, unless its folder was named.
const electronDist = platform === here || process.env.ELECTRON_OVERRIDE_DIST_PATH ? electronHere() : null;

try {
  const folder = await packageApplication({
    platform,
    electronDist,
    ...(output !== undefined && { changes: { directories: { output } } }),
  });
  process.stdout.write(`vigilot: the application is in ${folder}\n`);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`vigilot: the application was not packaged: ${text}\n`);
  if (electronDist === null) {
    process.stderr.write(
      `No Electron for ${platform} is here, and electron-builder fetches it from github.com. Try again with a network that reaches\n` +
        'it, or name the folder of an Electron in ELECTRON_OVERRIDE_DIST_PATH.\n',
    );
  }
  // Not by exitCode: electron-builder ends a process whose work is done with 0 (async-exit-hook).
  process.exit(1);
}
