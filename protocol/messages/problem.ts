import type { Messages } from './index.ts';

/** Titles of the problem types, and what was expected of the field at fault. */
export const problemMessages = {
  'problem.request-invalid': {
    fr: 'La requête n’a pas la forme attendue.',
    en: 'The request does not have the expected form.',
  },
  'problem.unauthorized': { fr: 'Identification absente ou refusée.', en: 'Credential missing or refused.' },
  'problem.origin-refused': {
    fr: 'Cette adresse ou cette page n’a pas le droit d’appeler l’agent.',
    en: 'This address or page may not call the agent.',
  },
  'problem.scope-refused': {
    fr: 'Ce jeton ne donne pas droit à cet appel.',
    en: 'This token does not allow this call.',
  },
  'problem.role-refused': { fr: 'Ce rôle ne donne pas droit à cet appel.', en: 'This role does not allow this call.' },
  'problem.not-found': { fr: 'Introuvable.', en: 'Not found.' },
  'problem.method-not-allowed': {
    fr: 'Cette adresse ne prend pas cette méthode.',
    en: 'This address does not take this method.',
  },
  'problem.state-conflict': {
    fr: 'L’état actuel ({state}) ne permet pas cette action.',
    en: 'The current state ({state}) does not allow this.',
  },
  'problem.state-conflict.no-mail': {
    fr: 'Ce portail n’envoie pas d’e-mail, donc pas de code.',
    en: 'This portal sends no mail, and so no code.',
  },
  'problem.too-large': { fr: 'La requête est trop grande.', en: 'The request is too large.' },
  'problem.body-unsupported': { fr: 'Le corps de la requête doit être du JSON.', en: 'The body must be JSON.' },
  'problem.scan-unreadable': {
    fr: 'Ce scan ne désigne aucun produit : rescanner la boîte, ou saisir le code et le lot.',
    en: 'This scan names no product: scan the pack again, or key the code and the lot.',
  },
  'problem.check-digit': {
    fr: 'La clé de contrôle du code produit est fausse : rescanner la boîte ou corriger la saisie.',
    en: 'The check digit of the product code is wrong: scan again or correct it.',
  },
  'problem.lot-invalid': { fr: 'Ce numéro de lot n’est pas possible.', en: 'This lot is not possible.' },
  'problem.date-invalid': { fr: 'Cette date n’existe pas.', en: 'This date does not exist.' },
  'problem.rate-limited': {
    fr: 'Trop de requêtes : réessayer dans un instant.',
    en: 'Too many requests: try again shortly.',
  },
  'problem.internal-error': {
    fr: 'Erreur interne : la boîte n’est pas validée.',
    en: 'Internal error: the pack is not cleared.',
  },
  'problem.store-unavailable': {
    fr: 'Enregistrement impossible (disque plein ou en défaut) : la boîte n’est pas validée.',
    en: 'Cannot write (disk full or failing): the pack is not cleared.',
  },
  'expected.product-code': {
    fr: 'un code de 8, 12, 13 ou 14 chiffres, ou un CIP7',
    en: 'a code of 8, 12, 13 or 14 digits, or a CIP7',
  },
  'expected.check-digit': { fr: 'un code dont la clé de contrôle est juste', en: 'a code whose check digit holds' },
  'expected.scan': {
    fr: 'le texte d’un DataMatrix GS1, un code-barres EAN ou un CIP',
    en: 'the text of a GS1 DataMatrix, an EAN barcode or a CIP',
  },
  'expected.lot': {
    fr: '1 à 20 caractères imprimables de l’alphabet GS1',
    en: '1 to 20 printable characters of the GS1 set',
  },
  'expected.date': { fr: 'une date AAAA-MM-JJ ou AAAA-MM qui existe', en: 'a date YYYY-MM-DD or YYYY-MM that exists' },
  'expected.required': { fr: 'ce champ est obligatoire', en: 'this field is required' },
  'expected.no-such-field': { fr: 'aucun champ de ce nom', en: 'no field of this name' },
  'expected.one-of': { fr: 'l’une de ces valeurs : {values}', en: 'one of these values: {values}' },
  'expected.pattern': { fr: 'un texte de la forme {pattern}', en: 'a text of the form {pattern}' },
  'expected.schema': {
    fr: 'ce que décrit le schéma du document OpenAPI',
    en: 'what the schema in the OpenAPI document describes',
  },
  'expected.text-not-empty': { fr: 'un texte non vide', en: 'a text that is not empty' },
  'expected.text-at-least': {
    fr: 'un texte d’au moins {limit} caractères',
    en: 'a text of at least {limit} characters',
  },
  'expected.text-at-most': { fr: 'un texte de {limit} caractères au plus', en: 'a text of at most {limit} characters' },
  'expected.items-at-least': { fr: 'au moins {limit} élément(s)', en: 'at least {limit} item(s)' },
  'expected.items-at-most': { fr: '{limit} éléments au plus', en: 'at most {limit} items' },
  'expected.number-at-least': { fr: 'un nombre d’au moins {limit}', en: 'a number of at least {limit}' },
  'expected.number-at-most': { fr: 'un nombre de {limit} au plus', en: 'a number of at most {limit}' },
  'expected.properties-at-least': { fr: 'au moins {limit} champ', en: 'at least {limit} field' },
  'expected.gtin-14': { fr: 'un GTIN de 14 chiffres', en: 'a GTIN of 14 digits' },
  'expected.moment': {
    fr: 'un instant avec décalage ou Z, comme 2026-11-22T09:30:00+01:00',
    en: 'a moment with an offset or Z, as 2026-11-22T09:30:00+01:00',
  },
  'expected.moment-past': {
    fr: 'un instant passé : l’horloge du poste ou du logiciel est à vérifier',
    en: 'a moment in the past: check the clock of the workstation or of the software',
  },
  'expected.check-id': { fr: 'l’identifiant d’un contrôle (ULID)', en: 'the id of a check (ULID)' },
  'expected.override-reason': {
    fr: 'le motif d’une délivrance malgré la réponse de contrôle',
    en: 'why the pack was dispensed in spite of the answer',
  },
  'expected.revision': { fr: 'une révision de 1 à {current}', en: 'a revision from 1 to {current}' },
  'expected.whole-packs': {
    fr: 'un nombre entier de boîtes, de 1 à {limit}',
    en: 'a whole number of packs, from 1 to {limit}',
  },
} as const satisfies Messages;
