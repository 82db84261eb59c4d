/** What administrators need beside an MSI: the winget manifests and what Intune is told, written where it lies. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { intuneApp } from './intune.ts';
import { type PublishedMsi, wingetManifest } from './winget.ts';

/** Writes both beside `msi` (a path); returns their paths, a folder and a file. */
export async function writeRecipes(msi: string, published: PublishedMsi): Promise<string[]> {
  const folder = msi.replace(/\.msi$/, '.winget');
  const intune = msi.replace(/\.msi$/, '.intune.json');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(wingetManifest(published))) await writeFile(join(folder, name), text);
  await writeFile(intune, intuneApp(published.product));
  return [folder, intune];
}
