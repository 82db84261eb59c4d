/** Builds the MSI of an edition: wixl for what it can say, msibuild for the rest. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, lutimes, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GCC, type Origin } from '../supply/origins.ts';
import { dataNamesHeader } from './data-names.ts';
import { fileComponents, filesBelow } from './files.ts';
import { both } from './messages.ts';
import { type Edition, productFacts, products } from './product.ts';
import { rows } from './rows.ts';
import { type Certificate, sign, signImage } from './sign.ts';

export interface MsiOptions {
  readonly edition: Edition;
  readonly version: string;
  /** What it is built of: the same one gives the same tables. */
  readonly commit: string;
  /** Of that commit, in milliseconds since the epoch: files and package carry it. */
  readonly time: number;
  /** The tree as it is to stand below `Program Files\Vigilot`; not changed. */
  readonly image: string;
  /** An ICO. */
  readonly icon: string;
  /** Folder of the MSI, made where it is missing. */
  readonly out: string;
  /** Null: not signed. */
  readonly certificate: Certificate | null;
  /** `NT SERVICE\VigilotAgent`; Wine, which has no virtual accounts, takes any name and runs the service as its own user. */
  readonly serviceAccount?: string;
}

const run = promisify(execFile);
const here = import.meta.dirname;
const HELP = 'https://vigilot.invalid/docs/deployment';
/** Files whose components vigilot.wxs writes itself. */
const handWritten = {
  full: ['service/vigilot-service.exe', 'app/Vigilot.exe'],
  headless: ['service/vigilot-service.exe'],
};

