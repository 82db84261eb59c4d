import { programs } from './vitest.programs.ts';

/** The desktop application in a real Electron (`npm run test:electron`). */
export default programs({
  include: 'main/**/*.electron.test.ts',
  setup: ['cli/bundle.testkit.ts', 'main/package.testkit.ts'],
  hookSeconds: 120,
});
