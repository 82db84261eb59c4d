import { defineConfig } from 'vitest/config';

/** What is built for Windows, run by Wine (`npm run test:wine`): one Windows after the other, each on a prefix of its own. */
export default defineConfig({
  test: {
    globalSetup: ['cli/bundle.testkit.ts', 'installers/wine.setup.ts'],
    include: ['{installers,native-bridge}/**/*.wine.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // A whole desktop or Windows on two busy cores: what fails once and then holds is printed as retried.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
