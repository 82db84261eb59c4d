/**
 * What can differ between two revisions of a bulletin, in the order in which people are told: what ends or turns the measure,
 * then the packs it aims at, then its words.
 */
export const changeCodes = [
  'lifted',
  'not-understood',
  'action',
  'level',
  'class',
  'effective-at',
  'territories',
  'products-added',
  'products-removed',
  'all-lots',
  'lots-limited',
  'lots-added',
  'lots-removed',
  'lot-expiry',
  'lot-serials',
  'except-added',
  'except-removed',
  'expiry-range',
  'manufactured-range',
  'condition',
  'rule',
  'report-quantities',
  'instructions',
  'reason',
  'title',
  'text',
  'issuer',
  'expected-return',
  'cause',
  'alternatives',
  'other',
] as const;

export type ChangeCode = (typeof changeCodes)[number];
