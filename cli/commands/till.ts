import { say } from '../../protocol/messages/index.ts';
import { type Command, UsageError } from '../command.ts';
import { exit } from '../exit.ts';

export const till: Command = {
  words: ['till'],
  summary: 'cli.till.summary',
  details: 'cli.till.details',
  operands: [{ name: 'command', doc: 'cli.till.operand', many: true }],
  examples: [
    { line: 'till -- python3 native-bridge/till-library/examples/till_http.py', doc: 'cli.till.example.python' },
  ],
  settings: {},
  flags: {},
  exits: [{ status: exit.failure, doc: 'cli.till.exit.failure' }],
  async run({ operands, environment, language, json, out }) {
    const [program, ...rest] = operands;
    if (program === undefined) throw new UsageError('cli.till.no-command');
    const { judgeTill } = await import('../../fixtures/conformance.ts');
    const print = json ? () => undefined : out;
    print(`${say(language, 'cli.till.starting')}\n`);
    const judged = await judgeTill({
      command: [program, ...rest],
      // Portal and agent are commands of this very program.
      main: process.argv[1] ?? '',
      environment,
      onJudged: ({ what, passed, expected, seen }) => {
        print(`  ${passed ? '✓' : '✗'} ${say(language, what)}\n`);
        if (!passed) print(`${say(language, 'cli.till.unlike', { expected, seen })}\n`);
      },
    });
    const count = judged.length;
    const failed = judged.filter(({ passed }) => !passed).length;
    if (json) out(`${JSON.stringify({ passed: failed === 0, scenarios: judged })}\n`);
    print(`${say(language, failed === 0 ? 'cli.till.passed' : 'cli.till.failed', { count, failed })}\n`);
    return failed === 0 ? exit.ok : exit.failure;
  },
};
