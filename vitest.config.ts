import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { webMessages } from './protocol/messages/web.ts';
import { catalogueMessages } from './renderer/build/messages.ts';
import { memoryFolder } from './vitest.memory.ts';

/** Files that start whole programs: they take longest and mostly wait, so they begin first and others fill the gaps. */
const wholePrograms =
  /\/(cli\/(whole-path|portal|agent)|fixtures\/(demo|conformance|ten-minutes)|portal\/(portal|several-gateways)|portal\/gateway\/crash)\b/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (wholePrograms.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  plugins: [catalogueMessages(webMessages)],
  test: {
    globalSetup: ['cli/bundle.testkit.ts', 'vitest.memory.ts'],
    include: [
      '{protocol,agent,portal,native-bridge,installers,cli,fixtures,renderer,main,bench,faults}/**/*.test.{ts,tsx}',
    ],
    exclude: ['**/node_modules/**', '**/*.{browser,electron,wine,deb}.test.ts'],
    // better-sqlite3 and worker threads want real processes, and a fork that dies says which file it was running.
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Programs that tests start again and again compile their sources once.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compile', import.meta.url)),
      ...(memoryFolder !== null && { TMPDIR: memoryFolder }),
    },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
