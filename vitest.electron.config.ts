import { defineConfig } from 'vitest/config';

/** The desktop application in a real Electron (`npm run test:electron`): whole programs, one file after the other. */
export default defineConfig({
  test: {
    globalSetup: ['cli/bundle.testkit.ts', 'main/package.testkit.ts'],
    include: ['main/**/*.electron.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
