/** The medicines database of the portal, from a folder with the public files as they were downloaded. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ProductSource } from '../../portal/products/import.ts';
import { medicinesFiles } from '../../portal/products/medicines.ts';
import { portalSettings } from '../../portal/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, reasonOf, setting } from '../../protocol/settings.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';
import { localPortal } from '../local-portal.ts';

const Answer = Compile(Type.Object({ ...ProductSource.properties, changed: Type.Boolean() }));

export const productsImport: Command = {
  words: ['portal', 'products', 'import'],
  summary: 'cli.portal.products.summary',
  details: 'cli.portal.products.details',
  operands: [{ name: 'folder', doc: 'cli.portal.products.operand' }],
  examples: [{ line: 'portal products import ./bdpm', doc: 'cli.portal.products.example' }],
  settings: { dataDir: portalSettings.dataDir, configFile: portalSettings.configFile },
  flags: {
    date: setting<string | null>({
      kind: { ...kinds.text(), placeholder: 'YYYY-MM-DD' },
      env: null,
      flag: 'date',
      default: null,
      defaultDoc: { fr: 'celle du fichier CIS_CIP_bdpm.txt', en: 'that of the file CIS_CIP_bdpm.txt' },
      since: '0.1.0',
      doc: { fr: 'Date de la base publique.', en: 'Date of the public database.' },
    }),
    force: setting<boolean>({
      kind: kinds.boolean(),
      env: null,
      flag: 'force',
      default: false,
      since: '0.1.0',
      doc: { fr: 'Prend des fichiers qui semblent tronqués.', en: 'Takes files that look cut short.' },
    }),
  },
  async run(invocation) {
    const { operands, flags, language, json, out, err } = invocation;
    const folder = operands[0] ?? '';
    const files: Record<string, string> = {};
    for (const name of medicinesFiles) {
      const path = join(folder, name);
      // The only one that may be absent: not every copy of the database has it.
      if (name === 'CIS_MITM.txt' && !existsSync(path)) continue;
      files[name] = read(path).toString('base64');
    }
    const day = statSync(join(folder, 'CIS_CIP_bdpm.txt')).mtime.toISOString().slice(0, 10);
    const date = typeof flags.date === 'string' ? flags.date : day;
    const body = { date, files, ...(flags.force === true ? { force: true } : {}) };
    const answer = await localPortal(invocation).call('operator', 'POST', '/v1/products/import', body);
    if (!Answer.Check(answer))
      throw new CommandError(exit.failure, 'cli.portal-refused', { cause: JSON.stringify(answer) });
    if (json) out(`${JSON.stringify(answer)}\n`);
    else {
      const { products, skipped, changed } = answer;
      const key = changed ? 'cli.portal.products.done' : 'cli.portal.products.same';
      out(`${say(language, key, { products, skipped, date })}\n`);
    }
    if (!answer.mitm) err(`${say(language, 'cli.portal.products.no-mitm')}\n`);
    return exit.ok;
  },
};

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CommandError(exit.badInput, 'cli.file-unreadable', { file, cause: reasonOf(cause) });
  }
}
