/** What the portal's web desk shows (portal/desk), with the texts of the parts it shares with the agent's desk. */
import { deskMessages } from './desk.ts';
import type { Messages } from './index.ts';
import { webAccessMessages } from './web-access.ts';
import { webAuditMessages } from './web-audit.ts';
import { webBulletinMessages } from './web-bulletins.ts';
import { webEditorMessages } from './web-editor.ts';
import { webOperatorMessages } from './web-operator.ts';
import { webOutreachMessages } from './web-outreach.ts';
import { webShortageMessages } from './web-shortages.ts';
import { webTrackingMessages } from './web-tracking.ts';

export const webMessages = {
  ...deskMessages,
  ...webAccessMessages,
  ...webAuditMessages,
  ...webBulletinMessages,
  ...webEditorMessages,
  ...webOperatorMessages,
  ...webOutreachMessages,
  ...webShortageMessages,
  ...webTrackingMessages,
  'web.name': { fr: 'Vigilot – portail', en: 'Vigilot – portal' },
  'web.nav.label': { fr: 'Pages', en: 'Pages' },
  'web.nav.recalls': { fr: 'Rappels de lots', en: 'Recalls' },
  'web.nav.alerts': { fr: 'Alertes', en: 'Alerts' },
  'web.nav.shortages': { fr: 'Ruptures', en: 'Shortages' },
  'web.nav.figures': { fr: 'Ruptures : chiffres publics', en: 'Shortages: public figures' },
  'web.nav.officines': { fr: 'Officines', en: 'Pharmacies' },
  'web.nav.organisations': { fr: 'Organisations', en: 'Organisations' },
  'web.nav.users': { fr: 'Utilisateurs', en: 'Users' },
  'web.nav.feed-keys': { fr: 'Clés du flux', en: 'Keys of the feed' },
  'web.nav.audit': { fr: 'Journal des actes', en: 'Audit log' },
  'web.no-page.title': { fr: 'Rien à cette adresse', en: 'Nothing here' },
  'web.no-page': { fr: 'Il n’y a pas de page à cette adresse.', en: 'There is no page at this address.' },
  'web.unreachable': {
    fr: 'Le portail ne répond pas. Cette page réessaie d’elle-même ; ce que vous avez saisi est gardé sur cet ordinateur.',
    en: 'The portal does not answer. This page tries again by itself; what you typed is kept on this computer.',
  },
  'web.refused': { fr: 'Le portail n’a pas pu le faire', en: 'The portal could not do it' },
  'web.yes': { fr: 'oui', en: 'yes' },
  'web.no': { fr: 'non', en: 'no' },

  'web.on-call': { fr: '– par l’astreinte', en: '– by the on-call service' },
  'web.role.lab': { fr: 'Laboratoire', en: 'Laboratory' },
  'web.role.authority': { fr: 'Autorité', en: 'Authority' },
  'web.role.operator': { fr: 'Exploitant du portail', en: 'Portal operator' },
  'web.role.wholesaler': { fr: 'Grossiste-répartiteur', en: 'Wholesaler' },
  'web.role.hospital': { fr: 'Pharmacie hospitalière', en: 'Hospital pharmacy' },

  'web.sign-in.title': { fr: 'Se connecter', en: 'Sign in' },
  'web.sign-in.invited': {
    fr: 'Vous êtes invité sur ce portail. Ce lien ne sert qu’une fois.',
    en: 'You are invited to this portal. This link works once.',
  },
  'web.sign-in.accept': { fr: 'Ouvrir ma session', en: 'Sign me in' },
  'web.sign-in.email': { fr: 'Adresse e-mail professionnelle', en: 'Work e-mail address' },
  'web.sign-in.send': { fr: 'Recevoir un code', en: 'Send me a code' },
  'web.sign-in.sent': {
    fr: 'Si {email} est connu du portail, un code vient d’y être envoyé. Il est valable dix minutes.',
    en: 'If {email} is known to the portal, a code has just been sent there. It is valid for ten minutes.',
  },
  'web.sign-in.code': { fr: 'Code reçu', en: 'Code received' },
  'web.sign-in.enter': { fr: 'Entrer', en: 'Enter' },
  'web.sign-in.other': { fr: 'Autre adresse, ou nouveau code', en: 'Another address, or a new code' },
  'web.sign-in.figures': {
    fr: 'Chiffres publics des ruptures d’approvisionnement',
    en: 'Public figures of supply shortages',
  },
  'web.sign-in.again': { fr: 'Votre session est terminée', en: 'Your session is over' },
  'web.sign-in.again-text': {
    fr: 'Reconnectez-vous pour continuer : la page et ce que vous y avez saisi sont restés tels quels.',
    en: 'Sign in again to go on: the page, and what you typed in it, stand as they were.',
  },
  'web.sign-out': { fr: 'Se déconnecter', en: 'Sign out' },
} as const satisfies Messages;
