/** The unit file, judged by systemd itself where it is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const unit = readFileSync(join(import.meta.dirname, 'vigilot-agent.service'), 'utf8');
const here = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.skipIf(!here)(`the unit of systemd${here ? '' : ' (not tried: no systemd-analyze here)'}`, () => {
  /** What systemd says of the unit where its program is one that is here. */
  const analyze = (...args: readonly string[]) => {
    const dir = mkdtempSync(join(tmpdir(), 'vigilot-unit-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'vigilot-agent.service');
    writeFileSync(path, unit.replace('/opt/vigilot/service/node', process.execPath));
    return spawnSync('systemd-analyze', [...args, path], { encoding: 'utf8' });
  };

  it('is understood line by line', () => {
    const { status, stdout, stderr } = analyze('verify');
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('leaves a broken-in agent little (systemd’s own measure, 0 to 10)', () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager');
    const score = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(2);
  });
});

it('starts the bundle of a release, on the folder that systemd keeps for it', () => {
  expect(unit).toContain(
    'ExecStart=/opt/vigilot/service/node --max-semi-space-size=4 /opt/vigilot/service/boot.cjs vigilot agent\n',
  );
  expect(unit).toContain('Environment=VIGILOT_DATA_DIR=%S/vigilot\n');
});
