/** What the tray is told and what it tells, in a real Electron against a portal as it ships. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../agent/hook/ask.testkit.ts';
import type { StatusAnswer } from '../agent/hook/schemas.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { say } from '../protocol/messages/index.ts';
import { Desktop, electronDist, layOut, openDisplay } from './electron.testkit.ts';

const dist = electronDist();

describe.skipIf(dist === null)(
  dist === null ? 'the tray: not run, no Electron here (npx install-electron)' : 'the tray',
  () => {
    let shop: Shop;
    let xvfb: ChildProcess;
    let display: string;
    let app: string;
    beforeAll(async () => {
      ({ display, xvfb } = await openDisplay());
      shop = await Shop.open();
      app = join(shop.dir, 'app');
      await layOut(app, dist ?? '');
    });
    afterAll(async () => {
      await shop?.close();
      xvfb?.kill();
    });

    const newPlace = async (name: string) => {
      const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
      const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
      return {
        VIGILOT_DATA_DIR: join(shop.dir, name),
        VIGILOT_HOOK_PORT: '0',
        VIGILOT_PORTAL_URL: shop.portal.url,
        VIGILOT_ENROLMENT_TOKEN: token,
      };
    };
    const start = async (name: string, settings: Readonly<Record<string, string>>) => {
      const home = join(shop.dir, `home-${name}`);
      await mkdir(home, { recursive: true });
      // No session bus but one that a test brings: that of the machine would show our notifications to somebody.
      const environment = { DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...settings };
      const desktop = await Desktop.start(dist ?? '', app, home, environment);
      onTestFinished(() => desktop.quit());
      return desktop;
    };
    const status = (dataDir: string) => ask<StatusAnswer>(dataDir, 'GET', '/v1/status');
    const opened = async (desktop: Desktop) => {
      const window = desktop.app.waitForEvent('window');
      await desktop.app.evaluate(({ app: electron }) => electron.emit('second-instance'));
      return window;
    };

    test('says that the portal is out of reach, and beyond the offline limit that every pack is to be verified', async () => {
      const place = await newPlace('offline');
      const first = await start('offline', place);
      await first.tray('ready');
      expect((await status(place.VIGILOT_DATA_DIR)).keyProtection).toEqual({
        by: 'owner-file',
        locked: false,
        // This display has no keyring, and what protects nothing is not taken for protection.
        detail: expect.stringContaining('basic_text'),
      });
      await shop.stopPortal();
      expect(await first.tray('offline')).toBe(say('fr', 'tray.offline'));
      expect(first.last('menu')).toEqual(['desk', 'check', 'waiting', 'pause', 'diagnostics', 'quit']);
      await first.quit();
      const again = await start('offline', { ...place, VIGILOT_OFFLINE_LIMIT: '1' });
      expect(await again.tray('stale')).toBe(say('fr', 'tray.stale'));
      await shop.startPortal();
      await again.tray('ready');
    });

    test('cannot be ended by a person where policy says so, and its pages speak the language of the setting', async () => {
      const place = await newPlace('kept');
      const desktop = await start('kept', { ...place, VIGILOT_ALLOW_QUIT: 'false', VIGILOT_LANGUAGE: 'en' });
      expect(await desktop.tray('ready')).toBe(say('en', 'tray.ready'));
      expect(desktop.last('menu')).not.toContain('quit');
      const page = await opened(desktop);
      await page.getByRole('navigation').waitFor();
      expect(await page.evaluate('[document.documentElement.lang, document.title]')).toEqual(['en', 'Vigilot']);
      await page.keyboard.press('Control+Q');
      await page.keyboard.press('Control+W');
      await page.keyboard.press('Alt+F4');
      const window = await desktop.app.browserWindow(page);
      await window.evaluate((shown) => shown.close());
      await desktop.windows(0);
      expect((await status(place.VIGILOT_DATA_DIR)).feed.state).toBe('live');
      expect(desktop.app.process().exitCode).toBeNull();
    });

    test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends tray and core in order', async (signal) => {
      const place = await newPlace(signal);
      const desktop = await start(signal, place);
      await desktop.tray('ready');
      const core = desktop.last('agent');
      if (core === undefined) throw new Error('the core has no process');
      const ended = once(desktop.app.process(), 'exit');
      // As a session does that ends: to every process of it.
      process.kill(core, signal);
      desktop.app.process().kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(() => process.kill(core, 0)).toThrow('ESRCH');
      // Closed in order: nothing in a write-ahead log, no discovery file that names a dead process.
      const left = await readdir(place.VIGILOT_DATA_DIR);
      expect(left).toContain('journal.db');
      expect(left.filter((name) => /-wal$|hook\.json$|till\.json$/.test(name))).toEqual([]);
    });

    const python = '/usr/bin/python3';
    const served = spawnSync(python, ['-c', 'import dbus.service, gi.repository']).status === 0;
    const half = served ? '' : ' (no server to try the rest with: no dbus-python and PyGObject here)';
    test(`a bulletin that only notifies is one notification, harmless, opened by a click; without a server it is said${half}`, async () => {
      const place = await newPlace('notify');
      const desktop = await start('notify', place);
      await desktop.tray('ready');
      const draft = recallDraft('N-1', testGtin(701), ['A1'], { reportQuantities: false });
      await shop.portal.publish({ ...draft, attention: 'notify', title: 'Titre <b>gras</b>' });
      await until(() => desktop.last('missed'), { what: 'a notification that did not stand' });
      const missed = `${say('fr', 'tray.ready')}\n${say('fr', 'tray.missed', { n: 1 })}`;
      await until(() => desktop.last('tooltip') === missed || undefined, { what: missed });
      await desktop.quit();
      if (!served) return;

      const bus = await notificationServer(python);
      onTestFinished(() => bus.end());
      const again = await start('notify', { ...place, DBUS_SESSION_BUS_ADDRESS: bus.address });
      const told = await bus.next();
      expect(told).toEqual({
        summary: say('fr', 'tray.toast.recall', { reference: 'N-1' }),
        body: 'Titre ‹b›gras‹/b›',
      });
      const page = again.app.waitForEvent('window');
      bus.click();
      expect((await page).url()).toMatch(/#\/bulletins\/./);
      await until(() => again.last('notified'));
      expect(await again.tray('ready')).toBe(say('fr', 'tray.ready'));
      await again.quit();
      // Another start says nothing again.
      const third = await start('notify', { ...place, DBUS_SESSION_BUS_ADDRESS: bus.address });
      await third.tray('ready');
      expect(third.last('notified')).toBeUndefined();
      expect(third.last('missed')).toBeUndefined();
    });
  },
);

/** A notification server on a bus of its own (Desktop Notifications Specification 1.2), which clicks when it is told to. */
const SERVER = `
import dbus, dbus.service, sys, json
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib
DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
name = dbus.service.BusName('org.freedesktop.Notifications', bus)
class Server(dbus.service.Object):
    count = 0
    @dbus.service.method('org.freedesktop.Notifications', in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        self.count += 1
        print(json.dumps({'summary': summary, 'body': body}), flush=True)
        return self.count
    @dbus.service.method('org.freedesktop.Notifications', out_signature='as')
    def GetCapabilities(self):
        return ['body', 'body-markup', 'actions']
    @dbus.service.method('org.freedesktop.Notifications', out_signature='ssss')
    def GetServerInformation(self):
        return ('vigilot-test', 'vigilot', '1', '1.2')
    @dbus.service.method('org.freedesktop.Notifications', in_signature='u')
    def CloseNotification(self, id):
        pass
    @dbus.service.signal('org.freedesktop.Notifications', signature='us')
    def ActionInvoked(self, id, key):
        pass
server = Server(bus, '/org/freedesktop/Notifications')
def heard(*_):
    if not sys.stdin.readline():
        return False
    server.ActionInvoked(server.count, 'default')
    return True
GLib.io_add_watch(sys.stdin, GLib.IO_IN, heard)
import os
print(os.environ['DBUS_SESSION_BUS_ADDRESS'], flush=True)
GLib.MainLoop().run()
`;

async function notificationServer(python: string) {
  // A group of its own: the bus and the server do not end with what started them.
  const session = spawn('dbus-run-session', ['--', python, '-c', SERVER], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const lines = createInterface({ input: session.stdout })[Symbol.asyncIterator]();
  const line = async () => String((await lines.next()).value);
  return {
    end: () => {
      if (session.pid !== undefined) process.kill(-session.pid, 'SIGKILL');
    },
    address: await line(),
    next: async () => JSON.parse(await line()) as { summary: string; body: string },
    click: () => void session.stdin.write('\n'),
  };
}
