import { agentSettings } from '../../agent/policy/settings.ts';
import { kinds, setting } from '../../protocol/settings.ts';
import { agentDataDir } from '../agent-place.ts';
import type { Command, Invocation } from '../command.ts';
import { type ExitStatus, exit } from '../exit.ts';
import { caseFlag, inBoth, judgeAndReport } from '../till-report.ts';

const post = (flag: string, key: 'till.counter.flag.terminal' | 'till.counter.flag.operator') =>
  setting<string>({
    kind: { ...kinds.text(), placeholder: 'NAME' },
    env: null,
    flag,
    default: 'vigilot-till',
    since: '0.1.0',
    doc: inBoth(key),
  });

export const till: Command = {
  words: ['till'],
  summary: 'cli.till.summary',
  details: 'cli.till.details',
  operands: [{ name: 'command', doc: 'cli.till.operand', many: true }],
  examples: [
    { line: 'till --data-dir .vigilot/agent', doc: 'cli.till.example.counter' },
    { line: 'till -- python3 native-bridge/till-library/examples/till_http.py', doc: 'cli.till.example.python' },
    { line: 'till --case mid-sale -- node till.mjs', doc: 'cli.till.example.one' },
  ],
  settings: { dataDir: agentSettings.dataDir, configFile: agentSettings.configFile },
  flags: {
    case: caseFlag,
    terminal: post('terminal', 'till.counter.flag.terminal'),
    operator: post('operator', 'till.counter.flag.operator'),
  },
  exits: [{ status: exit.failure, doc: 'cli.till.exit.failure' }],
  run: (invocation) => {
    const [program, ...rest] = invocation.operands;
    return program === undefined ? serve(invocation) : judgeCommand([program, ...rest], invocation);
  },
};

/** The till of this program, for a person. */
async function serve(invocation: Invocation): Promise<ExitStatus> {
  const { language, json, out, flags: given, keyboard, stopped } = invocation;
  const { Till } = await import('../../fixtures/till.ts');
  const { serveCounter } = await import('../../fixtures/counter.ts');
  const { terminal = 'vigilot-till', operator = 'vigilot-till' } = given;
  const dataDir = agentDataDir(invocation);
  const lines = keyboard();
  const waiting = await serveCounter({
    till: new Till({ dataDir, terminal: String(terminal), operator: String(operator), language }),
    lines: until(lines, stopped()),
    language,
    print: json ? () => undefined : out,
    onSale: ({ answer, outcome }) => {
      if (json) out(`${JSON.stringify({ ...answer, outcome })}\n`);
    },
  }).finally(() => lines.close());
  return waiting === 0 ? exit.ok : exit.unreachable;
}

/** The lines up to the moment when the command should stop. */
async function* until(lines: AsyncIterable<string>, stopped: Promise<void>): AsyncGenerator<string> {
  const iterator = lines[Symbol.asyncIterator]();
  const end = stopped.then(() => ({ done: true, value: undefined }) as const);
  for (;;) {
    const { done, value } = await Promise.race([iterator.next(), end]);
    if (done) return;
    yield value;
  }
}

async function judgeCommand(command: readonly [string, ...string[]], invocation: Invocation): Promise<ExitStatus> {
  const { commandPlayer } = await import('../../fixtures/conformance.ts');
  return judgeAndReport(invocation, { play: commandPlayer(command, invocation.environment) });
}
