/** The table of the data folder in docs/deployment.md, made by `npm run docs:settings`; a test compares it with what is committed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../agent/data-folder.ts';

export const deploymentDocument = join(import.meta.dirname, '../docs/deployment.md');

const [begin, end] = ['<!-- data: made by `npm run docs:settings` -->', '<!-- end of data -->'];

/** `document` with that table. Throws `RangeError` where it has no place for it. */
export function withDataFolder(document: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError(`docs/deployment.md has no place between ${begin} and ${end}`);
  const rows = Object.entries(dataFolder).map(
    ([name, { folder, fr, en }]) => `| \`${name}${folder ? '\\' : ''}\` | ${fr} · *${en}* |`,
  );
  const table = ['| nom / name | contenu / content |', '| --- | --- |', ...rows].join('\n');
  return `${document.slice(0, from)}${begin}\n\n${table}\n\n${document.slice(to)}`;
}

if (import.meta.main) writeFileSync(deploymentDocument, withDataFolder(readFileSync(deploymentDocument, 'utf8')));
