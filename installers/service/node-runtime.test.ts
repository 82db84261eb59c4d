import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeOptions } from './node-runtime.ts';

// None of them can read a constant of TypeScript, and one that was forgotten is noticed by nobody.
it.each([
  'installers/service/vigilot.sh',
  'installers/service/vigilot.cmd',
  'installers/systemd/vigilot-agent.service',
  'native-bridge/service-host/core.c',
])('%s starts the agent with the options of every start', (file) => {
  const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  for (const option of nodeOptions) expect(text).toMatch(new RegExp(` ${option}[ ']`));
});
