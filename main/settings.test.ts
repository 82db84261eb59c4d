import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { shellSettings } from './settings.ts';

const machine = { platform: 'linux', environment: {}, hostname: 'comptoir' } as const;
const nowhere = { settingPlaces: async () => ({}) };

it('a session has a screen and a folder of its own where nobody set them', async () => {
  const own = await shellSettings(
    { environment: {}, machine, policy: null, defaults: { dataDir: '/home/anne/.local/state/vigilot' } },
    nowhere,
  );
  expect(own.values).toMatchObject({ headless: false, dataDir: '/home/anne/.local/state/vigilot' });
  expect([own.sources.headless.source, own.sources.dataDir.source]).toEqual(['default', 'default']);

  const environment = { VIGILOT_HEADLESS: 'true', VIGILOT_DATA_DIR: '/srv/vigilot' };
  const set = await shellSettings({ environment, machine, policy: null }, nowhere);
  expect(set.values).toMatchObject({ headless: true, dataDir: '/srv/vigilot' });
});

it('takes what the system keeps: the policy above all, the installer’s choices below a config file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ language: 'en' }));
  const reading = (where: string, values: Record<string, unknown>) => ({ where, read: () => values });
  const asked: string[][] = [];
  const { values, sources } = await shellSettings(
    { environment: { VIGILOT_CONFIG: config, VIGILOT_DATA_DIR: folder, VIGILOT_ALLOW_QUIT: 'true' }, machine },
    {
      settingPlaces: async (names) => {
        asked.push([...names]);
        return {
          policy: reading('HKLM policy', { allowQuit: 0 }),
          installed: reading('HKLM installed', { language: 'fr', autostart: 0 }),
        };
      },
    },
  );
  expect(values).toMatchObject({ allowQuit: false, language: 'en', autostart: false });
  expect(sources.allowQuit).toEqual({ source: 'policy', where: 'HKLM policy' });
  expect(asked[0]).toContain('allowQuit');
});
