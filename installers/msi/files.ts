/** What stands in a folder, as components of an MSI: one for each file, with a GUID that its place alone decides. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { guidOf } from './product.ts';

/** Paths of all files below a folder, with `/`, sorted. Throws where something is neither file nor folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const strange = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (strange) throw new Error(`${join(strange.parentPath, strange.name)}: expected a file or a folder`);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** Of the folder `path` below the one of installation; the folders of the first level keep their names. */
export function directoryId(path: string): string {
  if (path === '') return 'INSTALLDIR';
  return path.includes('/') ? `dir.${digest(path)}` : `dir.${path}`;
}

/**
 * WiX for these files of the folder `image`: folders, components, and the group `Files`. `own` are those whose components are written by hand. Names
 * of folders of the first level are identifiers too, and must be such.
 */
export function fileComponents(files: readonly string[], own: readonly string[]): string {
  const folders = new Map<string, string[]>([['', []]]);
  for (const file of files) {
    const at = file.lastIndexOf('/');
    for (
      let path = file.slice(0, Math.max(at, 0));
      !folders.has(path);
      path = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
    ) {
      folders.set(path, []);
    }
    if (!own.includes(file)) folders.get(file.slice(0, Math.max(at, 0)))?.push(file);
  }
  const references: string[] = [];
  const lines = (folder: string, indent: string): string[] => {
    const components = (folders.get(folder) ?? []).map((file) => {
      const id = digest(file);
      references.push(`      <ComponentRef Id="file.${id}" />`);
      return (
        `${indent}<Component Id="file.${id}" Guid="${guidOf('file', file)}" Win64="yes">` +
        `<File Id="file.${id}" Source="${xml(`image/${file}`)}" KeyPath="yes" /></Component>`
      );
    });
    const below = [...folders.keys()]
      .filter((path) => path !== '' && path.slice(0, Math.max(path.lastIndexOf('/'), 0)) === folder)
      .sort()
      .flatMap((path) => [
        `${indent}<Directory Id="${xml(directoryId(path))}" Name="${xml(path.slice(path.lastIndexOf('/') + 1))}">`,
        ...lines(path, `${indent}  `),
        `${indent}</Directory>`,
      ]);
    return [...components, ...below];
  };
  const tree = lines('', '      ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">',
    '  <Fragment>',
    '    <DirectoryRef Id="INSTALLDIR">',
    ...tree,
    '    </DirectoryRef>',
    '    <ComponentGroup Id="Files">',
    ...references,
    '    </ComponentGroup>',
    '  </Fragment>',
    '</Wix>',
    '',
  ].join('\n');
}

const digest = (path: string) => createHash('sha256').update(path.toLowerCase()).digest('hex').slice(0, 24);

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
