import { programs } from './vitest.programs.ts';

/** The suite in a real browser (`npm run test:browser`). */
export default programs({
  include: '{renderer,portal/desk}/**/*.browser.test.ts',
  setup: ['cli/bundle.testkit.ts'],
  hookSeconds: 90,
});
