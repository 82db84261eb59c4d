import { agentSettings } from '../../agent/policy/settings.ts';
import type { Verdict } from '../../agent/verdict/model.ts';
import { say } from '../../protocol/messages/index.ts';
import { type Command, UsageError } from '../command.ts';
import { type ExitStatus, exit } from '../exit.ts';
import { localAgent } from '../local-agent.ts';

const statusOf: Readonly<Record<Verdict, ExitStatus>> = { allow: exit.ok, verify: exit.verify, block: exit.block };

export const check: Command = {
  words: ['check'],
  summary: 'cli.check.summary',
  details: 'cli.check.details',
  operands: [{ name: 'scan', doc: 'cli.check.operand' }],
  examples: [
    { line: "check '(01)03400935676641(17)270531(10)ER7N404'", doc: 'cli.check.example.datamatrix' },
    { line: 'check 3400935676641', doc: 'cli.check.example.cip' },
    { line: 'check - --json < scan.txt', doc: 'cli.check.example.stdin' },
  ],
  settings: { dataDir: agentSettings.dataDir, configFile: agentSettings.configFile },
  flags: {},
  exits: [
    { status: exit.ok, doc: 'cli.check.exit.allow' },
    { status: exit.verify, doc: 'cli.check.exit.verify' },
    { status: exit.block, doc: 'cli.check.exit.block' },
    { status: exit.badInput, doc: 'cli.check.exit.bad-input' },
  ],
  async run(invocation) {
    const { operands, language, json, out } = invocation;
    const scan = operands[0] === '-' ? withoutLineEnd(await invocation.input()) : (operands[0] ?? '');
    if (scan === '') throw new UsageError('cli.check.scan-empty');
    const answer = await localAgent(invocation).check({ scan });
    if (json) {
      out(`${JSON.stringify(answer)}\n`);
      return statusOf[answer.verdict];
    }
    const { verdict, message, pack, reasons, feed } = answer;
    const facts = [pack.cip13 ?? pack.gtin, pack.lot && `lot ${pack.lot}`, pack.expiry && `exp. ${pack.expiry}`];
    const lines = [
      say(language, `cli.check.verdict.${verdict}`),
      message,
      `  ${facts.filter(Boolean).join(' · ')}`,
      ...reasons.map(({ code, effect, reference, title, instructions }) => {
        const source = [reference, title].filter(Boolean).join(' — ');
        return `  ${effect === 'decides' ? '•' : '·'} ${code}${source ? ` : ${source}` : ''}${instructions ? `\n    ${instructions}` : ''}`;
      }),
      `  ${say(language, 'cli.check.feed', { state: say(language, `cli.feed.${feed.state}`), position: feed.position })}`,
    ];
    out(`${lines.join('\n')}\n`);
    return statusOf[verdict];
  },
};

/** The line end that a shell or a scanner adds is not part of the scan; any other control character is. */
const withoutLineEnd = (text: string) => text.replace(/\r?\n$/, '');
