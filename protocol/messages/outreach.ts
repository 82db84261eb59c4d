import type { Messages } from './index.ts';

/** What wholesalers, hospitals and officines without an agent read: e-mail, fax, letter, and the page where they acknowledge. */
export const outreachMessages = {
  'outreach.kind.recall': { fr: 'Rappel de lots', en: 'Recall' },
  'outreach.kind.withdrawal': { fr: 'Retrait', en: 'Withdrawal' },
  'outreach.kind.quarantine': { fr: 'Mise en quarantaine', en: 'Quarantine' },
  'outreach.kind.check': { fr: 'Vérification avant délivrance', en: 'Check before dispensing' },
  'outreach.kind.alert': { fr: 'Alerte sanitaire', en: 'Health alert' },
  'outreach.kind.lifted': { fr: 'Levée de la mesure', en: 'Measure lifted' },
  'outreach.drill': {
    fr: 'TEST À BLANC : ne rien isoler ni retourner, accuser réception seulement.',
    en: 'TRIAL: isolate and return nothing, only acknowledge.',
  },
  'outreach.drill.prefix': { fr: '[TEST À BLANC] ', en: '[TRIAL] ' },
  'outreach.reminder.prefix': { fr: 'Relance {n} : ', en: 'Reminder {n}: ' },
  'outreach.replaces': {
    fr: 'Annule et remplace la version précédente (révision {revision}).',
    en: 'Cancels and replaces the version before (revision {revision}).',
  },
  'outreach.field.reference': { fr: 'Référence', en: 'Reference' },
  'outreach.field.published': { fr: 'Diffusé le', en: 'Broadcast on' },
  'outreach.field.effective': { fr: 'Prend effet le', en: 'Takes effect on' },
  'outreach.field.issuer': { fr: 'Laboratoire', en: 'Laboratory' },
  'outreach.field.phone': { fr: 'Téléphone', en: 'Telephone' },
  'outreach.field.email': { fr: 'Courriel', en: 'E-mail' },
  'outreach.field.level': { fr: 'La mesure va jusqu’à', en: 'Reaches down to' },
  'outreach.field.class': { fr: 'Urgence', en: 'Urgency' },
  'outreach.field.reason': { fr: 'Motif', en: 'Reason' },
  'outreach.field.lift-reason': { fr: 'Motif de la levée', en: 'Why it was lifted' },
  'outreach.field.instructions': { fr: 'Conduite à tenir', en: 'What to do' },
  'outreach.field.territories': { fr: 'Départements', en: 'Departments' },
  'outreach.products': { fr: 'Produits et lots concernés', en: 'Products and lots concerned' },
  'outreach.lot': { fr: 'lot {lot}', en: 'lot {lot}' },
  'outreach.lot.expiry': { fr: 'lot {lot}, péremption {expiry}', en: 'lot {lot}, expiry {expiry}' },
  'outreach.lot.serials': { fr: '{lot} ; n° de série : {serials}', en: '{lot}; serial numbers: {serials}' },
  'outreach.acknowledge': {
    fr: 'Accuser réception, une fois pour votre établissement :',
    en: 'Acknowledge, once for your establishment:',
  },
  'outreach.acknowledge.why': {
    fr: 'Sans accusé de réception, ce message sera renvoyé, puis suivi d’un fax et d’un courrier.',
    en: 'Without an acknowledgement this message will be sent again, then followed by fax and letter.',
  },
  'outreach.to': { fr: 'À l’attention de : {name}', en: 'To: {name}' },

  'outreach.page.title': { fr: 'Accusé de réception', en: 'Acknowledgement' },
  'outreach.page.for': { fr: 'Pour {name}', en: 'For {name}' },
  'outreach.page.operator': { fr: 'Votre nom et votre fonction', en: 'Your name and function' },
  'outreach.page.concerned': { fr: 'Votre établissement', en: 'Your establishment' },
  'outreach.page.concerned.yes': {
    fr: 'détient ou a détenu des boîtes de ces lots',
    en: 'holds or held packs of these lots',
  },
  'outreach.page.concerned.no': { fr: 'n’en a jamais eu', en: 'never had any' },
  'outreach.page.quantity': { fr: 'Boîtes isolées (si vous les avez comptées)', en: 'Packs isolated (if counted)' },
  'outreach.page.remark': { fr: 'Remarque (facultatif)', en: 'Remark (optional)' },
  'outreach.page.submit': { fr: 'Accuser réception', en: 'Acknowledge' },
  'outreach.page.done': {
    fr: 'Réception accusée le {at} par {operator}. Aucun autre message ne sera envoyé pour cette version.',
    en: 'Acknowledged on {at} by {operator}. No further message will be sent for this version.',
  },
  'outreach.page.superseded': {
    fr: 'Une version plus récente a remplacé ce message : le lien pour l’accuser vous a été envoyé à part.',
    en: 'A newer version has replaced this message: the link to acknowledge it was sent to you separately.',
  },
  'outreach.page.missing.operator': {
    fr: 'Indiquer votre nom : rien n’a été enregistré, le reste de votre saisie est conservé.',
    en: 'Give your name: nothing was recorded, the rest of what you typed is kept.',
  },
  'outreach.page.missing.concerned': {
    fr: 'Dire si votre établissement est concerné : rien n’a été enregistré, le reste de votre saisie est conservé.',
    en: 'Say whether your establishment is concerned: nothing was recorded, the rest of what you typed is kept.',
  },
  'outreach.page.wrong.quantity': {
    fr: 'La quantité est un nombre entier de boîtes : rien n’a été enregistré, le reste de votre saisie est conservé.',
    en: 'The quantity is a whole number of packs: nothing was recorded, the rest of what you typed is kept.',
  },
  'outreach.page.unknown': {
    fr: 'Ce lien n’est pas valable. Vérifier qu’il a été copié en entier, ou appeler l’exploitant du portail.',
    en: 'This link is not valid. Check that it was copied whole, or call whoever runs the portal.',
  },
} as const satisfies Messages;
