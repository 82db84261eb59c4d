/** Backup of the portal's database, and its return (docs/operations.md). */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { BackupChecked } from '../../portal/operation/restore.ts';
import { resolvePortalSettings } from '../../portal/settings.ts';
import type { Database } from '../../portal/store/database.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, setting } from '../../protocol/settings.ts';
import type { Command, Invocation } from '../command.ts';
import { exit } from '../exit.ts';
import { processLog } from '../log.ts';
import { unlessHeld } from '../portal-held.ts';
import { storeSettings } from './portal-keys.ts';

export const portalBackup: Command = {
  words: ['portal', 'backup'],
  summary: 'cli.portal.backup.summary',
  details: 'cli.portal.backup.details',
  operands: [{ name: 'file', doc: 'cli.portal.backup.operand' }],
  examples: [{ line: 'portal backup /srv/backup/vigilot-2026-11-23.gz', doc: 'cli.portal.backup.example' }],
  settings: storeSettings,
  flags: {},
  async run(invocation) {
    const { language, json, out } = invocation;
    const file = resolve(invocation.operands[0] ?? '');
    const { dataDir, databaseUrl } = resolvePortalSettings(invocation).values;
    const { BackupError } = await import('../../portal/operation/backup-error.ts');
    // The embedded database would be made here and now, to be found empty.
    if (databaseUrl === null && !existsSync(join(dataDir, 'pg'))) throw new BackupError('nothing', {});
    const { writeBackup } = await import('../../portal/operation/backup.ts');
    const { header, rows, bytes } = await withDatabase(invocation, (database) =>
      writeBackup(database, { file, at: Date.now(), program: manifest.version }),
    );
    const { feed, position, at } = header;
    const kilobytes = Math.ceil(bytes / 1_000);
    out(
      json
        ? `${JSON.stringify({ file, feed, position, at, rows, bytes })}\n`
        : `${say(language, 'cli.portal.backup.done', { file, position, rows, kilobytes })}\n`,
    );
    return exit.ok;
  },
};

export const portalRestore: Command = {
  words: ['portal', 'restore'],
  summary: 'cli.portal.restore.summary',
  details: 'cli.portal.restore.details',
  operands: [{ name: 'file', doc: 'cli.portal.restore.operand' }],
  examples: [
    { line: 'portal restore /srv/backup/vigilot-2026-11-23.gz', doc: 'cli.portal.restore.example' },
    { line: 'portal restore /srv/backup/vigilot-2026-11-23.gz --check', doc: 'cli.portal.restore.example.check' },
  ],
  settings: storeSettings,
  flags: {
    check: setting<boolean>({
      kind: kinds.boolean(),
      env: null,
      flag: 'check',
      default: false,
      since: '0.1.0',
      doc: { fr: 'Prouve le fichier et ne restaure rien.', en: 'Proves the file and restores nothing.' },
    }),
  },
  async run(invocation) {
    const { language, json, out, err } = invocation;
    const file = resolve(invocation.operands[0] ?? '');
    const { dataDir } = resolvePortalSettings(invocation).values;
    const { checkBackup, requireOwnKeys, restoreBackup } = await import('../../portal/operation/restore.ts');
    const said = ({ header, rows }: BackupChecked, key: 'cli.portal.restore.checked' | 'cli.portal.restore.done') => {
      const { feed, position, at } = header;
      const words = say(language, key, { file, feed, position, at, rows });
      out(json ? `${JSON.stringify({ file, feed, position, at, rows })}\n` : `${words}\n`);
    };
    const checked = await checkBackup(file);
    if (invocation.flags.check === true) {
      said(checked, 'cli.portal.restore.checked');
      return exit.ok;
    }
    const keys = await requireOwnKeys(checked.header, dataDir);
    said(
      await withDatabase(invocation, (database) => restoreBackup(database, { file, at: Date.now() })),
      'cli.portal.restore.done',
    );
    if (!keys) err(`${say(language, 'cli.portal.restore.keys', { path: dataDir })}\n`);
    return exit.ok;
  },
};

/** The database as it is. Embedded: only while no portal holds it. */
async function withDatabase<T>(invocation: Invocation, work: (database: Database) => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl } = resolvePortalSettings(invocation).values;
  const { openDatabase } = await import('../../portal/store/database.ts');
  const log = processLog('portal', 'warn');
  const database = await unlessHeld(dataDir, () =>
    openDatabase({ dataDir, databaseUrl: databaseUrl ?? undefined, log, asItIs: true }),
  );
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
