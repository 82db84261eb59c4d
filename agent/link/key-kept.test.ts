import { expect, it } from 'vitest';
import { IdentityLocked, type KeyKept } from './identity.ts';
import { keyFault, keyStep } from './key-kept.ts';

const kept = (change: Partial<KeyKept> = {}): KeyKept => ({
  by: 'safe-storage',
  shortfall: null,
  locked: null,
  ...change,
});

it.each<[string, KeyKept | null, string, RegExp | null]>([
  ['not there yet', null, 'unknown', null],
  ['protected', kept(), 'ok', null],
  ['in its file, as it is meant', kept({ by: 'owner-file' }), 'ok', null],
  ['in its file for want of better', kept({ by: 'owner-file', shortfall: 'basic_text' }), 'warning', /basic_text/],
  [
    'sealed by what is not here',
    kept({ locked: new IdentityLocked('safe-storage') }),
    'failed',
    /trousseau.*pas disponible/,
  ],
  [
    'sealed, and refused',
    kept({ by: 'dpapi-machine', locked: new IdentityLocked('dpapi-machine', new Error('0x8009000B')) }),
    'failed',
    /DPAPI.*0x8009000B.*mot de passe de Windows/,
  ],
  [
    'sealed by what only another version knows',
    kept({ by: 'tpm', locked: new IdentityLocked('tpm') }),
    'failed',
    /tpm/,
  ],
])('a key %s', (_, key, state, fault) => {
  expect(keyStep(key).state).toBe(state);
  if (key === null) return;
  if (fault === null) expect(keyFault('fr', key)).toBeNull();
  else expect(keyFault('fr', key)).toMatch(fault);
});
