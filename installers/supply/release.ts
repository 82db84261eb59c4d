/** What goes with a release: bill of materials and provenance beside each artefact, and the hashes of all of them. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../service/locked-package.ts';
import type { Bom } from './bom.ts';
import { BOM_FILE } from './origins.ts';
import { type Built, statementOf } from './provenance.ts';
import { writeSums } from './sums.ts';

export interface Release extends Pick<Built, 'root' | 'source' | 'tree' | 'prefix' | 'signed' | 'beside'> {
  /** The installer that was made of `tree`, which `describeTree` described. */
  readonly artefact: string;
}

/** Writes `<artefact>.cdx.json`, `<artefact>.intoto.json` and SHA256SUMS into the artefact's folder; the paths of the first two. */
export async function accompany({ artefact, ...built }: Release): Promise<string[]> {
  const { metadata, components } = JSON.parse(await readFile(join(built.tree, BOM_FILE), 'utf8')) as Bom;
  const [bom, provenance] = [`${artefact}.cdx.json`, `${artefact}.intoto.json`];
  await copyFile(join(built.tree, BOM_FILE), bom);
  const statement = await statementOf({
    ...built,
    product: metadata.component,
    electron: components.find(({ name }) => name === 'electron')?.version ?? null,
    artefacts: [{ name: basename(artefact), sha256: await sha256(artefact) }],
  });
  await writeFile(provenance, `${JSON.stringify(statement, null, 2)}\n`);
  await writeSums(dirname(artefact), [artefact, bom, provenance]);
  return [bom, provenance];
}
