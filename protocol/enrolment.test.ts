import { describe, expect, it } from 'vitest';
import { makeEnrolmentToken, rootOfToken } from './enrolment.ts';

const root = 'r'.repeat(43);

describe('enrolment tokens', () => {
  it('hold 256 random bits and the root’s thumbprint, and fit an address without escaping', () => {
    const tokens = Array.from({ length: 50 }, () => makeEnrolmentToken(root));
    for (const token of tokens) {
      expect(token).toMatch(/^vgt1\.[\w-]{43}\.[\w-]{43}$/);
      expect(rootOfToken(token)).toBe(root);
    }
    expect(new Set(tokens).size).toBe(50);
  });

  it.each([
    '',
    'vgt1',
    root,
    `vgt2.${'s'.repeat(43)}.${root}`,
    `vgt1.${'s'.repeat(42)}.${root}`,
    `vgt1.${'s'.repeat(43)}.${root.slice(1)}`,
    `vgt1.${'s'.repeat(43)}.${root}.x`,
    `vgt1.${'s'.repeat(43)}`,
    ` vgt1.${'s'.repeat(43)}.${root}`,
  ])('%j is none', (text) => {
    expect(rootOfToken(text)).toBeNull();
  });
});
