import type { Messages } from './index.ts';

/** The web desk's live tracking of a bulletin. */
export const webTrackingMessages = {
  'web.tracking.live': { fr: 'Révision {n}, mise à jour en direct.', en: 'Revision {n}, updated live.' },
  'web.tracking.polling': {
    fr: 'Révision {n}, mise à jour toutes les dix secondes.',
    en: 'Revision {n}, updated every ten seconds.',
  },
  'web.tracking.targeted': { fr: 'Postes visés', en: 'Workstations targeted' },
  'web.tracking.officines.one': { fr: 'dans {n} officine', en: 'in {n} pharmacy' },
  'web.tracking.officines.other': { fr: 'dans {n} officines', en: 'in {n} pharmacies' },
  'web.tracking.not-reached': { fr: 'Non atteintes', en: 'Not reached' },
  'web.tracking.not-reached-unit': { fr: 'officines', en: 'pharmacies' },
  'web.tracking.nobody': {
    fr: 'Aucune officine n’est concernée par cette mesure.',
    en: 'This measure concerns no pharmacy.',
  },
  'web.step.delivered': { fr: 'Reçu', en: 'Delivered' },
  'web.step.displayed': { fr: 'Affiché', en: 'Shown' },
  'web.step.acknowledged': { fr: 'Accusé de lecture', en: 'Acknowledged' },
  'web.step.reported': { fr: 'Quantités déclarées', en: 'Quantities reported' },
  'web.curve.title': {
    fr: 'Postes atteints depuis la validation',
    en: 'Workstations reached since the validation',
  },
  'web.curve.step': { fr: 'Étape', en: 'Step' },
  'web.curve.count': { fr: 'Postes', en: 'Workstations' },
  'web.curve.share': { fr: 'Part', en: 'Share' },
  'web.curve.median': { fr: 'Médiane', en: 'Median' },
  'web.curve.p95': { fr: '95ᵉ centile', en: '95th percentile' },
  'web.laggards.title': { fr: 'Officines non atteintes', en: 'Pharmacies not reached' },
  'web.laggards.none': {
    fr: 'Toutes les officines concernées l’ont reçu.',
    en: 'Every pharmacy concerned has received it.',
  },
  'web.laggards.more.one': { fr: 'Montrer {n} officine de plus', en: 'Show {n} more pharmacy' },
  'web.laggards.more.other': { fr: 'Montrer {n} officines de plus', en: 'Show {n} more pharmacies' },
  'web.laggards.silent.one': {
    fr: '{n} autre officine l’a reçu et n’a pas encore accusé lecture.',
    en: '{n} other pharmacy has received it and has not acknowledged it yet.',
  },
  'web.laggards.silent.other': {
    fr: '{n} autres officines l’ont reçu et n’ont pas encore accusé lecture.',
    en: '{n} other pharmacies have received it and have not acknowledged it yet.',
  },
  'web.departments.title': { fr: 'Par département', en: 'By department' },
  'web.departments.table': { fr: 'Tableau des départements', en: 'Table of departments' },
  'web.departments.reached': { fr: 'Atteintes', en: 'Reached' },
  'web.departments.unknown': { fr: 'département inconnu', en: 'department not known' },
  'web.report.title': { fr: 'Bilan :', en: 'Report:' },
  'web.report.pdf': { fr: 'PDF', en: 'PDF' },
  'web.report.csv': { fr: 'CSV', en: 'CSV' },
  'web.report.json': { fr: 'JSON', en: 'JSON' },
} as const satisfies Messages;
