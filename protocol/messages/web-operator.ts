import type { Messages } from './index.ts';

/** The web desk for whoever runs the portal: officines, organisations, users, audit. */
export const webOperatorMessages = {
  'web.save': { fr: 'Enregistrer', en: 'Save' },
  'web.saved': { fr: 'Enregistré.', en: 'Saved.' },
  'web.list.first': { fr: 'Début de la liste', en: 'Start of the list' },
  'web.list.next': { fr: 'Suite', en: 'Next' },
  'web.officines.search': { fr: 'Chercher (nom, FINESS, département)', en: 'Search (name, FINESS, department)' },
  'web.officines.new': { fr: 'Nouvelle officine', en: 'New pharmacy' },
  'web.officines.empty': { fr: 'Aucune officine pour l’instant.', en: 'No pharmacy so far.' },
  'web.officines.about': { fr: 'Officine', en: 'Pharmacy' },
  'web.officines.name': { fr: 'Nom', en: 'Name' },
  'web.officines.territory': { fr: 'Département ou collectivité', en: 'Department or collectivity' },
  'web.officines.territory-unknown': {
    fr: 'inconnu : concernée par toutes les mesures',
    en: 'not known: every measure concerns it',
  },
  'web.officines.finess': { fr: 'FINESS', en: 'FINESS' },
  'web.officines.workstations': { fr: 'Postes', en: 'Workstations' },
  'web.officines.no-workstations': {
    fr: 'Aucun poste enrôlé : cette officine ne reçoit rien par l’agent.',
    en: 'No workstation enrolled: this pharmacy receives nothing through the agent.',
  },
  'web.workstation.name': { fr: 'Poste', en: 'Workstation' },
  'web.workstation.enrolled': { fr: 'Enrôlé', en: 'Enrolled' },
  'web.workstation.seen': { fr: 'Vu', en: 'Seen' },
  'web.workstation.version': { fr: 'Version', en: 'Version' },
  'web.workstation.revoke': { fr: 'Révoquer', en: 'Revoke' },
  'web.workstation.revoked': { fr: 'révoqué le {at}', en: 'revoked on {at}' },
  'web.workstation.revoke-title': { fr: 'Révoquer le poste {name} ?', en: 'Revoke workstation {name}?' },
  'web.workstation.revoke-text': {
    fr: 'Il est coupé aussitôt et ne reçoit plus rien. Pour revenir, il lui faut un nouveau jeton.',
    en: 'It is cut off at once and receives nothing any more. To come back it needs a new token.',
  },
  'web.workstation.revoke-reason': { fr: 'Motif', en: 'Reason' },
  'web.token.title': { fr: 'Jeton d’enrôlement', en: 'Enrolment token' },
  'web.token.text': {
    fr: 'Avec lui, des postes de cette officine s’enrôlent. Il n’est montré qu’une fois.',
    en: 'With it, workstations of this pharmacy enrol. It is shown once.',
  },
  'web.token.uses': { fr: 'Nombre de postes', en: 'Number of workstations' },
  'web.token.make': { fr: 'Faire un jeton', en: 'Make a token' },
  'web.token.once': { fr: 'À copier maintenant ; valable jusqu’au {at}.', en: 'Copy it now; valid until {at}.' },
} as const satisfies Messages;
