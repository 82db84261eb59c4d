import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { medicinesFilesOf } from '../portal/products/medicines.testkit.ts';
import { seedEmbedded } from '../portal/store/store.testkit.ts';
import { start, vigilot } from './cli.testkit.ts';

test('portal products import: a folder in, once; what is missing or cut short is said and changes nothing', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-cli-products-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await seedEmbedded(dir);
  const folder = (name: string, files: object) => {
    mkdirSync(join(dir, name));
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(dir, name, file), bytes);
    return join(dir, name);
  };
  const whole = medicinesFilesOf({ mitm: false });
  const [good, short, empty] = [
    folder('good', whole),
    folder('short', { ...whole, 'CIS_bdpm.txt': whole['CIS_bdpm.txt'].subarray(0, 9_000) }),
    folder('empty', {}),
  ];
  const take = (from: string) =>
    vigilot(['portal', 'products', 'import', from, '--data-dir', dir, '--lang', 'en', '--date', '2026-07-24']);
  expect(await take(good)).toMatchObject({ status: 3 });
  const portal = start(['portal', '--port', '0', '--log-level', 'silent', '--data-dir', dir]);
  onTestFinished(async () => {
    await portal.stop();
  });
  await portal.ready;
  expect(await take(short)).toMatchObject({ status: 2, err: expect.stringContaining('cut short') });
  expect(await take(empty)).toMatchObject({ status: 2, err: expect.stringContaining('CIS_bdpm.txt') });
  const first = await take(good);
  expect(first).toMatchObject({ status: 0, err: expect.stringContaining('CIS_MITM.txt') });
  expect(first.out).toBe('10500 presentations of 2026-07-24; 0 rows without a valid CIP13.\n');
  expect((await take(good)).out).toContain('Nothing new');
}, 90_000);