/** Returns the path of the MSI. Rejects with what a tool said: each line of wixl is a fault, since it exits 0 after most. */
export async function buildMsi(options: MsiOptions): Promise<string> {
  const { edition, version, commit, out, certificate } = options;
  const product = productFacts(edition, version, commit);
  const { name } = product;
  const work = await mkdtemp(join(tmpdir(), 'vigilot-msi-'));
  try {
    const image = join(work, 'image');
    await cp(options.image, image, { recursive: true });
    const files = await filesBelow(image);
    for (const needed of handWritten[edition]) {
      if (!files.includes(needed))
        throw new Error(`${options.image} has no ${needed}, which the ${edition} edition needs`);
    }
    const actions = join(work, 'actions.dll');
    await writeFile(join(work, 'data-names.h'), dataNamesHeader());
    await buildActions(actions, work);
    if (certificate !== null) await signImage(certificate, [actions, ...files.map((path) => join(image, path))]);
    await setTimes(
      [actions, ...(await readdir(image, { recursive: true })).map((path) => join(image, path))],
      options.time,
    );

    // wixl finds what sources name from the folder it runs in.
    await cp(join(here, 'vigilot.wxs'), join(work, 'vigilot.wxs'));
    await cp(options.icon, join(work, 'vigilot.ico'));
    await writeFile(join(work, 'files.wxs'), fileComponents(files, handWritten[edition]));
    const variables = {
      Edition: edition,
      ProductCode: product.productCode.slice(1, -1),
      ProductName: name,
      Publisher: product.publisher,
      UpgradeCode: products[edition].upgradeCode,
      OtherUpgradeCode: products[edition === 'full' ? 'headless' : 'full'].upgradeCode,
      Version: product.version,
      ServiceAccount: options.serviceAccount ?? 'NT SERVICE\\VigilotAgent',
      HelpLink: HELP,
      DowngradeMessage: both('installer.downgrade'),
      OtherEditionMessage: both('installer.other-edition'),
      WindowsMessage: both('installer.windows'),
    };
    const msi = join(work, 'product.msi');
    const defines = Object.entries(variables).map(([key, value]) => `  <?define ${key} = "${value}"?>\n`);
    // In a file: wixl takes the letters of its command line for ASCII.
    await writeFile(join(work, 'variables.wxi'), `<Include>\n${defines.join('')}</Include>\n`);
    await strictly('wixl', ['-a', 'x64', '-o', msi, 'vigilot.wxs', 'files.wxs'], work);
    await strictly('msibuild', [msi, ...rows(edition, version).flatMap((row) => ['-q', row])]);
    const summary = {
      title: `${name} ${version}`,
      packageCode: product.packageCode,
      time: options.time,
    };
    for (const [table, text] of Object.entries({
      _ForceCodepage: CODEPAGE,
      _SummaryInformation: summaryTable(summary),
    })) {
      const idt = join(work, `${table}.idt`);
      await writeFile(idt, text, 'latin1');
      await strictly('msibuild', [msi, '-i', idt]);
    }
    const made = join(out, product.msi);
    await mkdir(out, { recursive: true });
    if (certificate !== null) await sign(certificate, msi, `${name} ${version}`);
    // Beside its place first: a build that is cut short leaves no half of an MSI there.
    await cp(msi, `${made}.part`);
    await rename(`${made}.part`, made);
    return made;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Compiles the custom actions, with the headers in `work`: two builds are the same bytes. */
async function buildActions(dll: string, work: string): Promise<void> {
  const from = ['actions.c', 'data-folder.c', 'properties.c', 'actions.def'].map((name) => join(here, 'actions', name));
  const flags = [
    '-std=c11',
    '-O2',
    '-s',
    '-shared',
    '-static',
    '-DUNICODE',
    '-D_UNICODE',
    '-Wall',
    '-Wextra',
    '-Werror',
  ];
  // Unless told, the linker takes time and base address from the clock and from where the DLL is written.
  const reproducible = [
    '-Wl,--no-insert-timestamp',
    '-Wl,--image-base,0x180000000',
    `-ffile-prefix-map=${here}=.`,
    `-I${work}`,
  ];
  await strictly(GCC.x64, [...flags, ...reproducible, '-o', dll, ...from, '-lmsi', '-ladvapi32']);
}

/** The custom actions as the MSI at `msi` holds them: a program that it runs and does not install. */
export function customActions(msi: string): { name: string; sha256: string; origin: Origin } {
  const bytes = execFileSync('msiinfo', ['extract', msi, 'Binary.actions'], { maxBuffer: 2 ** 24 });
  return {
    name: 'Binary.actions',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    origin: { kind: 'compiled', sources: 'installers/msi/actions', compiler: GCC.x64 },
  };
}

async function strictly(tool: string, args: readonly string[], cwd = here): Promise<void> {
  const { stderr } = await run(tool, args, { cwd, maxBuffer: 2 ** 24 });
  if (stderr.trim() !== '') throw new Error(`${tool}: ${stderr.trim()}`);
}

async function setTimes(paths: readonly string[], time: number): Promise<void> {
  for (const path of paths) await lutimes(path, time / 1000, time / 1000);
}

/** What the strings of vigilot.wxs are encoded in; wixl leaves the database without one. */
const CODEPAGE = '\r\n\r\n1252\t_ForceCodepage\r\n';

/** The summary stream as msibuild imports it (wixl writes the time of the build, a random package code and English). */
function summaryTable(summary: { title: string; packageCode: string; time: number }): string {
  const moment = new Date(summary.time).toISOString().replace('T', ' ').slice(0, 19).replaceAll('-', '/');
  const values: readonly (readonly [number, string | number])[] = [
    [1, 1252],
    [2, 'Installation Database'],
    [3, summary.title],
    [4, 'Vigilot'],
    [5, 'Installer, MSI, Vigilot'],
    [7, 'x64;1036'],
    [9, summary.packageCode],
    [12, moment],
    [13, moment],
    // Windows Installer 5; compressed, long file names; read-only recommended.
    [14, 500],
    [15, 2],
    [19, 2],
  ];
  const lines = values.map(([id, value]) => `${id}\t${value}`);
  return ['PropertyId\tValue', 'i2\tl255', '_SummaryInformation\tPropertyId', ...lines, ''].join('\r\n');
}
