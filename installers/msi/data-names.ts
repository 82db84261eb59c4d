/** What an uninstallation may delete of the data folder, as C: from the agent's own table of what it makes there. */
import { dataFolder } from '../../agent/data-folder.ts';

/** What IT may have put there before the first installation. Ours to live with, not to delete. */
const expected = ['agent-config.json'];

const entries = Object.entries(dataFolder);
export const dataNames = {
  files: entries.filter(([, { folder }]) => folder !== true).map(([name]) => name),
  folders: entries.filter(([, { folder }]) => folder === true).map(([name]) => name),
};

/** `data-names.h` of the custom actions. */
export function dataNamesHeader(): string {
  const list = (variable: string, names: readonly string[]) =>
    `static const WCHAR *const ${variable}[] = {${names.map((name) => `L"${name}"`).join(', ')}};\n`;
  return [
    list('made_names', dataNames.files),
    list('made_folders', dataNames.folders),
    list('expected_names', expected),
  ].join('');
}
