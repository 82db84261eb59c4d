import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listSettings, SettingsError, SettingsFileError } from '../../protocol/settings.ts';
import { policyFile } from './policy-file.ts';
import { agentSettings, enrolmentTokenOf, resolveSettings } from './settings.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-settings-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, content: unknown): string => {
  const path = join(dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const data = () => join(dir, 'data');

interface Given {
  file?: unknown;
  environment?: Record<string, string>;
  flags?: Record<string, unknown>;
  policy?: unknown;
}
function settle({ file, environment = {}, flags, policy }: Given) {
  const config = file === undefined ? {} : { VIGILOT_CONFIG: write('config.json', file) };
  return resolveSettings({
    environment: { VIGILOT_DATA_DIR: data(), ...config, ...environment },
    machine: { platform: 'linux', environment, hostname: 'caisse-2' },
    policy: policyFile(policy === undefined ? join(dir, 'no-policy.json') : write('policy.json', policy)),
    ...(flags ? { flags } : {}),
  });
}
const faultsOf = (given: Given) => {
  try {
    settle(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('precedence', () => {
  const all: Given = {
    file: { offlineLimit: 1, tillGroup: 'file', workstationName: 'file', logLevel: 'warn' },
    environment: { VIGILOT_OFFLINE_LIMIT: '2', VIGILOT_TILL_GROUP: 'environment', VIGILOT_WORKSTATION_NAME: 'env' },
    flags: { offlineLimit: '3', tillGroup: 'flag' },
    policy: { offlineLimit: 4 },
  };

  test('machine policy over flags over environment over config file over defaults', () => {
    const { values, sources } = settle(all);
    expect(values).toMatchObject({
      offlineLimit: 4,
      tillGroup: 'flag',
      workstationName: 'env',
      logLevel: 'warn',
      hookPort: 17_013,
    });
    expect(sources).toMatchObject({
      offlineLimit: { source: 'policy', where: join(dir, 'policy.json') },
      tillGroup: { source: 'flag', where: '--till-group' },
      workstationName: { source: 'environment', where: 'VIGILOT_WORKSTATION_NAME' },
      logLevel: { source: 'file', where: join(dir, 'config.json') },
      hookPort: { source: 'default', where: '' },
    });
  });

  test('defaults follow the machine', () => {
    const machine = (platform: NodeJS.Platform, environment: Record<string, string>) =>
      resolveSettings({ environment: {}, machine: { platform, environment, hostname: 'poste-1' }, policy: null })
        .values;
    expect(machine('linux', {}).dataDir).toBe('/var/lib/vigilot');
    expect(machine('linux', { XDG_STATE_HOME: '/home/a/.state' }).dataDir).toBe('/home/a/.state/vigilot');
    expect(machine('linux', { XDG_STATE_HOME: 'relative' }).dataDir).toBe('/var/lib/vigilot');
    expect(machine('win32', { ProgramData: 'D:\\PD' })).toMatchObject({
      dataDir: 'D:\\PD\\Vigilot',
      configFile: 'D:\\PD\\Vigilot\\agent-config.json',
      workstationName: 'poste-1',
    });
    expect(machine('darwin', { HOME: '/Users/a' }).dataDir).toBe('/Users/a/Library/Application Support/Vigilot');
  });

  test('an empty variable is not set, as shells leave them', () => {
    expect(settle({ environment: { VIGILOT_PORTAL_URL: '', VIGILOT_HOOK_PORT: '' } }).values).toMatchObject({
      portalUrl: null,
      hookPort: 17_013,
    });
  });

  test('a policy may take a value away', () => {
    const { values, sources } = settle({ environment: { VIGILOT_TILL_GROUP: 'tills' }, policy: { tillGroup: null } });
    expect(values.tillGroup).toBeNull();
    expect(sources.tillGroup.source).toBe('policy');
  });
});

describe('bad values name the setting and where they came from', () => {
  test.each([
    ['hookPort', '65536', 'expected.port'],
    ['hookPort', '-1', 'expected.port'],
    ['hookPort', '17013.5', 'expected.port'],
    ['hookPort', '0x10', 'expected.port'],
    ['portalUrl', 'http://portal.example', 'expected.portal-url'],
    ['portalUrl', 'ftp://127.0.0.1', 'expected.portal-url'],
    ['portalUrl', 'https://user:secret@portal.example', 'expected.portal-url'],
    ['portalUrl', 'portal.example', 'expected.portal-url'],
    ['offlineLimit', '24h', 'expected.seconds'],
    ['journalRetentionDays', '0', 'expected.positive-number'],
    ['timeZone', 'Europe/Nowhere', 'expected.time-zone'],
    ['logLevel', 'loud', 'expected.log-level'],
    ['language', 'de', 'expected.language'],
    ['headless', 'perhaps', 'expected.boolean'],
    ['workstationName', 'x'.repeat(101), 'expected.workstation-name'],
  ] as const)('%s = %s', (name, value, expected) => {
    const { env, flag } = agentSettings[name];
    for (const [given, source, where] of [
      [{ file: { [name]: value } }, 'file', join(dir, 'config.json')],
      [{ environment: { [String(env)]: value } }, 'environment', env],
      [{ flags: { [name]: value } }, 'flag', `--${flag}`],
      [{ policy: { [name]: value } }, 'policy', join(dir, 'policy.json')],
    ] as const) {
      expect(faultsOf(given)).toEqual([
        { key: 'setting.invalid', setting: name, source, where, expected, value: JSON.stringify(value).slice(0, 80) },
      ]);
    }
  });

  test('all of them at once, in words, in both languages', () => {
    const environment = { VIGILOT_HOOK_PORT: 'abc', VIGILOT_LOG_LEVEL: 'loud' };
    expect(faultsOf({ environment })).toHaveLength(2);
    try {
      settle({ environment });
    } catch (error) {
      const { describe: words, message } = error as SettingsError;
      expect(message).toContain('hookPort (VIGILOT_HOOK_PORT): expected a port number');
      expect(words.call(error, 'fr')).toContain('hookPort (VIGILOT_HOOK_PORT) : attendu un numéro de port');
    }
  });

  test('a value overruled by a later source is still refused: it would come back with the next change', () => {
    expect(faultsOf({ environment: { VIGILOT_HOOK_PORT: 'abc' }, policy: { hookPort: 0 } })).toHaveLength(1);
  });

  test('a secret is never quoted', () => {
    const [fault] = faultsOf({ file: { enrolmentToken: 12_345_678 } });
    expect(fault).toMatchObject({ setting: 'enrolmentToken', source: 'file' });
    expect(JSON.stringify(fault)).not.toContain('12345678');
  });

  test('a misspelt name in a config file is an error with what was meant', () => {
    expect(faultsOf({ file: { hookport: 1 } })).toMatchObject([{ key: 'setting.unknown', meant: 'hookPort' }]);
  });

  test('dataDir cannot come from the policy, nor configFile from a config file', () => {
    expect(faultsOf({ policy: { dataDir: '/x' } })).toMatchObject([{ key: 'setting.misplaced', setting: 'dataDir' }]);
    expect(faultsOf({ file: { configFile: '/x' } })).toMatchObject([{ key: 'setting.misplaced' }]);
  });

  test('a config file that was named must be there, and must be an object', () => {
    const missing = { VIGILOT_CONFIG: join(dir, 'absent.json') };
    expect(() => settle({ environment: missing })).toThrow(SettingsFileError);
    expect(() => settle({ file: '{"hookPort": 1' })).toThrow(/not JSON/);
    expect(() => settle({ file: '[]' })).toThrow(/not a JSON object/);
    expect(settle({ file: '\ufeff{"hookPort": 1}' }).values.hookPort).toBe(1);
  });
});

describe('machine policy', () => {
  const unreadable = () => {
    rmSync(join(dir, 'policy.json'));
    mkdirSync(join(dir, 'policy.json'));
  };
  const again = () =>
    resolveSettings({ environment: { VIGILOT_DATA_DIR: data() }, policy: policyFile(join(dir, 'policy.json')) });

  test('present but unreadable, none known: a named error, not the defaults', () => {
    mkdirSync(join(dir, 'policy.json'));
    expect(again).toThrow(expect.objectContaining({ name: 'SettingsFileError', key: 'setting.policy-unreadable' }));
  });

  test('unreadable later: the last one read stays in force, and says so', () => {
    settle({ policy: { offlineLimit: 60 } });
    unreadable();
    const { values, sources, warnings } = again();
    expect(values.offlineLimit).toBe(60);
    expect(sources.offlineLimit).toEqual({ source: 'policy', where: join(data(), 'policy-last-known.json') });
    expect(warnings).toMatchObject([{ key: 'setting.policy-kept', value: 'EISDIR' }]);
  });

  test('half a file counts as unreadable', () => {
    settle({ policy: { offlineLimit: 60 } });
    write('policy.json', '{"offlineLimit": 6');
    expect(again().values.offlineLimit).toBe(60);
  });

  test('removed: its values end, and do not come back when a later one is unreadable', () => {
    settle({ policy: { offlineLimit: 60 } });
    rmSync(join(dir, 'policy.json'));
    expect(again().values.offlineLimit).toBe(86_400);
    mkdirSync(join(dir, 'policy.json'));
    expect(again).toThrow(SettingsFileError);
  });

  test('one that cannot be used is not remembered', () => {
    settle({ policy: { offlineLimit: 60 } });
    expect(() => settle({ policy: { offlineLimit: 'soon' } })).toThrow(SettingsError);
    unreadable();
    expect(again().values.offlineLimit).toBe(60);
  });

  test('a name that only a newer version knows is a warning: one policy serves a fleet', () => {
    const { values, warnings } = settle({ policy: { hookPort: 0, someLaterSetting: true } });
    expect(values.hookPort).toBe(0);
    expect(warnings).toMatchObject([{ key: 'setting.unknown', setting: 'someLaterSetting', source: 'policy' }]);
  });

  test('the spare copy is for its owner alone', () => {
    settle({ policy: { offlineLimit: 60 } });
    const copy = join(data(), 'policy-last-known.json');
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual({ offlineLimit: 60 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  test('a secret is refused, and never copied: everybody who uses the machine reads its policy', () => {
    const policy = { enrolmentToken: 'vgt1.very-secret' };
    expect(faultsOf({ policy })).toEqual([
      { key: 'setting.misplaced', setting: 'enrolmentToken', source: 'policy', where: join(dir, 'policy.json') },
    ]);
    expect(existsSync(join(data(), 'policy-last-known.json'))).toBe(false);
  });

  test('a spare copy that cannot be written is a warning: the agent must start on a full disk', () => {
    writeFileSync(data(), 'a file where the folder should be');
    expect(settle({ policy: { offlineLimit: 60 } })).toMatchObject({
      values: { offlineLimit: 60 },
      warnings: [{ key: 'setting.policy-not-copied' }],
    });
  });
});

test('listed for people, a secret is hidden and each value says where it came from', () => {
  const resolved = settle({ environment: { VIGILOT_ENROLMENT_TOKEN: 'vgt1.very-secret' } });
  const listed = listSettings(agentSettings, resolved, 'fr');
  expect(JSON.stringify(listed)).not.toContain('very-secret');
  expect(listed.find(({ name }) => name === 'enrolmentToken')).toEqual({
    name: 'enrolmentToken',
    value: '(masqué)',
    source: 'environment',
    where: 'VIGILOT_ENROLMENT_TOKEN',
  });
  expect(listed.find(({ name }) => name === 'portalUrl')?.value).toBe('aucun');
});

test('the enrolment token comes from its setting or from a file', () => {
  const file = write('token', 'vgt1.from-file\n');
  expect(enrolmentTokenOf({ enrolmentToken: null, enrolmentTokenFile: file })).toBe('vgt1.from-file');
  expect(enrolmentTokenOf({ enrolmentToken: 'direct', enrolmentTokenFile: file })).toBe('direct');
  expect(enrolmentTokenOf({ enrolmentToken: null, enrolmentTokenFile: null })).toBeNull();
  expect(() => enrolmentTokenOf({ enrolmentToken: null, enrolmentTokenFile: join(dir, 'absent') })).toThrow(
    SettingsFileError,
  );
});
