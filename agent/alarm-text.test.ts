import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMessageKey } from '../protocol/messages/index.ts';
import { alarmText } from './alarm-text.ts';

describe('alarms in words', () => {
  it('fills in what the alarm tells', () => {
    const alarm = { code: 'feed-fork', detail: { position: 12, hash: 'x', cause: { deep: true } } };
    expect(alarmText('fr', alarm)).toContain('à la position 12.');
    expect(alarmText('en', alarm)).toContain('at position 12.');
  });

  it.each(['of-a-newer-version', '__proto__', ''])('names %j by its code', (code) => {
    expect(alarmText('fr', { code, detail: {} })).toBe(code);
  });

  it('has words for every code that the agent raises', () => {
    const codes = new Set<string>();
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
    for (const name of sources) {
      if (!name.endsWith('.ts') || /\.(test|testkit|faults)\b/.test(name)) continue;
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      for (const [, code = ''] of text.matchAll(/\.alarm\(\{\s*code: '([a-z-]+)'/g)) codes.add(code);
    }
    expect(codes.size).toBeGreaterThan(6);
    expect([...codes].filter((code) => !isMessageKey(`agent.alarm.${code}`))).toEqual([]);
  });
});
