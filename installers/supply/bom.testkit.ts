/** For tests of what is built: a bill of materials is CycloneDX, and all of a tree is in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect } from 'vitest';
import { filesBelow } from '../msi/files.ts';
import { sha256 } from '../service/locked-package.ts';
import { type Bom, licencesPage } from './bom.ts';
import { BOM_FILE, isBinary, LICENCES_FILE } from './origins.ts';
import type { Statement } from './provenance.ts';

/** CycloneDX's own schema, with no property beyond it. */
export async function expectCycloneDx(bom: Bom): Promise<void> {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(JSON.stringify(bom))).toBeNull();
}

/** Each file of the tree is of a component, each component has a licence in words, and the page of licences has them all. */
export async function expectDescribed(tree: string): Promise<Bom> {
  const bom = JSON.parse(readFileSync(join(tree, BOM_FILE), 'utf8')) as Bom;
  await expectCycloneDx(bom);
  const all = [bom.metadata.component, ...bom.components];
  const named = new Set(all.flatMap(({ evidence }) => evidence.occurrences.map(({ location }) => location)));
  const files = (await filesBelow(tree)).filter((path) => path !== BOM_FILE && path !== LICENCES_FILE);
  expect(files.filter((path) => !named.has(path))).toEqual([]);
  for (const { name, licenses, evidence } of all) {
    expect(evidence.occurrences, `where ${name} is`).not.toEqual([]);
    expect(licenses, `a licence of ${name}`).not.toEqual([]);
    for (const { license } of licenses) expect(license.text.content.trim().length, name).toBeGreaterThan(60);
  }
  expect(readFileSync(join(tree, LICENCES_FILE), 'utf8')).toBe(licencesPage(bom));
  return bom;
}

/** Each program below `tree` stands in the statement with its hash and where it is from. */
export async function expectAccounted(statement: string, tree: string): Promise<void> {
  const { subject } = JSON.parse(readFileSync(statement, 'utf8')) as Statement;
  const said = new Map(subject.map((entry) => [entry.name, entry]));
  let programs = 0;
  for (const path of await filesBelow(tree)) {
    if (!(await isBinary(join(tree, path)))) continue;
    programs += 1;
    expect(said.get(path), path).toMatchObject({
      digest: { sha256: await sha256(join(tree, path)) },
      annotations: { from: expect.stringMatching(/^pkg:(npm|generic)\/.+@.+/) },
    });
  }
  expect(programs).toBeGreaterThan(1);
}
