/** Every policy in a real registry, written as the ADMX says, and read by the Node that ships, with the system's own reg.exe. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../service/node-runtime.ts';
import { Windows, wineMissing } from '../wine.testkit.ts';
import { POLICY_KEY, policies } from './policies.ts';
import { samples } from './samples.testkit.ts';

const root = join(import.meta.dirname, '../..');
const missing = wineMissing();

describe.skipIf(missing !== null)(
  `policies in the registry${missing === null ? '' : ` (not tried: ${missing})`}`,
  () => {
    let windows: Windows;
    let node: string;
    beforeAll(async () => {
      windows = await Windows.open();
      node = (await nodeRuntime(root, 'win32')).path;
    });
    afterAll(() => windows?.close());

    const seen = (path: string) => pathToFileURL(join(root, path)).href.replace('file:///', 'file:///Z:/');
    /** The settings in force there, each with its source. */
    const inForce = async () => {
      const script = [
        `import { agentSettings, resolveSettings } from '${seen('agent/policy/settings.ts')}';`,
        `import { systemOf } from '${seen('native-bridge/system.ts')}';`,
        'const places = await systemOf().settingPlaces(Object.keys(agentSettings));',
        'const { values, sources } = resolveSettings({ environment: process.env, ...places });',
        'console.log(JSON.stringify({ values, sources }));',
      ].join('\n');
      const output = await windows.do(node, ['--input-type=module', '--eval', script]);
      return JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
        values: Record<string, unknown>;
        sources: Record<string, { source: string; where: string }>;
      };
    };

    it('without one, no policy is in force', async () => {
      const { sources } = await inForce();
      expect(Object.values(sources).filter(({ source }) => source === 'policy')).toEqual([]);
    });

    it('each one set there is in force, with the key as its source', async () => {
      for (const policy of policies) {
        const [wanted] = samples(policy);
        await windows.setRegistry(
          `HKLM\\${POLICY_KEY}`,
          policy.name,
          typeof wanted === 'string' ? wanted : Number(wanted),
        );
      }
      const { values, sources } = await inForce();
      for (const policy of policies) {
        expect({ [policy.setting]: values[policy.setting] }).toEqual({ [policy.setting]: samples(policy)[0] });
        expect(sources[policy.setting]).toEqual({ source: 'policy', where: `HKEY_LOCAL_MACHINE\\${POLICY_KEY}` });
      }
    });

    it('a user’s own hive counts for nothing', async () => {
      const before = await inForce();
      await windows.setRegistry(`HKCU\\${POLICY_KEY}`, 'OfflineLimit', 999_999);
      expect(await inForce()).toEqual(before);
    });
  },
);
