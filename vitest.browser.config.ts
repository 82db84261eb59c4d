import { defineConfig } from 'vitest/config';

/** The suite in a real browser (`npm run test:browser`): whole programs on one machine, so one file after the other. */
export default defineConfig({
  test: {
    globalSetup: 'cli/bundle.testkit.ts',
    include: ['renderer/**/*.browser.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
