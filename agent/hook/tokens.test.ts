import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { proofOf, roles, sameText, Tokens } from './tokens.ts';

describe('Tokens', () => {
  it('are 256 random bits each, new each time', () => {
    const [a, b] = [new Tokens(), new Tokens()];
    const all = [a, b].flatMap((tokens) => roles.map((role) => tokens[role]));
    expect(new Set(all).size).toBe(6);
    for (const token of all) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('are known by the whole text alone', () => {
    const tokens = new Tokens();
    for (const role of roles) expect(tokens.roleOf(tokens[role])).toBe(role);
    for (const wrong of [
      '',
      'x',
      tokens.admin.slice(1),
      `${tokens.admin} `,
      tokens.till.toUpperCase(),
      'é'.repeat(43),
    ]) {
      expect(tokens.roleOf(wrong)).toBeNull();
    }
  });

  it('prove themselves over challenge, line feed, url', () => {
    const tokens = new Tokens();
    const url = 'http://127.0.0.1:17013';
    const expected = createHmac('sha256', tokens.till)
      .update(Buffer.from('challenge-of-16-c'))
      .update(Buffer.from([0x0a]))
      .update(Buffer.from(url))
      .digest('hex');
    expect(tokens.proofs('challenge-of-16-c', url).till).toBe(expected);
    expect(proofOf(tokens.till, 'challenge-of-16-c', 'http://127.0.0.1:17014')).not.toBe(expected);
  });
});

describe('sameText', () => {
  it('compares texts of any length', () => {
    expect(sameText('abc', 'abc')).toBe(true);
    expect(sameText('abc', 'abd')).toBe(false);
    expect(sameText('abc', '')).toBe(false);
    expect(sameText('', '')).toBe(true);
  });
});
