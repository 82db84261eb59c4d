import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../portal/store/canonical.ts';
import { vigilot } from './cli.testkit.ts';

test('portal report verify: the hash of a report computed again, whatever its layout; a change is seen', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-cli-report-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const content = { format: 'vigilot-report/1', bulletin: { id: 'B' }, totals: { packs: 5 } };
  const sha256 = Buffer.from(digestOf(content), 'base64url').toString('hex');
  const verify = (name: string, document: unknown) => {
    const file = join(dir, name);
    writeFileSync(file, `\uFEFF${JSON.stringify(document, null, 2)}`);
    return vigilot(['portal', 'report', 'verify', file, '--lang', 'en']);
  };
  expect(await verify('whole', { content, sha256 })).toMatchObject({ status: 0, out: expect.stringContaining(sha256) });
  const changed = { content: { ...content, totals: { packs: 6 } }, sha256 };
  expect(await verify('changed', changed)).toMatchObject({ status: 1, err: expect.stringContaining(sha256) });
  expect(await verify('other', { content: 'no' })).toMatchObject({ status: 2 });
  expect(await vigilot(['portal', 'report', 'verify', join(dir, 'absent')])).toMatchObject({ status: 2 });
});
