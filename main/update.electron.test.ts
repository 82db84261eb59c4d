/** New versions in a real Electron: a real server, a real AppImage's way of being replaced, the packaged application. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, mergeConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, test } from 'vitest';
import { AgentConnection, readDiscovery } from '../agent/hook/client.ts';
import type { DiagnosticsAnswer } from '../agent/hook/schemas/diagnostics.ts';
import { openProxy } from '../agent/link/proxy.testkit.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { say } from '../protocol/messages/index.ts';
import { Desktop, electronDist, openDisplay } from './electron.testkit.ts';
import { packageApplication } from './package/package.ts';
import { programIn } from './package/place.ts';
import { makeDriven } from './package.testkit.ts';
import type { UpdateState } from './update/keeper.ts';
import { newSigner, release } from './update/manifest.testkit.ts';
import { signManifest } from './update/manifest.ts';
import shell from './vite.config.ts';

const dist = electronDist();
const DAY = 24 * 60 * 60 * 1000;
const OFFER = say('fr', 'tray.update.offer', { version: '0.2.0' });

/** What a release build fixes, with a key of the test's and times that a test can wait for: put in at build time alone. */
const releaseOf = (keys: readonly unknown[]) => `
  export const releaseKeys = ${JSON.stringify(keys)};
  export const updateTimes = {
    first: 200, interval: 1500, jitter: 0, answer: 2000, download: 20000, afterStart: 60000, look: 100,
  };
  export const QUIET_MS = 1000;
  export const STALL_MS = 2000;
`;

interface Line {
  readonly update?: UpdateState;
  readonly updates?: string;
  readonly msg?: string;
  readonly pid?: number;
  readonly tray?: string;
  readonly version?: string;
  readonly path?: string;
}

