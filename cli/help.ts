/** Help, from the commands' own data and the tables of settings: what is documented is what is read. */
import { type Language, type MessageKey, say } from '../protocol/messages/index.ts';
import type { Setting, SettingsTable } from '../protocol/settings.ts';
import { type Command, commonFlags } from './command.ts';
import { exit } from './exit.ts';

const WIDTH = 100;
/** Width of the column of flags. */
const FLAGS = 32;
const everyExit: ReadonlyArray<{ status: number; doc: MessageKey }> = [
  { status: exit.failure, doc: 'cli.exit.failure' },
  { status: exit.badInput, doc: 'cli.exit.bad-input' },
  { status: exit.unreachable, doc: 'cli.exit.unreachable' },
];

/** Every command in a line, the first things to try, and where to read on. */
export function overview(language: Language, commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => nameOf(command).length)) + 2;
  return [
    say(language, 'cli.about'),
    '',
    heading(language, 'cli.help.usage'),
    `  vigilot ${say(language, 'cli.help.synopsis')}`,
    '',
    heading(language, 'cli.help.commands'),
    ...commands.flatMap((command) => columns(nameOf(command), width, say(language, command.summary))),
    '',
    heading(language, 'cli.help.first-steps'),
    '  npm start',
    indent(say(language, 'cli.help.first-steps.demo'), 6),
    "  vigilot check '0103400936266513172705311012345'",
    indent(say(language, 'cli.help.first-steps.check'), 6),
    '  vigilot status',
    indent(say(language, 'cli.help.first-steps.status'), 6),
    '',
    indent(say(language, 'cli.help.more'), 0),
    '',
  ].join('\n');
}

/** Everything about one command. */
export function commandHelp(language: Language, command: Command): string {
  const operands = command.operands.map(({ name, many }) => (many ? ` [${name}…]` : ` <${name}>`)).join('');
  const environment = Object.values(command.settings).filter((setting) => setting.flag === null);
  const exits = [{ status: exit.ok, doc: 'cli.exit.ok' as const }, ...everyExit];
  for (const own of command.exits ?? []) {
    const index = exits.findIndex(({ status }) => status === own.status);
    if (index >= 0) exits.splice(index, 1);
    exits.push(own as (typeof exits)[number]);
  }
  return [
    indent(`vigilot ${nameOf(command)} — ${say(language, command.summary)}`, 0),
    ...(command.details ? ['', indent(say(language, command.details), 0)] : []),
    '',
    heading(language, 'cli.help.usage'),
    `  vigilot ${nameOf(command)}${operands} ${say(language, 'cli.help.options-synopsis')}`,
    ...command.operands.flatMap(({ name, doc }) => columns(`<${name}>`, 24, say(language, doc))),
    '',
    heading(language, 'cli.help.examples'),
    ...command.examples.flatMap(({ line, doc }) => [`  vigilot ${line}`, indent(say(language, doc), 6)]),
    '',
    heading(language, 'cli.help.options'),
    ...flagLines(language, { ...command.flags, ...command.settings, ...commonFlags }),
    '',
    ...(environment.length === 0 ? [] : [heading(language, 'cli.help.environment-only')]),
    ...environment.flatMap((setting) => settingLines(language, setting.env ?? '', setting, null)),
    ...(environment.length === 0 ? [] : ['']),
    heading(language, 'cli.help.exits'),
    ...exits
      .sort((a, b) => a.status - b.status)
      .flatMap(({ status, doc }) => columns(String(status), 6, say(language, doc))),
    '',
  ].join('\n');
}

/** The same as data, for programs: `vigilot help --json`. */
export function helpData(language: Language, commands: readonly Command[]): unknown {
  return commands.map((command) => ({
    command: nameOf(command),
    summary: say(language, command.summary),
    operands: command.operands.map(({ name, doc }) => ({ name, doc: say(language, doc) })),
    settings: Object.entries({ ...command.flags, ...command.settings, ...commonFlags }).map(([name, setting]) => ({
      name,
      flag: setting.flag === null ? null : `--${setting.flag}`,
      environment: setting.env,
      default: defaultText(language, setting),
      doc: setting.doc[language],
    })),
    examples: command.examples.map(({ line, doc }) => ({ line: `vigilot ${line}`, doc: say(language, doc) })),
  }));
}

/** `portal keys sign`. */
export const nameOf = (command: Pick<Command, 'words'>): string => command.words.join(' ');

/** The default of a setting in words; empty where a flag is simply not given. */
export function defaultText(language: Language, setting: Setting<unknown>): string {
  if (setting.defaultDoc) return setting.defaultDoc[language];
  return setting.default === false || typeof setting.default === 'function' ? '' : String(setting.default);
}

function flagLines(language: Language, table: SettingsTable): string[] {
  return Object.values(table).flatMap((setting) => {
    if (setting.flag === null) return [];
    const { placeholder } = setting.kind;
    const negatable = placeholder === null && setting.default === true;
    const left = `--${negatable ? '[no-]' : ''}${setting.flag}${placeholder ? ` ${placeholder}` : ''}`;
    return settingLines(language, left, setting, setting.env);
  });
}

/** The term, what it does, and on a line of its own its default and its variable. */
function settingLines(language: Language, left: string, setting: Setting<unknown>, variable: string | null): string[] {
  const standard = defaultText(language, setting);
  const facts = [
    ...(variable ? [variable] : []),
    ...(standard ? [say(language, 'cli.help.default', { value: standard })] : []),
  ].join(' ; ');
  return [...columns(left, FLAGS, setting.doc[language]), ...(facts ? columns('', FLAGS, facts) : [])];
}

const heading = (language: Language, key: MessageKey) => indent(say(language, key), 0);

/** A term and its text beside it, or under it where the term is too long. */
function columns(left: string, width: number, right: string): string[] {
  const lines = wrap(right, WIDTH - width - 2);
  const [first = '', ...rest] = lines;
  const under = rest.map((line) => ' '.repeat(width + 2) + line);
  if (left.length > width - 2) return [`  ${left}`, ...lines.map((line) => ' '.repeat(width + 2) + line)];
  return [`  ${left.padEnd(width)}${first}`, ...under];
}

const indent = (text: string, by: number) =>
  wrap(text, WIDTH - by)
    .map((line) => ' '.repeat(by) + line)
    .join('\n');

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A no-break space (before : ; ! ? in French) is no place to break.
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
