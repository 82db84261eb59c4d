import { defineConfig } from 'vitest/config';

/** The desktop application in a real Electron (`npm run test:electron`): whole programs, one file after the other. */
export default defineConfig({
  test: {
    globalSetup: ['cli/bundle.testkit.ts', 'main/package.testkit.ts'],
    include: ['main/**/*.electron.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // A whole desktop or Windows on two busy cores: what fails once and then holds is printed as retried.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
