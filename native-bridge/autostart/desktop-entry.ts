/** Autostart on Linux: an entry of the freedesktop Desktop Application Autostart Specification, in the person's own folder. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Autostart, AutostartOptions, AutostartState } from './autostart.ts';

const NAME = 'vigilot.desktop';
/** How a person's desktop turns an entry off: the specification's way, and GNOME's. */
const TURNED_OFF = /^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im;

export interface DesktopEntryOptions extends AutostartOptions {
  /** Where a package puts entries for every account. */
  readonly system?: string;
}

export class DesktopEntryAutostart implements Autostart {
  readonly #program: string;
  readonly #folder: string;
  readonly #system: string;

  constructor({ program, environment, system = '/etc/xdg/autostart' }: DesktopEntryOptions) {
    const { XDG_CONFIG_HOME: config, HOME: home = '' } = environment;
    this.#program = program;
    this.#folder = join(config?.startsWith('/') ? config : join(home, '.config'), 'autostart');
    this.#system = system;
  }

  async apply(wanted: boolean): Promise<AutostartState> {
    const path = join(this.#folder, NAME);
    const standing = await textOf(path);
    // An entry of the person's stands for that of every account too.
    if (standing !== null && TURNED_OFF.test(standing)) return 'refused';
    if ((await textOf(join(this.#system, NAME))) !== null) return 'installer';
    if (!wanted) {
      await rm(path, { force: true });
      return 'off';
    }
    const entry = entryOf(this.#program);
    if (standing !== entry) {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(path, entry, { mode: 0o600 });
    }
    return 'on';
  }
}

function entryOf(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Vigilot',
    `Exec=${quoted(program)} --hidden`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument of Exec (Desktop Entry Specification, section 7): quoted as an argument, then escaped as a string. */
function quoted(text: string): string {
  return `"${text
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
