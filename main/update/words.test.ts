import { describe, expect, it } from 'vitest';
import type { UpdateState } from './keeper.ts';
import { updateLines } from './words.ts';

const quiet: UpdateState = { version: null, stage: 'none', hindrance: null, unsupported: false, trouble: null };
const lines = (more: Partial<UpdateState>) => updateLines({ ...quiet, version: '0.2.0', ...more }, '0.1.0', 'en');

describe('what the menu says of versions', () => {
  it('is nothing where there is nothing to say', () => {
    expect(updateLines(quiet, '0.1.0', 'fr')).toEqual({ lines: [], offer: null });
  });

  it('offers what is ready, or says what it waits for', () => {
    expect(lines({ stage: 'ready' }).offer).toEqual({ label: 'Install version 0.2.0', enabled: true });
    expect(lines({ stage: 'ready', hindrance: 'bulletin' }).offer).toEqual({
      label: 'Install version 0.2.0 (not now: a bulletin waits to be read)',
      enabled: false,
    });
  });

  it('tells IT which version is out, and offers nothing', () => {
    expect(lines({ stage: 'out' })).toEqual({ lines: ['Version 0.2.0 is out'], offer: null });
  });

  it('says first that what runs is no longer supported, then what is wrong', () => {
    const said = lines({ unsupported: true, trouble: 'expired', stage: 'out' }).lines;
    expect(said[0]).toBe('ATTENTION: version 0.1.0 is no longer supported');
    expect(said[1]).toMatch(/has expired; tell IT/);
  });
});
