import type { Messages } from './index.ts';

/** What people of laboratories, authority and operator read about accounts: mails, refusals, headings of the operator's lists. */
export const accessMessages = {
  'access.code.subject': { fr: 'Votre code de connexion au portail Vigilot', en: 'Your code for the Vigilot portal' },
  'access.code.text': {
    fr: 'Votre code : {code}\n\nIl vaut dix minutes, une fois, dans le navigateur où vous l’avez demandé. Personne ne vous le demandera par téléphone ni par courriel.\n\nSi vous n’avez rien demandé, ne faites rien : sans ce code, personne n’entre.\n',
    en: 'Your code: {code}\n\nIt holds for ten minutes, once, in the browser where you asked for it. Nobody will ask you for it by telephone or mail.\n\nIf you asked for nothing, do nothing: without this code nobody gets in.\n',
  },
  'access.invitation.subject': {
    fr: 'Votre accès au portail Vigilot',
    en: 'Your access to the Vigilot portal',
  },
  'access.invitation.text': {
    fr: 'Bonjour {name},\n\n{organisation} vous ouvre un accès au portail Vigilot. Ce lien vaut une semaine, une fois :\n\n{link}\n\nVous pourrez ensuite enregistrer une clé d’accès, ou recevoir un code à cette adresse.\n',
    en: 'Hello {name},\n\n{organisation} gives you access to the Vigilot portal. This link holds for a week, once:\n\n{link}\n\nYou can then register a passkey, or get a code at this address.\n',
  },
  'access.passkey.subject': {
    fr: 'Une clé d’accès a été ajoutée à votre compte Vigilot',
    en: 'A passkey was added to your Vigilot account',
  },
  'access.passkey.text': {
    fr: 'La clé d’accès « {name} » ouvre désormais votre compte au portail Vigilot.\n\nSi ce n’est pas vous : fermez toutes vos sessions, supprimez cette clé et prévenez l’exploitant du portail.\n',
    en: 'The passkey "{name}" now opens your account at the Vigilot portal.\n\nIf this was not you: end all your sessions, remove that passkey and tell whoever runs the portal.\n',
  },
  'expected.other-person': {
    fr: 'une autre personne que celle qui a soumis cette révision',
    en: 'another person than the one who submitted this revision',
  },
  'expected.two-people': {
    fr: 'deux personnes connectées, comme l’autorité le veut : une clé ne compte pas',
    en: 'two people signed in, as the authority wants it: a key does not count',
  },
  'expected.day': { fr: 'un jour AAAA-MM-JJ qui existe', en: 'a day YYYY-MM-DD that exists' },
  'expected.pdf': { fr: 'un fichier PDF', en: 'a PDF file' },
  'expected.past-date': { fr: 'une date qui n’est pas à venir', en: 'a date that is not to come' },
  'portal.audit.position': { fr: 'Position', en: 'Position' },
  'portal.audit.at': { fr: 'Instant (UTC)', en: 'Moment (UTC)' },
  'portal.audit.role': { fr: 'Rôle', en: 'Role' },
  'portal.audit.organisation': { fr: 'Organisation', en: 'Organisation' },
  'portal.audit.name': { fr: 'Auteur', en: 'By' },
  'portal.audit.onCall': { fr: 'Astreinte', en: 'On call' },
  'portal.audit.act': { fr: 'Acte', en: 'Act' },
  'portal.audit.subject': { fr: 'Objet', en: 'Subject' },
  'portal.audit.detail': { fr: 'Détail', en: 'Detail' },
  'portal.audit.hash': { fr: 'Empreinte', en: 'Hash' },
  'portal.use.laboratory': { fr: 'Laboratoire', en: 'Laboratory' },
  'portal.use.id': { fr: 'Identifiant du laboratoire', en: 'Id of the laboratory' },
  'portal.use.bulletin': { fr: 'Identifiant de l’avis', en: 'Id of the bulletin' },
  'portal.use.reference': { fr: 'Référence', en: 'Reference' },
  'portal.use.title': { fr: 'Titre', en: 'Title' },
  'portal.use.at': { fr: 'Diffusé (UTC)', en: 'Broadcast (UTC)' },
  'portal.use.drill': { fr: 'Test à blanc', en: 'Drill' },
  'portal.use.by': { fr: 'Soumis par', en: 'Submitted by' },
  'portal.use.onCall': { fr: 'Astreinte', en: 'On call' },
} as const satisfies Messages;
