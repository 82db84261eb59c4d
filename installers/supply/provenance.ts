/**
 * Where each program and library in an artefact comes from: an in-toto statement (v1) with SLSA's provenance (v1). Not signed, and
 * without times: two builds of one commit say the same of what they hold.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filesBelow } from '../msi/files.ts';
import { lockEntry, lockedHashes, sha256 } from '../service/locked-package.ts';
import type { Component } from './bom.ts';
import { isBinary, type Origin, originOf } from './origins.ts';
import type { Source } from './source.ts';

export interface Descriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Descriptor[];
  readonly predicateType: 'https://slsa.dev/provenance/v1';
  readonly predicate: {
    readonly buildDefinition: {
      readonly buildType: string;
      readonly externalParameters: Readonly<Record<string, string | boolean>>;
      readonly resolvedDependencies: readonly Descriptor[];
    };
    readonly runDetails: { readonly builder: { readonly id: string } };
  };
}

export interface Built {
  /** The repository, and its state. */
  readonly root: string;
  readonly source: Source;
  /** As its bill of materials calls it. */
  readonly product: Component;
  /** The Electron in it; null: none. */
  readonly electron: string | null;
  /** Folder as it is installed, and where that is, seen from the folder of installation. */
  readonly tree: string;
  readonly prefix?: string;
  /** Whether we signed what had no signature: its bytes are then no longer those of its package. */
  readonly signed: boolean;
  /** Programs that the artefact holds and does not install. */
  readonly beside?: ReadonlyArray<{ readonly name: string; readonly sha256: string; readonly origin: Origin }>;
  /** The artefacts themselves. */
  readonly artefacts: ReadonlyArray<{ readonly name: string; readonly sha256: string }>;
}

/** Documented in docs/releases.md. */
const BUILD_TYPE = 'https://vigilot.invalid/build/installer/v1';
const BUILDER = 'https://vigilot.invalid/build/npm-run-installer';

/** Rejects where a program in the tree is of nowhere, or has other bytes than its package and was not signed by us. */
export async function statementOf(built: Built): Promise<Statement> {
  const { root, source, product, electron, tree, prefix = '', signed, beside = [], artefacts } = built;
  const subject: Descriptor[] = artefacts.map(({ name, sha256: hash }) => ({ name, digest: { sha256: hash } }));
  const materials = new Map<string, Descriptor>();
  const note = async (origin: Origin): Promise<string> => {
    const material = await materialOf(root, origin, electron);
    const id = material.uri ?? material.name ?? '';
    materials.set(id, material);
    return id;
  };
  for (const path of await filesBelow(tree)) {
    if (!(await isBinary(join(tree, path)))) continue;
    const origin = originOf(prefix + path);
    const hash = await sha256(join(tree, path));
    const from = await note(origin);
    const annotations: Record<string, string> = { from };
    if (origin.kind === 'package') {
      const locked = (await lockedHashes(root, origin.package, [origin.path])).get(origin.path);
      if (locked !== hash && !signed) throw new Error(`${path}: its bytes are not those of ${from}`);
      annotations.path = origin.path;
      if (locked !== undefined && locked !== hash) annotations.sha256BeforeSigning = locked;
    }
    if (origin.kind === 'compiled') annotations.sources = origin.sources;
    subject.push({ name: path, digest: { sha256: hash }, annotations });
  }
  for (const { name, sha256: hash, origin } of beside) {
    const annotations = { from: await note(origin), ...(origin.kind === 'compiled' && { sources: origin.sources }) };
    subject.push({ name, digest: { sha256: hash }, annotations });
  }
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { product: product.name, version: product.version ?? '', signed },
        resolvedDependencies: [
          {
            name: 'vigilot',
            digest: { gitCommit: source.commit },
            ...(source.changes !== null && { annotations: { uncommittedChangesSha256: source.changes } }),
          },
          { name: 'package-lock.json', digest: { sha256: await sha256(join(root, 'package-lock.json')) } },
          ...[...materials].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, material]) => material),
        ],
      },
      runDetails: { builder: { id: BUILDER } },
    },
  };
}

async function materialOf(root: string, origin: Origin, electron: string | null): Promise<Descriptor> {
  if (origin.kind === 'package') {
    const { version, integrity } = await lockEntry(root, origin.package);
    const sha512 = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
    return { uri: `pkg:npm/${origin.package}@${version}`, digest: { sha512 } };
  }
  if (origin.kind === 'compiled') {
    const [line = ''] = (await promisify(execFile)(origin.compiler, ['--version'])).stdout.split('\n');
    const version = line.slice(line.lastIndexOf(' ') + 1);
    return { uri: `pkg:generic/${origin.compiler}@${version}`, annotations: { version: line } };
  }
  if (origin.kind === 'electron' && electron !== null) return { uri: `pkg:npm/electron@${electron}` };
  throw new Error(`a program of which nothing but “${origin.kind}” is known`);
}
