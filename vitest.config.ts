import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,agent,portal,cli,fixtures}/**/*.test.ts'],
    // better-sqlite3 and worker threads want real processes, and a fork that dies says which file it was running.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
