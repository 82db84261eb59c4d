/** What an MSI installs, as it is to stand below `Program Files\Vigilot`. */
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { programIn } from '../../main/package/place.ts';
import { buildTillLibrary } from '../../native-bridge/till-library/build.ts';
import { buildService } from '../service/build.ts';
import { merged } from '../supply/bom.ts';
import { componentsIn, describeTree } from '../supply/tree.ts';
import { type Edition, products } from './product.ts';

const root = join(import.meta.dirname, '../..');

export interface ImageOptions {
  readonly edition: Edition;
  /** Made, and filled. */
  readonly into: string;
  /** Of `npm run build:service win32`; null: built now. */
  readonly service?: string | null;
  /** The unpacked application, as `npm run package -- --win` makes it; null: where that command puts it. */
  readonly application?: string | null;
}

/** Rejects where a part is missing, and says how it is made; or where a file is of nowhere, or other than it should be. */
export async function makeImage({ edition, into, service = null, ...given }: ImageOptions): Promise<void> {
  const application = given.application ?? join(root, 'dist/win-unpacked');
  if (edition === 'full' && !existsSync(programIn(application, 'win32'))) {
    throw new Error(
      `${application}: no application for Windows is there: npm run package -- --win, --application for another folder, or --edition headless for the product without it`,
    );
  }
  await mkdir(into, { recursive: true });
  await cp(service ?? (await buildService('win32')), into, { recursive: true });
  await buildTillLibrary(['x64', 'x86'], join(into, 'native'));
  const policies = join(import.meta.dirname, '../policies');
  for (const path of ['vigilot.admx', 'fr-FR/vigilot.adml', 'en-US/vigilot.adml']) {
    await cp(join(policies, path), join(into, 'policy', path));
  }
  await copyFile(join(root, 'LICENSE'), join(into, 'LICENSE'));
  const parts = [await componentsIn(into)];
  if (edition === 'full') {
    await cp(application, join(into, 'app'), { recursive: true });
    parts.push(await componentsIn(join(into, 'app'), 'app/'));
  }
  await describeTree({ root, tree: into, product: products[edition].file, components: merged(parts) });
}
