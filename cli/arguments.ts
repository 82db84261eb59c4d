import { parseArgs } from 'node:util';
import { closest, type SettingsTable } from '../protocol/settings.ts';
import { type Command, commonFlags, UsageError } from './command.ts';

export interface Arguments {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean>>;
}

/** All flags of a command, common ones included. */
export function flagsOf(command: Command): SettingsTable {
  return { ...command.settings, ...command.flags, ...commonFlags };
}

/**
 * Reads what follows the words of a command: `--flag value`, `--flag=value`, `--no-flag` for a yes-or-no one, operands, `--`
 * before an operand that begins with a dash. Throws `UsageError` for a flag the command does not have (with the one that was
 * probably meant), a flag given twice, a missing or surplus operand.
 */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const byFlag = new Map(
    Object.entries(flagsOf(command)).flatMap(([name, s]) => (s.flag ? [[s.flag, { name, ...s }]] : [])),
  );
  const takesValue = (flag: string) => byFlag.get(flag)?.kind.placeholder !== null;
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        [...byFlag.keys()].map((flag) => [flag, { type: takesValue(flag) ? 'string' : 'boolean' }]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  });
  const flags: Record<string, string | boolean> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const known = byFlag.get(token.name);
    // parseArgs gives `--no-x` as x unless x itself is unknown.
    const negative = token.rawName.startsWith('--no-') && token.rawName !== `--${token.name}`;
    if (known === undefined) throw unknownFlag(token.rawName, byFlag.keys());
    if (Object.hasOwn(flags, known.name)) throw new UsageError('cli.flag-twice', { flag: token.rawName });
    if (takesValue(token.name)) {
      if (negative) throw unknownFlag(token.rawName, byFlag.keys());
      if (token.value === undefined || token.value === '')
        throw new UsageError('cli.flag-value', { flag: token.rawName });
      flags[known.name] = token.value;
    } else {
      if (token.value !== undefined) throw new UsageError('cli.flag-no-value', { flag: token.rawName });
      flags[known.name] = !negative;
    }
  }
  if (flags.help !== true) checkOperands(command, operands);
  return { operands, flags };
}

function unknownFlag(rawName: string, known: Iterable<string>): UsageError {
  const meant = closest(rawName.replace(/^-+/, ''), known);
  return meant === undefined
    ? new UsageError('cli.flag-unknown', { flag: rawName })
    : new UsageError('cli.flag-unknown-meant', { flag: rawName, meant: `--${meant}` });
}

function checkOperands(command: Command, operands: readonly string[]): void {
  if (command.operands.at(-1)?.many) return;
  const missing = command.operands[operands.length];
  if (missing !== undefined) throw new UsageError('cli.operand-missing', { operand: missing.name });
  const surplus = operands[command.operands.length];
  if (surplus !== undefined) throw new UsageError('cli.operand-surplus', { operand: surplus });
}
