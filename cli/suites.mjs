// Says after `npm test` which suites it does not hold, and what runs them. No dependency: it is a few lines of text.
import { existsSync } from 'node:fs';

const browsers = [
  process.env.VIGILOT_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const found = browsers.find((path) => path && existsSync(path));
console.log(
  found
    ? `browser suite: not part of npm test; npm run test:browser runs it (${found})`
    : 'browser suite: not run, no Chromium on this machine (npm run test:browser where there is one, or VIGILOT_CHROMIUM)',
);
console.log('desktop application: not part of npm test (npm run test:electron, where an Electron can be had)');
console.log(
  'Windows service: not part of npm test (npm run test:wine, where Wine, mingw-w64 and a prefix with Node 24 are)',
);
console.log('portal on PostgreSQL: not run (VIGILOT_TEST_DATABASE_URL=postgres://… npx vitest run portal/)');
console.log('Debian package: not part of npm test (npm run test:deb, as root on a Debian without a Vigilot)');
console.log(
  'faults and fuzzing: their short ways are not part of npm test (npm run faults -- --short, npm run fuzz -- --seconds 30)',
);
