import { type Command, UsageError } from '../command.ts';
import { exit } from '../exit.ts';
import { commandHelp, helpData, overview } from '../help.ts';

/** The help command for this list of commands. */
export function helpOf(commands: () => readonly Command[]): Command {
  return {
    words: ['help'],
    summary: 'cli.help.summary',
    operands: [{ name: 'command', doc: 'cli.help.operand', many: true }],
    examples: [
      { line: 'help check', doc: 'cli.help.example.command' },
      { line: 'help --json', doc: 'cli.help.example.json' },
    ],
    settings: {},
    flags: {},
    async run({ operands, language, json, out }) {
      const all = commands();
      const chosen = all.filter(({ words }) => operands.every((word, index) => words[index] === word));
      if (chosen.length === 0) throw new UsageError('cli.command-unknown', { command: operands.join(' ') });
      if (json) out(`${JSON.stringify(helpData(language, chosen), null, 2)}\n`);
      else if (operands.length === 0) out(overview(language, all));
      else out(chosen.map((command) => commandHelp(language, command)).join('\n'));
      return exit.ok;
    },
  };
}
