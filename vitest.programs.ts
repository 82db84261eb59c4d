import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** A suite of whole programs on one machine: one file after the other, with time to start and to end. */
export function programs(suite: {
  readonly include: string;
  readonly setup: readonly string[];
  readonly seconds?: number;
  readonly hookSeconds: number;
}): ViteUserConfig {
  return defineConfig({
    test: {
      globalSetup: [...suite.setup],
      include: [suite.include],
      pool: 'forks',
      fileParallelism: false,
      testTimeout: (suite.seconds ?? 90) * 1_000,
      hookTimeout: suite.hookSeconds * 1_000,
    },
  });
}
