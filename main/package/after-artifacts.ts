/** electron-builder's hook on what it made of the unpacked application: installers get what goes with a release. */
import { join } from 'node:path';
import type { BuildResult } from 'electron-builder';
import { accompany } from '../../installers/supply/release.ts';
import { sourceOf } from '../../installers/supply/source.ts';

const root = join(import.meta.dirname, '../..');

/** Writes beside each installer what it holds and where that is from. Returns those files, to be published with it. */
export async function afterAllArtifactBuild({ outDir, artifactPaths }: BuildResult): Promise<string[]> {
  const made: string[] = [];
  for (const artefact of artifactPaths) {
    const unpacked = /\.exe$/.test(artefact)
      ? 'win-unpacked'
      : /\.(AppImage|deb)$/.test(artefact)
        ? 'linux-unpacked'
        : null;
    if (unpacked === null) continue;
    const built = { root, source: sourceOf(root), tree: join(outDir, unpacked), prefix: 'app/' };
    // Signed where a certificate is given (CSC_LINK), by electron-builder.
    made.push(...(await accompany({ ...built, signed: process.env.CSC_LINK !== undefined, artefact })));
  }
  return made;
}
