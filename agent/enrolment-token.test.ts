import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptToken, LEFT_TOKEN, leftToken } from './enrolment-token.ts';
import { resolveSettings } from './policy/settings.ts';

const log = pino({ level: 'silent' });
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-token-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const settings = (flags: Record<string, unknown> = {}) => {
  const configFile = join(dataDir, 'config.json');
  writeFileSync(configFile, '{}');
  return resolveSettings({ flags: { dataDir, configFile, ...flags }, environment: {}, policy: null }).values;
};

describe('a token that an installer left', () => {
  it('is read from the data folder, and gone once spent', async () => {
    const path = join(dataDir, LEFT_TOKEN);
    writeFileSync(path, '\ufefftoken-1\r\n');
    const token = leftToken(settings());
    expect(token.value).toBe('token-1');
    expect(existsSync(path)).toBe(true);
    await token.spent(log);
    expect(existsSync(path)).toBe(false);
    expect(leftToken(settings()).value).toBeNull();
    await token.spent(log);
  });

  it('is read from the file that was named, whose absence is no fault', async () => {
    const enrolmentTokenFile = join(dataDir, 'named');
    expect(leftToken(settings({ enrolmentTokenFile })).value).toBeNull();
    writeFileSync(enrolmentTokenFile, 'token-2');
    const token = leftToken(settings({ enrolmentTokenFile }));
    expect(token.value).toBe('token-2');
    await token.spent(log);
    expect(existsSync(enrolmentTokenFile)).toBe(false);
  });

  it('through a link is refused, and so is a file that is no token', () => {
    const elsewhere = join(dataDir, 'elsewhere');
    writeFileSync(elsewhere, 'x'.repeat(5_000));
    symlinkSync(elsewhere, join(dataDir, LEFT_TOKEN));
    expect(() => leftToken(settings())).toThrow('no file of its own');
    expect(() => leftToken(settings({ enrolmentTokenFile: elsewhere }))).toThrow('too long for a token');
    expect(existsSync(elsewhere)).toBe(true);
  });
});

it('a file that a person named is theirs', async () => {
  const enrolmentTokenFile = join(dataDir, 'mine');
  writeFileSync(enrolmentTokenFile, 'token-3');
  const token = keptToken(settings({ enrolmentTokenFile }));
  expect(token.value).toBe('token-3');
  await token.spent(log);
  expect(existsSync(enrolmentTokenFile)).toBe(true);
});
