/** For tests: the service as it is installed in a Windows, started, asked and stopped. */
import { execFileSync } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../../agent/hook/ask.testkit.ts';
import type { StatusAnswer } from '../../agent/hook/schemas.ts';
import { type Shop, until } from '../../cli/processes.testkit.ts';
import { releaseFolder } from '../../installers/service/build.ts';
import type { Windows } from '../../installers/wine.testkit.ts';

const SERVICE = 'VigilotAgent';
const KEY = 'HKLM\\Software\\Vigilot';
export const PROGRAMS = 'C:\\Program Files\\Vigilot';
export const DATA = 'C:\\ProgramData\\Vigilot';
export const HOST = `${PROGRAMS}\\service\\vigilot-service.exe`;

/** Builds till-client.testkit.c, which says what it does; its path. */
export function buildTillClient(folder: string): string {
  const till = join(folder, 'till.exe');
  const source = join(import.meta.dirname, 'till-client.testkit.c');
  execFileSync('x86_64-w64-mingw32-gcc', ['-Wall', '-Wextra', '-Werror', '-o', till, source, '-ladvapi32']);
  return till;
}

export class InstalledService {
  readonly #windows: Windows;

  private constructor(windows: Windows) {
    this.#windows = windows;
  }

  /** Its files and its port are there; the service itself is `HOST --install`'s to make. */
  static async unpack(windows: Windows, port: number): Promise<InstalledService> {
    await cp(releaseFolder('win32'), windows.path(PROGRAMS), { recursive: true });
    const service = new InstalledService(windows);
    await service.set('HookPort', port);
    return service;
  }

  /** A setting, as the MSI writes it. */
  set(name: string, value: string | number): Promise<void> {
    return this.#windows.setRegistry(KEY, name, value);
  }

  async unset(name: string): Promise<void> {
    await this.#windows.do('reg', ['delete', KEY, '/v', name, '/f', '/reg:64']);
  }

  async start(): Promise<void> {
    // On a busy machine Wine gives up waiting for the service before the service does.
    await this.#windows.run('sc', ['start', SERVICE]);
    await this.#windows.serviceIs(SERVICE, 'RUNNING');
  }

  async stop(): Promise<void> {
    await this.#windows.do('sc', ['stop', SERVICE]);
    await this.#windows.serviceIs(SERVICE, 'STOPPED');
  }

  /** A file of its data folder, as a path of this machine. */
  data(name: string): string {
    return join(this.#windows.path(DATA), name);
  }

  /** Asks its hook; throws unless it answers with success. */
  call<T>(method: string, path: string, body?: object): Promise<T> {
    return ask<T>(this.#windows.path(DATA), method, path, body);
  }

  status(): Promise<StatusAnswer> {
    return this.call('GET', '/v1/status');
  }

  /** Leaves a token of the shop's officine for it, as the installer does, starts it and waits until recalls come. */
  async enrol(shop: Shop): Promise<void> {
    const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
    const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
    await writeFile(this.data('enrolment-token'), token);
    await this.set('PortalUrl', shop.portal.url);
    await this.start();
    await until(async () => ((await this.status()).feed.state === 'live' ? true : undefined), {
      seconds: 60,
      what: 'the feed',
    });
  }
}
