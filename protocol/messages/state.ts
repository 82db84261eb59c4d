import type { Messages } from './index.ts';

/** States that refuse an act (`state-conflict`), in words; a state without its line here is a type error where it is thrown. */
export const stateMessages = {
  'state.draft': { fr: 'brouillon', en: 'draft' },
  'state.submitted': { fr: 'soumis à l’autorité', en: 'submitted to the authority' },
  'state.rejected': { fr: 'refusé', en: 'rejected' },
  'state.in-force': { fr: 'en vigueur', en: 'in force' },
  'state.lifted': { fr: 'levé', en: 'lifted' },
  'state.superseded': { fr: 'remplacé', en: 'superseded' },
  'state.dispensed': { fr: 'délivré', en: 'dispensed' },
  'state.refused': { fr: 'délivrance refusée', en: 'refused' },
  'state.returned': { fr: 'retourné', en: 'returned' },
  'state.ended': { fr: 'accès terminé', en: 'access ended' },
  'state.suspended': { fr: 'accès suspendu', en: 'access suspended' },
  'state.closed': { fr: 'fermé', en: 'closed' },
  'state.subscribed': { fr: 'laboratoire abonné : il agit lui-même', en: 'subscribed laboratory: it acts by itself' },
  'state.passkeys-full': { fr: 'nombre maximal de clés d’accès atteint', en: 'no room for another passkey' },
  'state.email-taken': { fr: 'adresse déjà prise', en: 'address taken' },
  'state.no-mail': { fr: 'portail sans messagerie', en: 'portal without mail' },
  'state.known': { fr: 'déjà destinataire', en: 'a recipient already' },
  'state.handed-over': { fr: 'lot déjà remis', en: 'batch handed over already' },
  'state.open': { fr: 'envoi en cours', en: 'outreach under way' },
  'state.reached': { fr: 'destinataire joint', en: 'recipient reached' },
  'state.acknowledged': { fr: 'lecture confirmée', en: 'acknowledged' },
  'state.exhausted': { fr: 'voies épuisées', en: 'channels exhausted' },
  'state.enrolled': { fr: 'poste déjà enrôlé', en: 'workstation enrolled already' },
  'state.revoked': { fr: 'poste révoqué', en: 'workstation revoked' },
  'state.answered': { fr: 'une réponse est en cours', en: 'an answer stands' },
  'state.other-laboratory': { fr: 'rattaché à un autre laboratoire', en: 'another laboratory’s' },
  'state.recovering': {
    fr: 'portail en reprise après une restauration',
    en: 'portal taking entries back after a restoration',
  },
  'state.other-epoch': { fr: 'autre époque du flux', en: 'another epoch of the feed' },
  'state.not-ours': { fr: 'entrée étrangère à ce flux', en: 'entry not of this feed' },
} as const satisfies Messages;

type StateOf<Key> = Key extends `state.${infer State}` ? State : never;
/** A state that can refuse. */
export type RefusingState = StateOf<keyof typeof stateMessages>;
