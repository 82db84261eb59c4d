import type { Messages } from './index.ts';

/**
 * What native-bridge/till-library says where the agent does not: one sentence for each VIGILOT_ERROR of vigilot.h, in its
 * order. They are shown at the counter: first what to do.
 */
export const tillLibraryMessages = {
  'till-library.ok': { fr: 'Aucune erreur.', en: 'No error.' },
  'till-library.argument': {
    fr: 'Boîte à vérifier\u00a0: la caisse n’a pas transmis de code lisible à Vigilot.',
    en: 'Pack to be verified: the till gave Vigilot no readable code.',
  },
  'till-library.no-agent': {
    fr: 'Boîte à vérifier\u00a0: Vigilot ne répond pas sur ce poste.',
    en: 'Pack to be verified: Vigilot does not answer on this workstation.',
  },
  'till-library.denied': {
    fr: 'Boîte à vérifier\u00a0: ce compte n’a pas le droit d’interroger Vigilot.',
    en: 'Pack to be verified: this account may not ask Vigilot.',
  },
  'till-library.not-our-agent': {
    fr: 'Boîte à vérifier\u00a0: un autre programme a pris la place de Vigilot sur ce poste. Prévenir l’informatique.',
    en: 'Pack to be verified: another program has taken Vigilot’s place on this workstation. Tell IT.',
  },
  'till-library.timeout': {
    fr: 'Boîte à vérifier\u00a0: Vigilot n’a pas répondu à temps.',
    en: 'Pack to be verified: Vigilot did not answer in time.',
  },
  'till-library.broken': {
    fr: 'Boîte à vérifier\u00a0: Vigilot s’est arrêté avant de répondre.',
    en: 'Pack to be verified: Vigilot stopped before it answered.',
  },
  'till-library.answer': {
    fr: 'Boîte à vérifier\u00a0: la réponse de Vigilot n’a pas été comprise.',
    en: 'Pack to be verified: Vigilot’s answer was not understood.',
  },
  'till-library.refused': {
    fr: 'Boîte à vérifier\u00a0: Vigilot a refusé la question.',
    en: 'Pack to be verified: Vigilot refused the question.',
  },
  'till-library.system': {
    fr: 'Boîte à vérifier\u00a0: ce poste n’a pas pu interroger Vigilot.',
    en: 'Pack to be verified: this workstation could not ask Vigilot.',
  },
  'till-library.buffer': {
    fr: 'Réponse reçue, mais trop longue pour la place prévue par la caisse.',
    en: 'Answer received, but too long for the room that the till gave.',
  },
} as const satisfies Messages;
