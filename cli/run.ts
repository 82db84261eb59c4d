/** From arguments to an exit status: finds the command, reads its flags, runs it, and puts what went wrong into words. */
import manifest from '../package.json' with { type: 'json' };
import { BackupError } from '../portal/operation/backup-error.ts';
import { StoreError } from '../portal/store/errors.ts';
import { isMessageKey, type Language, say } from '../protocol/messages/index.ts';
import { Problem } from '../protocol/problems.ts';
import { closest, SettingsError, SettingsFileError } from '../protocol/settings.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandError, commonFlags, type Surroundings, UsageError } from './command.ts';
import { type ExitStatus, exit } from './exit.ts';
import { commandHelp, nameOf, overview } from './help.ts';
import { terminalLanguage } from './language.ts';

/** Runs one command line (without the program's name) of `commands`. Never throws; the status is the process's. */
export async function run(
  argv: readonly string[],
  surroundings: Surroundings,
  commands: readonly Command[],
): Promise<ExitStatus> {
  const { environment, out } = surroundings;
  let language = languageIn(argv) ?? terminalLanguage(environment);
  const json = argv.includes('--json');
  let command: Command | undefined;
  try {
    if (argv[0] === undefined || argv[0] === '--help' || argv[0] === '-h') {
      out(overview(language, commands));
      return argv[0] === undefined ? exit.badInput : exit.ok;
    }
    if (argv[0] === '--version') {
      out(`${manifest.version}\n`);
      return exit.ok;
    }
    command = find(argv, commands);
    const { operands, flags } = readArguments(command, argv.slice(command.words.length));
    if (flags.lang !== undefined) {
      const chosen = commonFlags.lang.kind.read(flags.lang);
      if (chosen === undefined) throw new UsageError('cli.flag-lang', { value: String(flags.lang) });
      language = chosen;
    }
    if (flags.help === true) {
      out(commandHelp(language, command));
      return exit.ok;
    }
    return await command.run({ ...surroundings, language, json: flags.json === true, operands, flags });
  } catch (error) {
    const { status, message, hint } = explain(error, language, command);
    if (json) out(`${JSON.stringify({ error: { status, message } })}\n`);
    else surroundings.err(`vigilot: ${message}\n${hint === undefined ? '' : `${hint}\n`}`);
    return status;
  }
}

/** The longest command whose words begin `argv`. Throws `UsageError` with the one that was probably meant. */
function find(argv: readonly string[], commands: readonly Command[]): Command {
  const typed = argv.slice(0, argv.findIndex((word) => word.startsWith('-')) >>> 0);
  const found = commands
    .filter(({ words }) => words.every((word, index) => typed[index] === word))
    .sort((a, b) => b.words.length - a.words.length)[0];
  // `portal keyz`: a command that takes no operand was not meant to get one.
  const surplus = found?.operands.length === 0 && typed.length > found.words.length;
  if (found !== undefined && !surplus) return found;
  const names = commands.map(nameOf);
  const command = typed.join(' ') || String(argv[0]);
  const group = names.find((name) => name.startsWith(`${command} `));
  const meant = group ?? nearest(typed, commands);
  if (meant === undefined) throw new UsageError('cli.command-unknown', { command });
  throw new UsageError('cli.command-unknown-meant', { command, meant });
}

/** The command whose words are near the first that were typed: as many as the command has. */
function nearest(typed: readonly string[], commands: readonly Command[]): string | undefined {
  for (let count = typed.length; count > 0; count--) {
    const names = commands.filter(({ words }) => words.length === count).map(nameOf);
    const meant = closest(typed.slice(0, count).join(' '), names);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

interface Explanation {
  readonly status: ExitStatus;
  readonly message: string;
  readonly hint?: string;
}

function explain(error: unknown, language: Language, command: Command | undefined): Explanation {
  if (error instanceof UsageError) {
    const hint = command && say(language, 'cli.see-help', { command: nameOf(command) });
    return { status: exit.badInput, message: say(language, error.key, error.values), ...(hint ? { hint } : {}) };
  }
  if (error instanceof SettingsError || error instanceof SettingsFileError) {
    return { status: exit.badInput, message: error.describe(language) };
  }
  if (error instanceof CommandError) return { status: error.status, message: say(language, error.key, error.values) };
  if (error instanceof StoreError || error instanceof BackupError) {
    const key = `portal.${error instanceof StoreError ? 'store' : 'backup'}.${error.fault}`;
    const message = isMessageKey(key) ? say(language, key, error.values) : error.message;
    return { status: exit.failure, message };
  }
  if (error instanceof Problem) {
    const values = error.details.values ?? {};
    return { status: exit.failure, message: say(language, `problem.${error.type}`, { state: '', ...values }) };
  }
  const cause = error instanceof Error ? error.message : String(error);
  return { status: exit.failure, message: say(language, 'cli.unexpected', { cause }) };
}

/** `--lang` as typed, looked for before the command is known, so that its own refusal is in that language. */
function languageIn(argv: readonly string[]): Language | undefined {
  const at = argv.indexOf('--lang');
  const text = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  return commonFlags.lang.kind.read(text);
}
