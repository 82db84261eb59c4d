/** Describes a tree before it is packed: proves what it is made of, and writes its bill of materials and its licences into it. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bom, bomOf, type Component, licencesPage, merged, placed } from './bom.ts';
import { compiledComponents, mingwComponents, productComponent } from './components.ts';
import { BOM_FILE, isBinary, LICENCES_FILE, type Origin, proveOrigins } from './origins.ts';

export interface Description {
  /** The repository. */
  readonly root: string;
  /** Folder as it is installed. */
  readonly tree: string;
  /** What it is called in the bill of materials. */
  readonly product: string;
  /** All that is in it but what we compiled; their files are found by their origin. */
  readonly components: readonly Component[];
  /** Where the tree is installed, seen from the folder of installation: `app/` for the application alone. */
  readonly prefix?: string;
}

/** Writes both files. Rejects where a file is of nowhere, other than it should be, or of a component that is not listed. */
export async function describeTree({ root, tree, product, components, prefix = '' }: Description): Promise<Bom> {
  for (const file of [BOM_FILE, LICENCES_FILE]) await rm(join(tree, file), { force: true });
  const origins = await proveOrigins(root, tree, prefix);
  const sources = new Set<string>();
  const gcc: string[] = [];
  for (const [path, origin] of origins) {
    if (origin.kind !== 'compiled') continue;
    sources.add(origin.sources);
    if (await isBinary(join(tree, path))) gcc.push(path);
  }
  const all = merged([
    components,
    await compiledComponents(root, sources),
    gcc.length === 0 ? [] : await mingwComponents(gcc),
  ]);
  const files = Map.groupBy(origins.keys(), (path) => ownerOf(origins.get(path) ?? { kind: 'ours' }));
  for (const owner of files.keys()) {
    if (owner !== null && !all.some(({ name }) => name === owner)) {
      throw new Error(`${files.get(owner)?.join(', ')}: of ${owner}, which no component lists`);
    }
  }
  const found = all.map((component) => {
    const own = files.get(component.name);
    return own === undefined ? component : placed(component, own);
  });
  const self = placed(await productComponent(root, product), files.get(null) ?? []);
  const bom = bomOf(self, found);
  await writeFile(join(tree, BOM_FILE), `${JSON.stringify(bom, null, 2)}\n`);
  await writeFile(join(tree, LICENCES_FILE), licencesPage(bom));
  return bom;
}

/** What was written into a tree that is now part of another, at `prefix`. */
export async function componentsIn(tree: string, prefix = ''): Promise<Component[]> {
  const path = join(tree, BOM_FILE);
  if (!existsSync(path))
    throw new Error(`${path}: not there; what is in this folder was not described when it was built`);
  const { components } = JSON.parse(await readFile(path, 'utf8')) as Bom;
  return components.map((component) =>
    placed(
      component,
      component.evidence.occurrences.map(({ location }) => prefix + location),
    ),
  );
}

/** The component whose file it is; null: ours. */
function ownerOf(origin: Origin): string | null {
  if (origin.kind === 'package') return /^node-\w+-x64$/.test(origin.package) ? 'node' : origin.package;
  if (origin.kind === 'electron') return 'electron';
  return origin.kind === 'compiled' ? `vigilot-${origin.sources.slice(origin.sources.lastIndexOf('/') + 1)}` : null;
}
