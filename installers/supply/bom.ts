/** A CycloneDX bill of materials (1.6, ECMA-424) of a tree, and the page of licences that says the same to people. */
import { guidOf } from '../msi/product.ts';

export interface Licence {
  readonly license: {
    /** Of SPDX's list. */
    readonly id?: string;
    /** Where the list has none for it. */
    readonly name?: string;
    readonly text: { readonly contentType: 'text/plain'; readonly content: string };
  };
}

export interface Component {
  readonly 'bom-ref': string;
  readonly type: 'application' | 'library' | 'framework' | 'platform';
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly purl?: string;
  /** What lists of vulnerabilities know it by. */
  readonly cpe?: string;
  /** Of the archive it came in. */
  readonly hashes?: ReadonlyArray<{ readonly alg: 'SHA-512' | 'SHA-256'; readonly content: string }>;
  readonly licenses: readonly Licence[];
  /** Files of the tree that it is, or that hold it. */
  readonly evidence: { readonly occurrences: ReadonlyArray<{ readonly location: string }> };
}

export interface Bom {
  readonly $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json';
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly lifecycles: readonly [{ readonly phase: 'build' }]; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: ReadonlyArray<{ readonly ref: string; readonly dependsOn: readonly string[] }>;
}

/** Without a time, and with a serial number of its content: two builds of the same are equal. */
export function bomOf(product: Component, components: readonly Component[]): Bom {
  const sorted = [...components].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${guidOf('bom', JSON.stringify([product, sorted])).toLowerCase()}`,
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: product },
    components: sorted,
    dependencies: [{ ref: product['bom-ref'], dependsOn: sorted.map((component) => component['bom-ref']) }],
  };
}

/** Components of several trees as one list: what is in two of them stands once, with the files of both. */
export function merged(lists: ReadonlyArray<readonly Component[]>): Component[] {
  const all = new Map<string, Component>();
  for (const component of lists.flat()) {
    const known = all.get(component['bom-ref'])?.evidence.occurrences ?? [];
    const locations = [...known, ...component.evidence.occurrences].map(({ location }) => location);
    all.set(component['bom-ref'], placed(component, [...new Set(locations)]));
  }
  return [...all.values()];
}

/** The component, found in those places. */
export const placed = (component: Component, locations: readonly string[]): Component => ({
  ...component,
  evidence: { occurrences: [...locations].sort().map((location) => ({ location })) },
});

/** The licences of all of it, in full. */
export function licencesPage({ metadata: { component: product }, components }: Bom): string {
  const sections = [product, ...components].map((component) => {
    const { name, version, licenses } = component;
    const names = licenses.map(({ license }) => license.id ?? license.name).join(', ');
    const texts = licenses.map(({ license }) => license.text.content.trim());
    return `## ${name}${version === undefined ? '' : ` ${version}`} (${names})\n\n${texts.join('\n\n')}\n`;
  });
  const title = `# Licences of ${product.name} ${product.version}, and of everything in it\n`;
  return [title, ...sections].join('\n');
}
