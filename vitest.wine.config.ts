import { programs } from './vitest.programs.ts';

/** What is built for Windows, run by Wine (`npm run test:wine`): one Windows after the other, each on a prefix of its own. */
export default programs({
  include: '{installers,native-bridge}/**/*.wine.test.ts',
  setup: ['cli/bundle.testkit.ts', 'installers/wine.setup.ts'],
  hookSeconds: 180,
});
