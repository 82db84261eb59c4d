/** Texts of the desk's screen of shortages (renderer/screens/shortages). */
import type { Messages } from './index.ts';

export const deskShortageMessages = {
  'desk.nav.shortages': { fr: 'Ruptures', en: 'Shortages' },
  'desk.shortages.legend': { fr: 'Déclarer une rupture', en: 'Declare a shortage' },
  'desk.shortages.code': { fr: 'Code du produit manquant', en: 'Code of the missing product' },
  'desk.shortages.code.hint': {
    fr: 'CIP13, CIP7 ou GTIN ; ou scannez une boîte ou une étiquette de rayon',
    en: 'CIP13, CIP7 or GTIN; or scan a pack or a shelf label',
  },
  'desk.shortages.code.missing': {
    fr: 'Saisissez le code du produit, ou scannez-le.',
    en: 'Key the code of the product, or scan it.',
  },
  'desk.shortages.submit': { fr: 'Déclarer', en: 'Declare' },
  'desk.shortages.scanned': {
    fr: 'Scanné : {code}. Vérifiez, puis déclarez.',
    en: 'Scanned: {code}. Check it, then declare.',
  },
  'desk.shortages.made': { fr: '{product} : rupture déclarée.', en: '{product}: shortage declared.' },
  'desk.shortages.again': {
    fr: '{product} : déjà déclaré, rien à refaire.',
    en: '{product}: declared already, nothing more to do.',
  },
  'desk.shortages.ended': { fr: '{product} : rupture terminée.', en: '{product}: shortage ended.' },
  'desk.shortages.open': { fr: 'Ruptures en cours', en: 'Open shortages' },
  'desk.shortages.open.none': {
    fr: 'Aucune rupture en cours. Une commande non servie que le logiciel signale est déclarée d’elle-même après 72 heures.',
    en: 'No open shortage. An order that the software reports as not supplied is declared by itself after 72 hours.',
  },
  'desk.shortages.closed': { fr: 'Ruptures terminées', en: 'Ended shortages' },
  'desk.shortages.closed.one': { fr: '{n} rupture terminée', en: '{n} ended shortage' },
  'desk.shortages.closed.other': { fr: '{n} ruptures terminées', en: '{n} ended shortages' },
  'desk.shortages.state.waiting': { fr: 'Commande en attente', en: 'Order waiting' },
  'desk.shortages.state.declared': { fr: 'Déclarée', en: 'Declared' },
  'desk.shortages.state.closed': { fr: 'Terminée', en: 'Ended' },
  'desk.shortages.due': {
    fr: 'Sera déclarée d’elle-même {when} si rien n’est livré.',
    en: 'Will be declared by itself {when} unless it is supplied.',
  },
  'desk.shortages.source.desk': { fr: 'À la main, {when}', en: 'By hand, {when}' },
  'desk.shortages.source.desk.by': { fr: 'À la main par {operator}, {when}', en: 'By hand by {operator}, {when}' },
  'desk.shortages.source.software': { fr: 'Par le logiciel, {when}', en: 'By the software, {when}' },
  'desk.shortages.source.automatic': {
    fr: 'Automatiquement après 72 heures, {when}',
    en: 'Automatically after 72 hours, {when}',
  },
  'desk.shortages.since': { fr: 'Non livré depuis {when}', en: 'Not supplied since {when}' },
  'desk.shortages.told': {
    fr: 'Transmise au laboratoire par le portail',
    en: 'Sent on to the laboratory by the portal',
  },
  'desk.shortages.untold': {
    fr: 'Sera transmise dès que le portail répond',
    en: 'Will be sent once the portal answers',
  },
  'desk.shortages.supplied': { fr: 'Produit reçu', en: 'Product received' },
  'desk.shortages.supplied.label': {
    fr: '{product} : produit reçu, terminer la rupture',
    en: '{product}: received, end the shortage',
  },
  'desk.shortages.closed.supplied': { fr: 'Produit reçu {when}', en: 'Product received {when}' },
  'desk.shortages.closed.laboratory': {
    fr: 'Terminée par le laboratoire {when}',
    en: 'Ended by the laboratory {when}',
  },
  'desk.shortages.answer': { fr: 'Réponse du laboratoire', en: 'The laboratory’s answer' },
  'desk.shortages.answer.none': {
    fr: 'Pas encore de réponse : elle s’affichera ici d’elle-même.',
    en: 'No answer yet: it will stand here by itself.',
  },
  'desk.shortages.answer.new': {
    fr: 'Le laboratoire a répondu pour {product}.',
    en: 'The laboratory has answered for {product}.',
  },
  'desk.shortages.answer.over': { fr: 'La rupture est terminée', en: 'The shortage is over' },
  'desk.shortages.answer.anticipated': { fr: 'Annoncée à l’avance', en: 'Announced beforehand' },
  'desk.shortages.answer.return': { fr: 'Retour prévu', en: 'Expected back' },
  'desk.shortages.answer.return.unknown': { fr: 'non communiqué', en: 'not told' },
  'desk.shortages.answer.from': { fr: 'Début prévu', en: 'Expected to begin' },
  'desk.shortages.answer.cause': { fr: 'Cause', en: 'Cause' },
  'desk.shortages.answer.alternatives': { fr: 'Alternatives', en: 'Alternatives' },
  'desk.shortages.answer.contact': { fr: 'Contact', en: 'Contact' },
  'desk.shortages.answer.published': { fr: '{reference}, {when}', en: '{reference}, {when}' },
} as const satisfies Messages;
