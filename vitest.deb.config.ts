import { defineConfig } from 'vitest/config';

/** The Debian package, installed for real: as root, on a Debian, one after the other. */
export default defineConfig({
  test: {
    include: ['installers/deb/*.deb.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
