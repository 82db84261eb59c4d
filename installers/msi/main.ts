// `npm run installer [-- --edition headless] [--application FOLDER] [--sign] [--published URL]`: the MSI, in installers/dist/msi/,
// with its bill of materials, provenance, hashes, winget manifests and what Intune asks. Needs wixl, msitools and mingw-w64; the application, for Windows, is that of `npm run package`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { iconIco } from '../../main/package/icons.ts';
import manifest from '../../package.json' with { type: 'json' };
import { writeRecipes } from '../recipes/recipes.ts';
import { sha256 } from '../service/locked-package.ts';
import { accompany } from '../supply/release.ts';
import { sourceOf } from '../supply/source.ts';
import { buildMsi, customActions } from './build.ts';
import { filesBelow } from './files.ts';
import { makeImage } from './image.ts';
import { productFacts } from './product.ts';
import { certificateOf, signImage, signVariables } from './sign.ts';

const root = join(import.meta.dirname, '../..');
const { edition, application, sign, published } = parseArgs({
  options: {
    edition: { type: 'string', default: 'full' },
    application: { type: 'string' },
    sign: { type: 'boolean', default: false },
    // Folder from which workstations will fetch it, for the winget manifest.
    published: { type: 'string', default: 'https://updates.vigilot.invalid' },
  },
}).values;

async function installer(): Promise<void> {
  if (edition !== 'full' && edition !== 'headless') throw new Error(`--edition ${edition}: expected full or headless`);
  const certificate = sign ? certificateOf(process.env) : null;
  const work = await mkdtemp(join(tmpdir(), 'vigilot-installer-'));
  try {
    const image = join(work, 'image');
    await makeImage({ edition, into: image, application: application === undefined ? null : resolve(application) });
    const icon = join(work, 'vigilot.ico');
    await writeFile(icon, iconIco());
    // Here already, so that provenance is of the bytes that are installed.
    if (certificate !== null) {
      await signImage(
        certificate,
        (await filesBelow(image)).map((path) => join(image, path)),
      );
    }
    const source = sourceOf(root);
    // With what is not committed, so that two different packages never pass for the same.
    const commit = source.changes === null ? source.commit : `${source.commit}+${source.changes}`;
    const msi = await buildMsi({
      edition,
      version: manifest.version,
      commit,
      time: source.time,
      image,
      icon,
      out: join(root, 'installers/dist/msi'),
      certificate,
    });
    const beside = await accompany({
      root,
      source,
      tree: image,
      signed: certificate !== null,
      beside: [customActions(msi)],
      artefact: msi,
    });
    const product = productFacts(edition, manifest.version, commit);
    const hash = await sha256(msi);
    const recipes = await writeRecipes(msi, { product, url: `${published}/${product.msi}`, sha256: hash });
    for (const path of [...beside, ...recipes]) console.log(path.slice(root.length + 1));
    console.log(`ProductCode ${product.productCode}`);
    console.log(`${hash}  ${msi.slice(root.length + 1)}`);
    if (certificate === null) console.log('Not signed. To sign: --sign, with');
    for (const [name, text] of certificate === null ? Object.entries(signVariables) : [])
      console.log(`  ${name}: ${text}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

try {
  await installer();
} catch (error) {
  console.error(`vigilot: no installer was made: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
