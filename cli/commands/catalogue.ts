import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agentSettings } from '../../agent/policy/settings.ts';
import { MedicinesFileError } from '../../protocol/medicines-file.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, setting } from '../../protocol/settings.ts';
import { agentDataDir } from '../agent-place.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';

const none = { fr: 'CIS_bdpm.txt à côté, s’il y est', en: 'CIS_bdpm.txt beside it, where it is there' };

export const catalogueImport: Command = {
  words: ['catalogue', 'import'],
  summary: 'cli.catalogue.import.summary',
  details: 'cli.catalogue.import.details',
  operands: [{ name: 'CIS_CIP_bdpm.txt', doc: 'cli.catalogue.import.operand' }],
  examples: [
    { line: 'catalogue import CIS_CIP_bdpm.txt', doc: 'cli.catalogue.import.example.plain' },
    {
      line: 'catalogue import CIS_CIP_bdpm.txt --specialities ../bdpm/CIS_bdpm.txt',
      doc: 'cli.catalogue.import.example.elsewhere',
    },
  ],
  settings: { dataDir: agentSettings.dataDir, configFile: agentSettings.configFile },
  flags: {
    specialities: setting<string | null>({
      kind: kinds.path(),
      env: null,
      flag: 'specialities',
      default: null,
      defaultDoc: none,
      since: '0.1.0',
      doc: { fr: 'Le fichier CIS_bdpm.txt.', en: 'The file CIS_bdpm.txt.' },
    }),
    force: setting<boolean>({
      kind: kinds.boolean(),
      env: null,
      flag: 'force',
      default: false,
      since: '0.1.0',
      doc: { fr: 'Prend un fichier qui semble tronqué.', en: 'Takes a file that looks cut short.' },
    }),
  },
  async run(invocation) {
    const { operands, flags, language, json, out, err } = invocation;
    const presentations = operands[0] ?? '';
    const beside = join(dirname(presentations), 'CIS_bdpm.txt');
    const specialities =
      typeof flags.specialities === 'string' ? flags.specialities : existsSync(beside) ? beside : null;
    const { importCatalogue } = await import('../../agent/register/catalogue-import.ts');
    const target = join(agentDataDir(invocation), 'catalogue.db');
    try {
      const report = importCatalogue({ presentations, specialities, target, force: flags.force === true });
      if (json) out(`${JSON.stringify({ ...report, target })}\n`);
      else out(`${say(language, 'cli.catalogue.import.done', { ...report })}\n`);
    } catch (error) {
      if (!(error instanceof MedicinesFileError)) throw error;
      if (error.fault !== 'unreadable' && !json) err(`${say(language, 'cli.catalogue.import.force-hint')}\n`);
      throw new CommandError(exit.badInput, `medicines.file.${error.fault}`, error.values);
    }
    if (specialities === null) err(`${say(language, 'cli.catalogue.import.no-specialities')}\n`);
    return exit.ok;
  },
};
