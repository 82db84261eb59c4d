import type { Messages } from './index.ts';

/** Shortages at the portal: titles of answers, what was expected of a field, and the page that everybody may read. */
export const shortageMessages = {
  'shortage.title': { fr: 'Rupture de stock : {name}', en: 'Out of stock: {name}' },
  'shortage.title.several': {
    fr: 'Rupture de stock : {name} et {others} autre(s) présentation(s)',
    en: 'Out of stock: {name} and {others} other presentation(s)',
  },
  'shortage.title.anticipated': { fr: 'Rupture annoncée : {name}', en: 'Shortage announced: {name}' },
  'shortage.title.anticipated.several': {
    fr: 'Rupture annoncée : {name} et {others} autre(s) présentation(s)',
    en: 'Shortage announced: {name} and {others} other presentation(s)',
  },
  'expected.own-product': {
    fr: 'un produit que votre laboratoire exploite : l’exploitant du portail tient la liste',
    en: 'a product of your laboratory: whoever runs the portal keeps the list',
  },
  'expected.no-standing-answer': {
    fr: 'un produit sans réponse en cours : modifier la réponse {bulletin}',
    en: 'a product without a standing answer: revise the answer {bulletin}',
  },
  'expected.no-other-laboratory': {
    fr: 'un titulaire ou un produit qui n’est pas déjà celui d’un autre laboratoire',
    en: 'a holder or a product that is not another laboratory’s already',
  },
  'expected.month': { fr: 'un mois, comme 2026-11', en: 'a month, like 2026-11' },
  'expected.months-at-most': { fr: 'au plus {limit} mois', en: 'at most {limit} months' },
  'expected.major-kept': {
    fr: 'true : seule l’autorité retire la mention d’intérêt thérapeutique majeur',
    en: 'true: the authority alone takes the mark of major therapeutic interest back',
  },
  'shortage.page.title': { fr: 'Ruptures de médicaments', en: 'Medicine shortages' },
  'shortage.page.intro': {
    fr: 'Ce que les officines déclarent manquer, et les réponses des laboratoires. Chiffres du {at}, sans nom d’officine ; les effectifs inférieurs à {least} ne sont pas publiés.',
    en: 'What community pharmacies declare missing, and what laboratories answer. Figures of {at}, no pharmacy named; counts below {least} are not published.',
  },
  'shortage.page.now': { fr: 'Produits manquants ou annoncés', en: 'Products missing or announced' },
  'shortage.page.none': { fr: 'Aucune rupture n’est déclarée.', en: 'No shortage is declared.' },
  'shortage.page.product': { fr: 'Produit', en: 'Product' },
  'shortage.page.officines': { fr: 'Officines', en: 'Pharmacies' },
  'shortage.page.return': { fr: 'Retour prévu', en: 'Expected back' },
  'shortage.page.answer': { fr: 'Réponse du laboratoire', en: 'Laboratory’s answer' },
  'shortage.page.answered': { fr: 'oui', en: 'yes' },
  'shortage.page.announced': { fr: 'annoncée à l’avance', en: 'announced beforehand' },
  'shortage.page.unanswered': { fr: 'pas encore', en: 'not yet' },
  'shortage.page.unknown': { fr: 'non communiqué', en: 'not told' },
  'shortage.page.few': { fr: 'non publié', en: 'not published' },
  'shortage.page.major': { fr: 'intérêt thérapeutique majeur', en: 'major therapeutic interest' },
  'shortage.page.departments': { fr: 'Par département', en: 'By department' },
  'shortage.page.department': { fr: 'Département', en: 'Department' },
  'shortage.page.months': { fr: 'Douze derniers mois', en: 'The last twelve months' },
  'shortage.page.month': { fr: 'Mois', en: 'Month' },
  'shortage.page.declarations': { fr: 'Déclarations', en: 'Declarations' },
  'shortage.page.products': { fr: 'Produits', en: 'Products' },
  'shortage.page.data': { fr: 'Les mêmes chiffres en JSON', en: 'The same figures as JSON' },
} as const satisfies Messages;
