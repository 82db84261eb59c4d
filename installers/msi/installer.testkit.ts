/** For tests: msiexec in a Windows, and what it leaves there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ask } from '../../agent/hook/ask.testkit.ts';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { until } from '../../cli/processes.testkit.ts';
import { type Ended, Windows } from '../wine.testkit.ts';
import { buildMsi } from './build.ts';
import type { Edition } from './product.ts';
import { iconIn } from './tables.testkit.ts';

export const SERVICE = 'VigilotAgent';
export const PROGRAMS = 'C:\\Program Files\\Vigilot';
export const DATA = 'C:\\ProgramData\\Vigilot';
const KEY = 'HKLM\\Software\\Vigilot';
const UNINSTALL = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
/** ERROR_INSTALL_FAILURE, 1603, in the eight bits that Wine passes on. */
export const REFUSED = 1603 & 0xff;

interface Installation extends Ended {
  /** What `/l*v` wrote. */
  readonly log: string;
}

export class Installer {
  readonly windows: Windows;
  #runs = 0;

  private constructor(windows: Windows) {
    this.windows = windows;
  }

  static async open(): Promise<Installer> {
    return new Installer(await Windows.open());
  }

  /** An MSI of what stands in `image`; its path. */
  build(edition: Edition, version: string, image: string): Promise<string> {
    const { dir } = this.windows;
    const time = 1_700_000_000_000;
    const icon = iconIn(dir);
    return buildMsi({ edition, version, commit: version, time, image, icon, out: dir, certificate: null });
  }

  /** `msiexec /qn` with a full log. */
  async run(kind: '/i' | '/x', path: string, properties: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const log = join(this.windows.dir, `msi-${++this.#runs}.log`);
    const given = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
    const args = [kind, this.windows.seen(path), '/qn', '/l*v', this.windows.seen(log), ...given];
    const ended = await this.windows.run('msiexec', args, { seconds: 120 });
    return { ...ended, log: readFileSync(log, 'latin1') };
  }

  /** As `run`; throws with the end of the log where it did not succeed. */
  async do(...call: Parameters<Installer['run']>): Promise<string> {
    const { status, log } = await this.run(...call);
    if (status !== 0) throw new Error(`msiexec ${call.slice(0, 2).join(' ')}: ${status}\n${log.slice(-2000)}`);
    return log;
  }

  /** Values of a key of the registry, by name; none where there is no such key. */
  async values(key = KEY): Promise<Record<string, string>> {
    const { output } = await this.windows.run('reg', ['query', key, '/reg:64']);
    const found = output.matchAll(/^\s+(\w+)\s+REG_\w+\s+(.*)$/gm);
    return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
  }

  /** Versions that Windows lists of the product of that name. */
  async versions(name: string): Promise<string[]> {
    const output = await this.windows.do('reg', ['query', UNINSTALL, '/s', '/reg:64']);
    const entries = output.split(/\n\n/).filter((entry) => entry.includes(name));
    return entries.map((entry) => /DisplayVersion\s+REG_SZ\s+(\S+)/.exec(entry)?.[1] ?? '');
  }

  /** Neither service, file, settings nor entry of ours. */
  async expectNothing(): Promise<void> {
    expect(await this.windows.service(SERVICE)).toBeNull();
    const programs = this.windows.path(PROGRAMS);
    expect(existsSync(programs) ? readdirSync(programs, { recursive: true }) : null).toBeNull();
    expect((await this.windows.run('reg', ['query', KEY, '/reg:64'])).status).not.toBe(0);
    expect(await this.windows.do('reg', ['query', UNINSTALL, '/s', '/reg:64'])).not.toContain('Vigilot');
  }

  /** Asks the agent that was installed. */
  call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return ask<T>(this.windows.path(DATA), method, path, body);
  }

  check(gtin: string, lot: string): Promise<CheckAnswer> {
    return this.call('POST', '/v1/checks', { gtin, lot });
  }

  /** Resolves when a check of that pack has the verdict. */
  async verdict(gtin: string, lot: string, wanted: string): Promise<void> {
    await until(async () => ((await this.check(gtin, lot)).verdict === wanted ? true : undefined), {
      seconds: 60,
      what: `${wanted} of ${lot}`,
    });
  }

  /** Resolves when recalls come from the portal. */
  async live(): Promise<void> {
    const state = async () => (await this.call<{ feed: { state: string } }>('GET', '/v1/status')).feed.state;
    await until(async () => ((await state()) === 'live' ? true : undefined), { seconds: 90, what: 'a live feed' });
  }
}
