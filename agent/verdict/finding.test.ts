import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finding, reasonsOf } from './finding.ts';
import type { IndexedRevision } from './model.ts';

const revision = (bulletin: string, number = 1): IndexedRevision => ({
  bulletin,
  revision: number,
  effectiveAt: 0,
  signedAt: 0,
  lifted: false,
  kind: 'recall',
  reference: `R-${bulletin}`,
  title: '',
  drill: false,
  action: 'recall',
  level: 'pharmacy',
  territories: null,
  instructions: null,
  understood: true,
  history: [],
});

test('one reason for each code and bulletin, the same whatever the order in which it was found', () => {
  const findings = [
    finding('inform', 'feed-stale'),
    finding('verify', 'pack-expired'),
    finding('verify', 'pack-expired'),
    finding('verify', 'check-required', revision('B1', 1), 'Étui rouge'),
    finding('verify', 'check-required', revision('B1', 2), 'Étui bleu'),
    finding('verify', 'check-required', revision('B1', 2), 'Étui vert'),
    finding('verify', 'lot-resembles', revision('B2'), null, ['A-1', 'A1']),
    finding('verify', 'lot-resembles', revision('B2'), null, ['A.1', 'A1']),
    finding('block', 'lot-recalled', revision('B3')),
    finding('block', 'lot-recalled', revision('B2')),
  ];
  const shuffled = fc.shuffledSubarray(findings, { minLength: findings.length });
  fc.assert(
    fc.property(shuffled, (found) => {
      expect(reasonsOf(found)).toMatchObject([
        { code: 'lot-recalled', effect: 'decides', bulletin: 'B2', reference: 'R-B2' },
        { code: 'lot-recalled', effect: 'decides', bulletin: 'B3' },
        { code: 'check-required', bulletin: 'B1', revision: 2, instructions: 'Étui bleu\nÉtui vert\nÉtui rouge' },
        { code: 'lot-resembles', bulletin: 'B2', resembles: ['A-1', 'A.1', 'A1'] },
        { code: 'pack-expired', effect: 'decides' },
        { code: 'feed-stale', effect: 'informs' },
      ]);
    }),
  );
});

test('what names no bulletin has nothing but code and effect', () => {
  expect(reasonsOf([finding('verify', 'feed-unsynced')])).toEqual([{ code: 'feed-unsynced', effect: 'decides' }]);
});
