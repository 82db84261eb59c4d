/** Each policy, by itself: set where IT sets it, in force over every other source; of the wrong type, refused and named. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type PolicySource, policyFile } from '../../agent/policy/policy-file.ts';
import { agentSettings, resolveSettings } from '../../agent/policy/settings.ts';
import { POLICY_KEY, type Reg, readWindowsPolicy } from '../../native-bridge/machine-policy/windows-policy.ts';
import { SettingsError } from '../../protocol/settings.ts';
import { type Policy, policies } from './policies.ts';
import { samples, type Value } from './samples.testkit.ts';

/** A value of a type that the editor would not write for it. */
const misfit = ({ definition: { kind } }: Policy): Value => (kind.shape.type === 'text' ? 7 : 'no such value');

/** As the editor writes it by the ADMX: REG_SZ for texts and choices, REG_DWORD for numbers and what is on or off. */
function registryLine(name: string, value: Value): string {
  if (typeof value === 'string') return `"${name}"="${value.replaceAll(/[\\"]/g, '\\$&')}"`;
  return `"${name}"=dword:${Number(value).toString(16).padStart(8, '0')}`;
}

/** The registry of a machine on which group policy wrote that value, read as under Windows. */
function registry({ name }: Policy, value: Value): Promise<PolicySource> {
  const lines = ['Windows Registry Editor Version 5.00', '', `[${POLICY_KEY}]`, registryLine(name, value), '', ''];
  const reg: Reg = async (what, _key, file = '') => {
    if (what === 'export') await writeFile(file, `\ufeff${lines.join('\r\n')}`, 'utf16le');
    return { stdout: `\r\n${POLICY_KEY}\r\n` };
  };
  return readWindowsPolicy({ names: Object.keys(agentSettings), reg });
}

const places: ReadonlyArray<readonly [string, (dir: string, policy: Policy, value: Value) => Promise<PolicySource>]> = [
  [
    'policy.json',
    async (dir, { setting }, value) => {
      const path = join(dir, 'policy.json');
      writeFileSync(path, JSON.stringify({ [setting]: value }));
      return policyFile(path);
    },
  ],
  ['the registry', (_dir, policy, value) => registry(policy, value)],
];

/** A machine where every other source says `below`. */
function machine({ setting, definition: { env, flag } }: Policy, below: Value) {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-policy-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const config = join(dir, 'config.json');
  writeFileSync(config, JSON.stringify({ [setting]: below }));
  const environment = {
    VIGILOT_DATA_DIR: join(dir, 'data'),
    VIGILOT_CONFIG: config,
    ...(env !== null && { [env]: String(below) }),
  };
  const settle = (policy: PolicySource) =>
    resolveSettings({
      environment,
      machine: { platform: 'linux', environment, hostname: 'comptoir' },
      flags: flag === null ? {} : { [setting]: String(below) },
      policy,
    });
  return { dir, settle };
}

describe.each(policies.map((policy) => [policy.name, policy] as const))('%s', (_, policy) => {
  const [wanted, below] = samples(policy);

  it.each(places)('set in %s it is in force, over command line, environment and config file', async (_, set) => {
    const { dir, settle } = machine(policy, below);
    const source = await set(dir, policy, wanted);
    const { values, sources, warnings } = settle(source);
    expect({ ...values }).toMatchObject({ [policy.setting]: wanted });
    expect({ ...sources }).toMatchObject({ [policy.setting]: { source: 'policy', where: source.where } });
    expect(warnings).toEqual([]);
  });

  it.each(places)(
    'of the wrong type in %s it is refused by name, with what was expected; the last one is kept',
    async (_, set) => {
      const { dir, settle } = machine(policy, below);
      settle(await set(dir, policy, wanted));
      const wrong = await set(dir, policy, misfit(policy));
      const { key, expected } = { key: 'setting.invalid', expected: policy.definition.kind.expected };
      expect(() => settle(wrong)).toThrow(SettingsError);
      try {
        settle(wrong);
      } catch (error) {
        const { faults, message } = error as SettingsError;
        expect(faults).toMatchObject([
          { key, setting: policy.setting, source: 'policy', where: wrong.where, expected },
        ]);
        expect(message).toContain(policy.setting);
      }
      const unreadable: PolicySource = {
        where: wrong.where,
        read: () => {
          throw Object.assign(new Error('denied'), { code: 'EACCES' });
        },
      };
      expect({ ...settle(unreadable).values }).toMatchObject({ [policy.setting]: wanted });
    },
  );
});

it('what no policy may give is decided by name, and no secret is among what one may', () => {
  const withheld = Object.entries(agentSettings).filter(([name]) => !policies.some(({ setting }) => setting === name));
  expect(withheld.map(([name]) => name)).toEqual(['dataDir', 'configFile', 'enrolmentToken']);
  expect(policies.filter(({ definition }) => definition.secret)).toEqual([]);
});