describe.skipIf(dist === null)(
  dist === null ? 'updates: not run, no Electron here (npx install-electron)' : 'updates',
  () => {
    let shop: Shop;
    let xvfb: ChildProcess;
    let display: string;
    let signer: Awaited<ReturnType<typeof newSigner>>;
    /** Programs by version. */
    const programs = new Map<string, string>();

    const packageVersion = async (version: string, bundle: string) => {
      const output = join(shop.dir, `package-${version}`);
      const shipped = await packageApplication({
        platform: 'linux',
        electronDist: dist,
        changes: {
          directories: { output },
          extraMetadata: { version },
          files: ['!main/dist', { from: bundle, to: 'main/dist' }],
        },
      });
      const driven = join(output, 'driven');
      await makeDriven(shipped, driven, dist ?? '');
      programs.set(version, programIn(driven, 'linux'));
    };

    beforeAll(async () => {
      ({ display, xvfb } = await openDisplay());
      shop = await Shop.open();
      signer = await newSigner();
      const bundle = join(shop.dir, 'bundle');
      const code = releaseOf([signer.jwk]);
      const plugin = {
        name: 'test-release',
        load: (id: string) => (id.endsWith('/main/update/release.ts') ? code : null),
      };
      await build(
        mergeConfig(shell, { configFile: false, logLevel: 'warn', build: { outDir: bundle }, plugins: [plugin] }),
      );
      await packageVersion('0.1.0', bundle);
      await packageVersion('0.2.0', bundle);
    }, 240_000);
    afterAll(async () => {
      await shop?.close();
      xvfb?.kill();
    });

    /** The bytes of an AppImage of that version: a file that starts the packaged application, as the real one's runtime does. */
    const appImage = (version: string) =>
      Buffer.from(
        `#!/bin/sh\nexport APPIMAGE="$0"\nexec "${programs.get(version)}" --no-sandbox --disable-gpu --lang=fr-FR "$@"\n`,
      );

    /** A workstation of its own with 0.1.0 as an AppImage, and a server of releases that answers what the test says. */
    const workstation = async (name: string, settings: Readonly<Record<string, string>> = {}) => {
      const folder = join(shop.dir, name);
      await mkdir(folder);
      const image = join(folder, 'Vigilot.AppImage');
      await writeFile(image, appImage('0.1.0'));
      await chmod(image, 0o755);
      const asked: string[] = [];
      const answers = new Map<string, Buffer | string | RequestListener>();
      const server = await listen((request, response) => {
        asked.push(request.url ?? '');
        const answer = answers.get(request.url ?? '');
        if (typeof answer === 'function') answer(request, response);
        else if (answer === undefined) response.writeHead(404).end();
        else response.end(answer);
      });
      const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
      const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
      const home = join(folder, 'home');
      const environment = {
        DISPLAY: display,
        XDG_CACHE_HOME: join(folder, 'cache'),
        VIGILOT_DATA_DIR: join(folder, 'data'),
        VIGILOT_HOOK_PORT: '0',
        VIGILOT_PORTAL_URL: shop.portal.url,
        VIGILOT_ENROLMENT_TOKEN: token,
        VIGILOT_UPDATE_URL: `${server.url}/releases`,
        ...settings,
      };
      const log = join(home, 'vigilot/logs/agent.log');
      const lines = async (): Promise<Line[]> => {
        const text = await readFile(log, 'utf8').catch(() => '');
        return text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line);
      };
      const place = {
        image,
        dataDir: environment.VIGILOT_DATA_DIR,
        releases: `${server.url}/releases`,
        asked,
        answers,
        lines,
        start: async () => {
          const desktop = await Desktop.launch(image, home, environment);
          onTestFinished(() => (desktop.ended ? undefined : desktop.quit()));
          return desktop;
        },
        /** Publishes what `appImage` gives, or other bytes under the same name. */
        publish: async (more: Parameters<typeof release>[2] = {}, served?: Buffer) => {
          const { version = '0.2.0' } = more;
          const bytes = appImage(version);
          const manifest = release(Date.now(), bytes, more);
          answers.set('/releases/release.jws', await signManifest(manifest, signer));
          answers.set(`/releases/Vigilot-${version}.AppImage`, served ?? bytes);
        },
        /** Waits until the newest state is like that. */
        state: (wanted: Partial<UpdateState>) =>
          until(
            async () => {
              const state = (await lines()).findLast(({ update }) => typeof update === 'object')?.update;
              expect(state).toMatchObject(wanted);
              return state;
            },
            { seconds: 40, what: `${name}: ${JSON.stringify(wanted)}` },
          ),
        said: (msg: string) =>
          until(async () => (await lines()).find((line) => line.msg === msg), { seconds: 40, what: `${name}: ${msg}` }),
        /** What runs after an update is not the test's own child: it is ended by its number. */
        endOthers: async () => {
          for (const pid of new Set((await lines()).map((line) => line.pid))) {
            if (pid === undefined || !(await belongs(pid, shop.dir))) continue;
            process.kill(pid, 'SIGTERM');
            await until(async () => ((await belongs(pid, shop.dir)) ? undefined : true));
          }
        },
      };
      onTestFailed(async () => {
        process.stderr.write((await lines()).map((line) => JSON.stringify(line)).join('\n'));
      });
      onTestFinished(() => place.endOthers());
      return place;
    };

    test('a good release is staged, offered, and installed when somebody chooses it', async () => {
      const place = await workstation('good');
      await place.publish();
      const desktop = await place.start();
      await watchMenu(desktop);
      await place.state({ version: '0.2.0', stage: 'ready', hindrance: null, trouble: null });
      expect(await readFile(place.image)).toEqual(appImage('0.1.0'));
      await choose(desktop, OFFER);
      await until(() => desktop.ended || undefined, { seconds: 30, what: 'the end of 0.1.0' });
      const installed = await place.said('this version was installed');
      expect(installed).toMatchObject({ version: '0.2.0' });
      expect(await readFile(place.image)).toEqual(appImage('0.2.0'));
      expect(await readdir(join(place.image, '..'))).not.toContain('Vigilot.AppImage.previous');
      // What was put there is what protects this workstation now.
      const ready = async () =>
        (await place.lines()).some(({ pid, tray }) => pid === installed.pid && tray === 'ready');
      await until(async () => (await ready()) || undefined, { seconds: 40, what: '0.2.0 at work' });
    });

    test('what is not signed, not whole or not new is refused, said, and leaves the application as it is', async () => {
      const place = await workstation('refused');
      const other = await newSigner();
      const elsewhere = await listen((_, response) => response.end(appImage('0.2.0')));
      const manifest = '/releases/release.jws';
      const file = '/releases/Vigilot-0.2.0.AppImage';
      await place.publish();
      const [header, , signature] = String(place.answers.get(manifest)).split('.');
      const forged = release(Date.now(), appImage('0.2.0'), { version: '9.0.0' });
      place.answers.set(
        manifest,
        `${header}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${signature}`,
      );
      const desktop = await place.start();
      await watchMenu(desktop);
      await place.state({ trouble: 'unproved', stage: 'none' });
      await offers(desktop, say('fr', 'tray.update.trouble.unproved'));

      const bytes = appImage('0.2.0');
      place.answers.set(
        manifest,
        await signManifest(release(Date.now(), bytes, { version: '0.0.9', minimum: '0.0.1' }), signer),
      );
      await place.state({ trouble: 'downgrade', stage: 'none' });
      await place.publish({ expiresAt: new Date(Date.now() - DAY / 2).toISOString() });
      await place.state({ trouble: 'expired', stage: 'none' });
      await offers(desktop, say('fr', 'tray.update.trouble.expired'));
      place.answers.set(manifest, await signManifest(release(Date.now(), bytes), other));
      await place.state({ trouble: 'unproved', stage: 'none' });
      expect(place.asked).not.toContain(file);

      // Of the same length, and not what was signed.
      const tampered = Buffer.from(bytes.toString().replace('--lang=fr-FR', '--lang=xx-XX'));
      expect(tampered.length).toBe(bytes.length);
      await place.publish({}, tampered);
      await place.state({ trouble: 'damaged', stage: 'out', version: '0.2.0' });
      await offers(desktop, say('fr', 'tray.update.trouble.damaged'));
      // Sent elsewhere, of another length, or of none that is told: nothing is taken.
      const refusals: RequestListener[] = [
        (_, response) => response.writeHead(302, { Location: elsewhere.url }).end(),
        (_, response) => response.end(Buffer.concat([bytes, bytes])),
        (_, response) => {
          response.write(bytes);
          response.end();
        },
        // Nothing more comes: it is left, and asked again.
        (_, response) => response.writeHead(200, { 'Content-Length': bytes.length }).write(bytes.subarray(0, 10)),
      ];
      for (const refusal of refusals) {
        place.answers.set(file, refusal);
        const before = place.asked.length;
        await until(() => place.asked.slice(before).filter((path) => path === file).length > 1 || undefined, {
          seconds: 40,
          what: `a file asked for again (${refusal})`,
        });
        expect((await place.lines()).findLast(({ update }) => typeof update === 'object')?.update?.stage).not.toBe(
          'ready',
        );
      }
      expect(elsewhere.asked()).toBe(0);
      expect(await readFile(place.image)).toEqual(appImage('0.1.0'));

      // The same release as it was signed is taken, and then nothing that is older.
      await place.publish();
      const staged = await place.state({ stage: 'ready', trouble: null, hindrance: null });
      expect(staged?.version).toBe('0.2.0');
      await place.publish({ version: '0.1.5' });
      await place.state({ stage: 'ready', trouble: 'replayed' });
      // What lies ready is changed on disk.
      const { path } = (await place.said('a version is staged')) ?? {};
      await writeFile(path ?? '', tampered);
      await choose(desktop, OFFER);
      await place.state({ trouble: 'damaged' });
      expect(await readFile(place.image)).toEqual(appImage('0.1.0'));
      expect(desktop.ended).toBe(false);
    });

    test('announces alone, or does not look at all, where it is told so', async () => {
      const announcing = await workstation('announce', { VIGILOT_UPDATES: 'announce' });
      await announcing.publish();
      const desktop = await announcing.start();
      await watchMenu(desktop);
      await announcing.state({ version: '0.2.0', stage: 'out' });
      await offers(desktop, say('fr', 'tray.update.out', { version: '0.2.0' }));
      const asked = announcing.asked.length;
      await until(() => announcing.asked.length > asked + 1 || undefined);
      expect(new Set(announcing.asked)).toEqual(new Set(['/releases/release.jws']));
      await desktop.quit();

      const off = await workstation('off', { VIGILOT_UPDATES: 'off' });
      await off.publish();
      await (await off.start()).tray('ready');
      expect(off.asked).toEqual([]);
      expect(await off.said('no versions are looked for')).toMatchObject({ updates: 'off' });
    });

    test('follows the settings while it runs: whether, where and through which proxy it looks', async () => {
      const config = join(shop.dir, 'follows.json');
      const set = (values: object) => writeFile(config, JSON.stringify(values));
      await set({ updates: 'off' });
      const place = await workstation('follows', { VIGILOT_CONFIG: config, VIGILOT_UPDATE_URL: '' });
      await place.publish();
      const desktop = await place.start();
      await watchMenu(desktop);
      await place.said('no versions are looked for');
      expect(place.asked).toEqual([]);

      await set({ updates: 'announce', updateUrl: place.releases });
      await place.state({ version: '0.2.0', stage: 'out' });
      await offers(desktop, say('fr', 'tray.update.out', { version: '0.2.0' }));

      // Of a name that only the proxy can lead anywhere; an address of this machine was asked for directly.
      const proxy = await openProxy(Number(new URL(place.releases).port));
      await set({ updates: 'announce', updateUrl: 'https://versions.test/releases', proxy: proxy.url });
      await until(() => proxy.asked[0], { seconds: 40, what: 'the proxy asked' });
      expect(new Set(proxy.asked)).toEqual(new Set(['versions.test:443']));

      await set({ updates: 'off' });
      await until(
        async () =>
          (await place.lines()).findLast(({ updates }) => updates !== undefined)?.updates === 'off' || undefined,
        {
          seconds: 40,
          what: 'the end of looking',
        },
      );
      const asked = proxy.asked.length;
      await desktop.tray('ready');
      await until(async () => (await lacks(desktop, '0.2.0')) || undefined);
      expect(proxy.asked).toHaveLength(asked);
    });

    test('a version waits for the bulletin to be read, and is installed after the next start', async () => {
      const place = await workstation('waits');
      await place.publish({ minimum: '0.1.1' });
      const first = await place.start();
      await watchMenu(first);
      await place.state({ stage: 'ready', hindrance: null, unsupported: true });
      await offers(first, say('fr', 'tray.update.unsupported', { running: '0.1.0' }));
      // By a notification where the system has any, and in the agent's diagnostics.
      const told = await place.said('told that this version is not supported');
      expect(told).toMatchObject({ unsupported: '0.1.0', version: '0.2.0' });
      await until(async () => {
        const agent = await AgentConnection.open(await readDiscovery(place.dataDir, 'admin'));
        const answer = await agent.call('GET', '/v1/diagnostics').finally(() => agent.close());
        const { steps } = answer.json<DiagnosticsAnswer>();
        return steps.find(({ id }) => id === 'application')?.finding.includes('0.2.0 est parue') || undefined;
      });
      const { id } = await shop.portal.publish(
        recallDraft('R-401', testGtin(401), ['A1'], { reportQuantities: false }),
      );
      await place.state({ stage: 'ready', hindrance: 'bulletin' });
      const why = say('fr', 'tray.update.why.bulletin');
      await offers(first, say('fr', 'tray.update.later', { version: '0.2.0', why }));
      await first.quit();
      // At quit nothing was installed.
      expect(await readFile(place.image)).toEqual(appImage('0.1.0'));

      const second = await place.start();
      await second.tray('recall');
      await place.state({ stage: 'ready', hindrance: 'bulletin' });
      expect(await readFile(place.image)).toEqual(appImage('0.1.0'));
      const agent = await AgentConnection.open(await readDiscovery(place.dataDir, 'admin'));
      await agent.call('POST', `/v1/bulletins/${id}/acknowledgement`, { body: { operator: 'AB', revision: 1 } });
      agent.close();
      await until(() => second.ended || undefined, { seconds: 30, what: 'the end of 0.1.0' });
      expect(await place.said('this version was installed')).toMatchObject({ version: '0.2.0' });
      expect(await readFile(place.image)).toEqual(appImage('0.2.0'));
    });
  },
);

