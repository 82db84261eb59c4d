/**
 * The MSI as IT uses it: installed, upgraded, refused and removed by msiexec under Wine, its agent asked from this machine and
 * fed by a real portal. Wine keeps no access lists, has no virtual accounts, and logs hidden properties: docs/deployment.md says how
 * those are looked at on a real Windows, tables.wine.test.ts what the package says of them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDiscovery } from '../../agent/hook/client.ts';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { releaseFolder } from '../service/build.ts';
import { expectAccounted, expectDescribed } from '../supply/bom.testkit.ts';
import type { Statement } from '../supply/provenance.ts';
import { accompany } from '../supply/release.ts';
import { sourceOf } from '../supply/source.ts';
import { type Windows, wineMissing } from '../wine.testkit.ts';
import { customActions } from './build.ts';
import { makeImage } from './image.ts';
import { DATA, Installer, REFUSED, SERVICE } from './installer.testkit.ts';
import { products } from './product.ts';

const missing = wineMissing();
const root = join(import.meta.dirname, '../..');
const PORT = 21_213;

describe.skipIf(missing !== null)(`the MSI under Wine${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let installer: Installer;
  let windows: Windows;
  let shop: Shop;
  const msi = { old: '', new: '' };
  let image: string;

  beforeAll(async () => {
    installer = await Installer.open();
    ({ windows } = installer);
    shop = await Shop.open();
    image = join(windows.dir, 'image');
    await makeImage({ edition: 'headless', into: image, service: releaseFolder('win32') });
    msi.old = await installer.build('headless', '0.1.0', image);
    msi.new = await installer.build('headless', '0.2.0', image);
  });
  afterAll(async () => {
    await windows?.close();
    await shop?.close();
  });

  it('says of all it installs what it is, under which licence, and of each program where it is from', async () => {
    const unpacked = join(windows.dir, 'unpacked');
    execFileSync('msiextract', ['--directory', unpacked, msi.old]);
    // With the folder of programs or without it: msiextract has done both.
    const [tree = ''] = ['Program Files/Vigilot', 'Vigilot'].map((path) => join(unpacked, path)).filter(existsSync);
    await expectDescribed(tree);
    const release = { root, source: sourceOf(root), signed: false, beside: [customActions(msi.old)] };
    const [, provenance = ''] = await accompany({ ...release, tree: image, artefact: msi.old });
    await expectAccounted(provenance, tree);
    const { subject } = JSON.parse(readFileSync(provenance, 'utf8')) as Statement;
    expect(subject.map(({ name }) => name)).toContain('Binary.actions');
    expect(
      execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: windows.dir, encoding: 'utf8' }),
    ).toContain('vigilot-headless-0.1.0-x64.msi: OK\n');
  });

  it.each([
    ['a port that is none', { HOOKPORT: '70000' }, 'HOOKPORT n'],
    ['a port in letters', { HOOKPORT: '17o13' }, 'HOOKPORT n'],
    ['a portal without TLS', { PORTALURL: 'http://portail.exemple.fr' }, 'PORTALURL n'],
    ['a portal with a user', { PORTALURL: 'https://moi@portail.exemple.fr' }, 'PORTALURL n'],
    ['a switch that is none', { AUTOSTART: 'oui' }, 'AUTOSTART vaut'],
    ['an unknown mode', { UPDATES: 'sometimes' }, 'UPDATES vaut'],
    ['a proxy with a password', { PROXY: 'http://u:p@proxy:3128' }, 'PROXY vaut'],
    ['a share', { DATADIR: '\\\\serveur\\partage\\vigilot' }, 'DATADIR : '],
    ['a relative path', { DATADIR: 'vigilot' }, 'DATADIR : '],
    ['a root', { DATADIR: 'C:\\' }, 'DATADIR : '],
    ['a path that climbs', { DATADIR: 'C:\\a\\..\\Windows' }, 'DATADIR : '],
    ['a folder of others', { DATADIR: 'C:\\Comptes' }, 'DATADIR : le dossier'],
    ['a path through a link', { DATADIR: 'C:\\lien\\vigilot' }, 'DATADIR : le chemin'],
    ['two tokens', { ENROLMENTTOKEN: 'a', ENROLMENTTOKENFILE: 'C:\\t.txt' }, 'ENROLMENTTOKEN et'],
    ['no token in the file', { ENROLMENTTOKENFILE: 'C:\\none.txt' }, 'ENROLMENTTOKENFILE : '],
  ])('refuses %s, says which property it is, and installs nothing', async (_, properties, words) => {
    mkdirSync(windows.path('C:\\Comptes'), { recursive: true });
    writeFileSync(windows.path('C:\\Comptes\\bilan.ods'), 'x');
    const target = join(windows.dir, 'elsewhere/vigilot');
    mkdirSync(target, { recursive: true });
    if (!existsSync(windows.path('C:\\lien'))) symlinkSync(join(windows.dir, 'elsewhere'), windows.path('C:\\lien'));
    const { status: exit, log } = await installer.run('/i', msi.old, properties as Record<string, string>);
    expect(exit).toBe(REFUSED);
    expect(log).toContain(words);
    await installer.expectNothing();
    expect(readFileSync(windows.path('C:\\Comptes\\bilan.ods'), 'utf8')).toBe('x');
    expect(readdirSync(target)).toEqual([]);
  });

  const gtin = testGtin(501);
  let token = '';
  it('is installed in silence, enrols by the token in a file, and answers', async () => {
    const officine = `/v1/officines/${shop.officine}/enrolment-tokens`;
    token = ((await shop.portal.call('operator', 'POST', officine, {})) as { token: string }).token;
    // As PowerShell writes a text.
    writeFileSync(windows.path('C:\\jeton.txt'), Buffer.from(`\ufeff${token}\r\n`, 'utf16le'));
    const { status: exit, log } = await installer.run('/i', msi.old, {
      PORTALURL: shop.portal.url,
      HOOKPORT: String(PORT),
      UPDATES: 'announce',
      AUTOSTART: '0',
      ENROLMENTTOKENFILE: 'C:\\jeton.txt',
    });
    expect(exit, log.slice(-2000)).toBe(0);
    expect(await installer.values()).toEqual({
      PortalUrl: shop.portal.url,
      HookPort: `0x${PORT.toString(16)}`,
      Updates: 'announce',
      Autostart: '0x0',
      DataDir: DATA,
    });
    await windows.serviceIs(SERVICE, 'RUNNING');
    await installer.live();
    expect((await installer.check(gtin, 'A123')).verdict).toBe('allow');
    expect(await readDiscovery(windows.path(DATA), 'admin')).toMatchObject({ url: `http://127.0.0.1:${PORT}` });
    // The file is gone, and what it held is nowhere: in no log of the installation or the agent, in no value of the registry.
    expect(existsSync(windows.path('C:\\jeton.txt'))).toBe(false);
    await until(() => (existsSync(join(windows.path(DATA), 'enrolment-token')) ? undefined : true), {
      what: 'the token deleted',
    });
    expect(log).not.toContain(token);
    const logs = join(windows.path(DATA), 'logs');
    for (const name of readdirSync(logs)) expect(readFileSync(join(logs, name), 'utf8')).not.toContain(token);
    const everything = join(windows.dir, 'registry.reg');
    await windows.do('reg', ['export', 'HKLM', windows.seen(everything), '/y']);
    expect(readFileSync(everything, 'utf16le')).not.toContain(token);
  });

  it('blocks what a portal recalls', async () => {
    await shop.portal.publish(recallDraft('R-501', gtin, ['A123']));
    await installer.verdict(gtin, 'A123', 'block');
    expect((await installer.check(gtin, 'A124')).verdict).toBe('allow');
  });

  it('is upgraded while it runs: settings but for those given, data and identity stay, and no recall is lost', async () => {
    const before = { settings: await installer.values(), identity: identity() };
    const [upgrade] = await Promise.all([
      installer.run('/i', msi.new, { UPDATES: 'off', AUTOSTART: '-' }),
      shop.portal.publish(recallDraft('R-502', gtin, ['B200'])),
    ]);
    expect(upgrade.status, upgrade.log.slice(-2000)).toBe(0);
    await windows.serviceIs(SERVICE, 'RUNNING');
    await installer.live();
    const { Autostart: _, ...kept } = before.settings;
    expect(await installer.values()).toEqual({ ...kept, Updates: 'off' });
    expect(identity()).toBe(before.identity);
    await installer.verdict(gtin, 'A123', 'block');
    await installer.verdict(gtin, 'B200', 'block');
    expect(await installer.call('GET', '/v1/journal/verify')).toMatchObject({ proved: true });
    expect(await installer.versions(products.headless.name)).toEqual(['0.2.0']);
  });

  it('refuses an older version, and leaves the newer at work', async () => {
    expect((await installer.run('/i', msi.old)).status).toBe(REFUSED);
    expect(await installer.versions(products.headless.name)).toEqual(['0.2.0']);
    await windows.serviceIs(SERVICE, 'RUNNING');
    await installer.verdict(gtin, 'A123', 'block');
  });

  it('is removed with all that it brought; data stay', async () => {
    const { status: exit, log } = await installer.run('/x', msi.new);
    expect(exit, log.slice(-2000)).toBe(0);
    await installer.expectNothing();
    const services = await windows.run('reg', [
      'query',
      'HKLM\\SYSTEM\\CurrentControlSet\\Services',
      '/s',
      '/f',
      'Vigilot',
    ]);
    expect(services.output).not.toMatch(/Vigilot/);
    expect(windows.processes('node.exe')).toEqual([]);
    expect(readdirSync(windows.path(DATA))).toEqual(
      expect.arrayContaining(['desk.db', 'identity.json', 'journal.db', 'register.db']),
    );
    expect(readdirSync(windows.path(DATA))).not.toContain('hook.json');
  });

  it('finds its data again, and PURGE=1 takes what it made, nothing else and nothing through a link', async () => {
    expect((await installer.run('/i', msi.new, { PORTALURL: shop.portal.url, HOOKPORT: String(PORT) })).status).toBe(0);
    await installer.live();
    await installer.verdict(gtin, 'B200', 'block');
    const outside = join(windows.dir, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'agent.log'), 'x');
    symlinkSync(outside, join(windows.path(DATA), 'logs', 'lien'));
    writeFileSync(join(windows.path(DATA), 'notes.txt'), 'x');
    const { status: exit, log } = await installer.run('/x', msi.new, { PURGE: '1' });
    expect(exit, log.slice(-2000)).toBe(0);
    await installer.expectNothing();
    expect(readdirSync(outside)).toEqual(['agent.log']);
    // What is not ours is left and named.
    expect(readdirSync(windows.path(DATA)).sort()).toEqual(['logs', 'notes.txt']);
    expect(readdirSync(join(windows.path(DATA), 'logs'))).toEqual(['lien']);
    expect(log).toContain(`${DATA}\\notes.txt`);
  });

  /** The workstation's, as the agent keeps it. */
  const identity = () => readFileSync(join(windows.path(DATA), 'identity.json'), 'utf8');
});
