/** Writes what Group Policy and configuration management take: `npm run docs:settings`. A test compares it with what is committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { adml, cultures } from './adml.ts';
import { admx } from './admx.ts';
import { policySchema } from './schema.ts';

export const policiesFolder = import.meta.dirname;

/** Each file by its place below `policiesFolder`. */
export function policyFiles(): Readonly<Record<string, string>> {
  return {
    'vigilot.admx': admx(),
    [`${cultures.fr}/vigilot.adml`]: adml('fr'),
    [`${cultures.en}/vigilot.adml`]: adml('en'),
    'policy.schema.json': policySchema(),
  };
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of Object.entries(policyFiles())) {
    const path = join(policiesFolder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