/** A server on a port of its own. */
async function listen(answer: RequestListener): Promise<{ asked: () => number; url: string }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked: () => asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Whether the process `pid` runs a program below that folder. */
async function belongs(pid: number, folder: string): Promise<boolean> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return program.startsWith(folder);
}

/** From here on the application keeps the menu it was told last, so that a test can choose from it. */
async function watchMenu({ app }: Desktop): Promise<void> {
  await app.evaluate(({ Menu }) => {
    const make = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      const menu = make(template);
      (globalThis as { lastMenu?: unknown }).lastMenu = menu;
      return menu;
    };
  });
}

/** Waits until the menu says that. */
async function offers({ app }: Desktop, label: string): Promise<void> {
  await until(
    () =>
      app.evaluate((_, wanted) => {
        const { lastMenu } = globalThis as { lastMenu?: { items: { label: string }[] } };
        return lastMenu?.items.some((one) => one.label === wanted) || undefined;
      }, label),
    { seconds: 20, what: `the line ${label}` },
  );
}

/** Whether no line of the menu says that. */
function lacks({ app }: Desktop, text: string): Promise<boolean> {
  return app.evaluate((_, unwanted) => {
    const { lastMenu } = globalThis as { lastMenu?: { items: { label: string }[] } };
    return lastMenu !== undefined && !lastMenu.items.some(({ label }) => label.includes(unwanted));
  }, text);
}

async function choose({ app }: Desktop, label: string): Promise<void> {
  await until(() =>
    app.evaluate((_, wanted) => {
      const { lastMenu } = globalThis as { lastMenu?: { items: { label: string; enabled: boolean; click(): void }[] } };
      const item = lastMenu?.items.find((one) => one.label === wanted && one.enabled);
      if (item === undefined) return undefined;
      setTimeout(() => item.click());
      return true;
    }, label),
  );
}
