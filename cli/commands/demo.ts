import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds, type SettingsTable, setting } from '../../protocol/settings.ts';
import type { Command } from '../command.ts';
import { exit } from '../exit.ts';

const clone = fileURLToPath(new URL('../..', import.meta.url));

const flags = {
  once: setting<boolean>({
    kind: kinds.boolean(),
    env: null,
    flag: 'once',
    default: false,
    since: '0.1.0',
    doc: { fr: 'Joue la démonstration, puis s’arrête.', en: 'Plays the demonstration, then stops.' },
  }),
  dir: setting<string>({
    kind: kinds.path(),
    env: null,
    flag: 'dir',
    default: '.vigilot',
    defaultDoc: { fr: '.vigilot dans le dépôt', en: '.vigilot in the repository' },
    since: '0.1.0',
    doc: { fr: 'Dossier des données.', en: 'Folder of the data.' },
  }),
} as const satisfies SettingsTable;

export const demo: Command = {
  words: ['demo'],
  summary: 'cli.demo.summary',
  details: 'cli.demo.details',
  operands: [],
  examples: [
    { line: 'demo', doc: 'cli.demo.example.stay' },
    { line: 'demo --once', doc: 'cli.demo.example.once' },
  ],
  settings: {},
  flags,
  exits: [{ status: exit.failure, doc: 'cli.demo.exit.failure' }],
  async run({ flags: given, environment, language, json, out, stopped }) {
    const { playDemo } = await import('../../fixtures/demo.ts');
    const facts = await playDemo({
      dir: typeof given.dir === 'string' ? given.dir : join(clone, flags.dir.default as string),
      main: join(clone, 'cli/main.ts'),
      once: given.once === true,
      environment,
      language,
      out: json ? () => undefined : out,
      ready: json ? (data) => out(`${JSON.stringify(data)}\n`) : () => undefined,
      stopped,
    });
    return facts.asExpected ? exit.ok : exit.failure;
  },
};
