/** docs/deployment.md says what the code does: each name that it gives is one, and each that IT needs is in it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../agent/hook/ask.testkit.ts';
import { send } from '../agent/hook/hook.testkit.ts';
import { DEFAULT_PORT } from '../agent/hook/listen.ts';
import { HostilePortal, recallOf } from '../agent/link/hostile-portal.testkit.ts';
import { agentSettings, resolveSettings, updateModes } from '../agent/policy/settings.ts';
import { runAgent } from '../agent/run.ts';
import { until } from '../cli/processes.testkit.ts';
import { APP_ID } from '../main/app-id.ts';
import { serviceEvents } from '../native-bridge/service-host/events.ts';
import manifest from '../package.json' with { type: 'json' };
import { deploymentDocument, withDataFolder } from './deployment-doc.ts';
import { dataNames, dataNamesHeader } from './msi/data-names.ts';
import { productFacts, products } from './msi/product.ts';
import { failure, publicProperties, rememberedProperties } from './msi/rows.ts';
import { signVariables } from './msi/sign.ts';
import { policies } from './policies/policies.ts';
import { exitCodes } from './recipes/exit-codes.ts';
import { intuneApp } from './recipes/intune.ts';

const here = import.meta.dirname;
const source = (path: string) => readFileSync(join(here, '..', path), 'utf8');
const document = readFileSync(deploymentDocument, 'utf8');
const section = (title: string) => {
  const [, body] = document.split(new RegExp(`^## ${title}.*$`, 'm'));
  return body?.split(/^## /m)[0] ?? expect.unreachable(`no section ${title}`);
};
/** Cells of the rows of a section's first table, without its head. */
const table = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\s*\|/.test(line))
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .slice(2);
/** What stands between back-quotes. */
const spans = [...document.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
const blocks = [...document.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const codes = [...spans, ...blocks];

describe('the tables', () => {
  it('of the data folder is made of the one table', () => {
    expect(withDataFolder(document)).toBe(document);
  });

  it('of events has each, with its severity, and no other; what to alert on is among them', () => {
    const severity = { information: 'info', avertissement: 'warning', erreur: 'error' } as Record<string, string>;
    const rows = table(section('Supervision'));
    expect(rows.map(([id, level = '']) => [Number(id), severity[level]])).toEqual(
      Object.values(serviceEvents).map(({ id, severity }) => [id, severity]),
    );
    const [, alerts = ''] = /Alertez sur ([\d, ]+),/.exec(document) ?? [];
    const ids = alerts.split(', ').map(Number);
    expect(ids.length).toBeGreaterThan(3);
    const grave = Object.values(serviceEvents).filter(({ severity }) => severity === 'error');
    for (const id of ids) expect(grave.map((event) => event.id)).toContain(id);
  });

  it('of properties has each, and says which of them are remembered', () => {
    const rows = table(section('Installation silencieuse'));
    const said = rows.map(([name = '', , remembered = '']) => [name.replaceAll('`', ''), remembered === 'oui']);
    const real = publicProperties.map((name) => [name, (rememberedProperties as readonly string[]).includes(name)]);
    expect(new Map(said as Array<[string, boolean]>)).toEqual(new Map(real as Array<[string, boolean]>));
    const updates = rows.find(([name]) => name === '`UPDATES`')?.[1] ?? '';
    for (const mode of updateModes) expect(updates).toContain(`\`${mode}\``);
    const defaults = Object.fromEntries(
      rows.map(([name = '', , , fallback = '']) => [name.replaceAll('`', ''), fallback]),
    );
    expect(defaults).toMatchObject({ HOOKPORT: String(DEFAULT_PORT), AUTOSTART: '1' });
    for (const name of rememberedProperties) {
      const setting = Object.keys(agentSettings).find((one) => one.toUpperCase() === name || name === 'DATADIR');
      expect(setting, name).toBeDefined();
    }
  });

  it('of the two products names their MSIs', () => {
    const rows = table(section('Deux produits')).map(([msi = '']) => msi);
    for (const { file, name } of Object.values(products)) {
      expect(rows).toContain(`\`${file}-<version>-x64.msi\` (« ${name} »)`);
    }
  });

  it('of Intune says what is written beside the MSI, and each exit code has its words', () => {
    const product = productFacts('full', manifest.version, 'c0ffee');
    const app = JSON.parse(intuneApp(product)) as Record<string, string>;
    const rows = Object.fromEntries(table(section('Intune')).map(([name, value]) => [name, value]));
    expect(rows.Installation).toBe(`\`${app.installCommandLine}\``);
    expect(rows.Désinstallation).toBe(`\`${app.uninstallCommandLine?.replace(product.productCode, '{ProductCode}')}\``);
    const words = {
      success: 'réussite',
      softReboot: 'redémarrage logiciel',
      hardReboot: 'redémarrage matériel',
      retry: 'réessayer',
      failed: 'échec',
    };
    const said = rows['Codes de retour']?.split(' · ') ?? [];
    expect(said.sort()).toEqual(
      Object.entries(exitCodes)
        .map(([code, { intune }]) => `${code} ${words[intune]}`)
        .sort(),
    );
    const [, listed = ''] = /^- Codes : ([\s\S]*?)\*/m.exec(document) ?? [];
    for (const code of Object.keys(exitCodes)) expect(listed).toContain(code);
  });
});

describe('each name in code type is one', () => {
  const settings = Object.keys(agentSettings);

  it('properties of msiexec', () => {
    const own = ['REINSTALL'];
    const named = codes.flatMap((text) =>
      [...text.matchAll(/(?<![\w%_-])([A-Z]{5,})(?==)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect([...publicProperties, ...own]).toContain(name);
  });

  it('settings, and names of policies', () => {
    const camel = spans.filter((text) => /^[a-z]+[A-Z]\w*$/.test(text));
    expect(camel).toEqual(expect.arrayContaining(['updateUrl', 'tillGroup']));
    // Of another's vocabulary.
    for (const name of camel.filter((one) => one !== 'win32LobApp')) expect(settings).toContain(name);
    const named = [...document.matchAll(/stratégie[^`\n]{0,40}`([A-Z]\w+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(1);
    for (const name of named) expect(policies.map((policy) => policy.name)).toContain(name);
  });

  it('files of ours', () => {
    const shipped = [
      'vigilot-service.exe',
      'node.exe',
      'vigilot.dll',
      'vigilot.cmd',
      'Vigilot.exe',
      'till.exe',
      'vigilot.admx',
      'app.asar',
      'agent.log',
      'agent-config.json',
      'policy.json',
      'electron.exe',
    ];
    const named = codes.flatMap((text) =>
      [...text.matchAll(/(?<![\w<>-])([A-Za-z][\w-]*\.(?:json|db|exe|dll|cmd|admx|asar|log))\b/g)].map(
        ([, name = '']) => name,
      ),
    );
    const examples = [/^vigilot-0\.1\.0/, /^j\.log$/, /^vigilot\.log$/, /^intune\.json$/];
    for (const name of new Set(named)) {
      if (
        examples.some((pattern) => pattern.test(name)) ||
        ['powrprof.dll', 'IntuneManagementExtension.log'].includes(name)
      )
        continue;
      expect([...shipped, ...dataNames.files]).toContain(name);
    }
  });

  it('the service, its account and pipe, what it is restarted after, the shortcut’s name, groups and folders', () => {
    expect(source('native-bridge/service-host/host.h')).toContain('#define SERVICE_NAME L"VigilotAgent"');
    const [services] = [document.match(/sc (?:query|qc|stop|start|qfailure|qfailureflag) (\w+)/g) ?? []];
    for (const line of services) expect(line).toMatch(/ VigilotAgent$/);
    expect(services.length).toBeGreaterThan(4);
    expect(document).toContain(`RESTART ${failure.delaysMs.join(', ')} ms`);
    expect(document).toContain(
      `relancé après ${failure.delaysMs
        .map((ms) => `${ms / 1000} s`)
        .join(', ')
        .replace(/, (?=[^,]*$)/, ', puis ')}`,
    );
    expect(document).toContain(`\`${APP_ID}\``);
    expect(source('native-bridge/service-host/till_pipe.c')).toContain('vigilot-till');
    for (const group of ['vigilot-till', 'vigilot-desk']) {
      expect(source('installers/deb/postinst')).toContain(group);
      expect(document).toContain(group);
    }
    for (const name of Object.keys(signVariables)) expect(document).toContain(name.replace(/.*(_KEY)$/, '$1'));
  });

  it('programs of this repository, and their options', () => {
    const scripts = codes.flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name));
    expect(scripts.length).toBeGreaterThan(3);
    for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name);
    const options = codes.flatMap((text) => [...text.matchAll(/(?<![\w-])--([a-z]+)\b/g)].map(([, name = '']) => name));
    const known = ['edition', 'application', 'sign', 'published', 'json', 'win'];
    const others = ['manifest', 'custom', 'inspect'];
    for (const name of options) expect([...known, ...others]).toContain(name);
    for (const name of known.slice(0, 4)) expect(source('installers/msi/main.ts')).toContain(`    ${name}: {`);
  });
});

it('the settings, the versions and the addresses in its examples are of this version', () => {
  for (const [, version] of document.matchAll(/vigilot(?:-headless)?[-_](\d+\.\d+\.\d+)/g))
    expect(version).toBe(manifest.version);
});

describe('the data folder', () => {
  it('an agent at work makes what the table has, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigilot-names-'));
    const dataDir = join(folder, 'data');
    const umask = process.umask();
    const portal = await HostilePortal.open({ wall: Date.now });
    const environment = {
      VIGILOT_DATA_DIR: dataDir,
      VIGILOT_HOOK_PORT: '0',
      VIGILOT_PORTAL_URL: portal.url,
      VIGILOT_ENROLMENT_TOKEN: portal.token,
      VIGILOT_LOG_LEVEL: 'silent',
    };
    const policy = { where: 'test', read: () => ({ offlineLimit: 60 }) };
    const agent = await runAgent({
      readSettings: async () => resolveSettings({ environment, policy }),
      system: { eventLog: () => null, tillSocket: () => expect.unreachable() },
    });
    onTestFinished(async () => {
      await agent.close();
      await portal.close();
      process.umask(umask);
      rmSync(folder, { recursive: true });
    });
    const recall = recallOf('A1');
    await portal.publish({ bulletin: recall });
    const acknowledgement = { operator: 'AB', revision: 1 };
    await until(async () => ask(dataDir, 'POST', `/v1/bulletins/${recall.id}/acknowledgement`, acknowledgement));
    const { url } = await ask<{ url: string }>(dataDir, 'POST', '/v1/desk/links');
    // A name that leads to loopback in browsers alone.
    const { host, pathname, port } = new URL(url);
    expect((await send(Number(port), pathname, { headers: { host } })).status).toBe(303);
    const made = readdirSync(dataDir);
    expect(made).toEqual(
      expect.arrayContaining(['register.db', 'journal.db', 'desk.db', 'identity.json', 'policy-last-known.json']),
    );
    const known = (name: string) =>
      dataNames.folders.includes(name) || dataNames.files.some((one) => name.startsWith(one));
    expect(made.filter((name) => !known(name))).toEqual([]);
  });

  it('is what the uninstaller may delete: name for name, and the token’s as the installer leaves it', () => {
    const listed = [...dataNamesHeader().matchAll(/L"([^"]+)"/g)].map(([, name]) => name);
    expect(listed).toEqual([...dataNames.files, ...dataNames.folders, 'agent-config.json']);
    const [, token] = /#define TOKEN_FILE L"([^"]+)"/.exec(source('installers/msi/actions/data-folder.h')) ?? [];
    expect(listed).toContain(token);
  });
});
