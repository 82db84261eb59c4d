import type { Messages } from './index.ts';

/** What is wrong, or to be looked at again, in a list pasted from a spreadsheet. */
export const listMessages = {
  'list.fault.code-missing': {
    fr: 'Code produit absent : le porter sur chaque ligne, ou choisir le produit de la liste.',
    en: 'No product code: put it on each row, or choose the product of the list.',
  },
  'list.fault.code-invalid': {
    fr: '« {value} » n’est pas un code produit : CIP (7 ou 13 chiffres) ou GTIN (8, 12, 13 ou 14 chiffres).',
    en: '"{value}" is no product code: CIP (7 or 13 digits) or GTIN (8, 12, 13 or 14 digits).',
  },
  'list.fault.check-digit': {
    fr: '« {value} » : la clé de contrôle ne correspond pas. Un chiffre est faux, ou il en manque.',
    en: '"{value}": the check digit does not fit. A digit is wrong, or missing.',
  },
  'list.fault.not-ucd': {
    fr: '« {value} » est un code UCD (34008…) : il ne figure sur aucune boîte. Donner le code de la boîte.',
    en: '"{value}" is a UCD code (34008…): it stands on no pack. Give the code of the pack.',
  },
  'list.fault.excel-number': {
    fr: '« {value} » : le tableur a arrondi ce nombre, ses derniers chiffres sont perdus. Mettre la colonne au format Texte et la ressaisir.',
    en: '"{value}": the spreadsheet rounded this number, its last digits are lost. Set the column to Text and type it again.',
  },
  'list.fault.lot-missing': { fr: 'Numéro de lot absent.', en: 'No lot number.' },
  'list.fault.lot-invalid': {
    fr: '« {value} » n’est pas un numéro de lot : 1 à 20 caractères, sans accent ni # @ $.',
    en: '"{value}" is no lot number: 1 to 20 characters, without accents or # @ $.',
  },
  'list.fault.lot-word': {
    fr: '« {value} » n’est pas un numéro de lot. Pour viser tous les lots, le choisir dans l’avis.',
    en: '"{value}" is no lot number. To aim at all lots, choose it in the bulletin.',
  },
  'list.fault.date-invalid': {
    fr: '« {value} » n’est pas une date : 11/2027, 2027-11 ou 30/11/2027.',
    en: '"{value}" is no date: 11/2027, 2027-11 or 30/11/2027.',
  },
  'list.fault.date-day': {
    fr: '« {value} » : ce jour n’existe pas (le jour vient avant le mois).',
    en: '"{value}": there is no such day (the day comes before the month).',
  },
  'list.fault.date-number': {
    fr: '« {value} » : le tableur a donné le numéro d’une date. Mettre la colonne au format Date ou Texte.',
    en: '"{value}": the spreadsheet gave the number of a date. Set the column to Date or Text.',
  },
  'list.fault.too-many-cells': {
    fr: '« {value} » : la ligne a plus de colonnes que l’en-tête.',
    en: '"{value}": the row has more columns than the header.',
  },
  'list.doubt.apostrophe': {
    fr: 'Le lot commence par une apostrophe : est-elle sur la boîte, ou vient-elle du tableur ?',
    en: 'The lot begins with an apostrophe: is it on the pack, or from the spreadsheet?',
  },
  'list.doubt.date-like': {
    fr: '« {value} » ressemble à une date : le tableur a pu transformer le lot. Le comparer à la boîte.',
    en: '"{value}" looks like a date: the spreadsheet may have changed the lot. Compare it with the pack.',
  },
  'list.doubt.leading-zeros': {
    fr: '« {value} » est plus court que les autres lots (ligne {other}) : le tableur a pu ôter des zéros au début.',
    en: '"{value}" is shorter than the other lots (row {other}): the spreadsheet may have dropped zeros at its beginning.',
  },
  'list.doubt.lot-resembles': {
    fr: '« {value} » ressemble au lot de la ligne {other} : vérifier que ce sont deux lots.',
    en: '"{value}" looks like the lot of row {other}: check that they are two lots.',
  },
  'list.doubt.duplicate': {
    fr: '« {value} » : déjà à la ligne {other} ; compté une fois.',
    en: '"{value}": already on row {other}; counted once.',
  },
  'list.doubt.two-expiries': {
    fr: '« {value} » a une autre péremption à la ligne {other} ; les deux sont gardées.',
    en: '"{value}" has another expiry on row {other}; both are kept.',
  },
  'list.doubt.serials-and-lot': {
    fr: '« {value} » est visé tout entier et par numéros de série (ligne {other}) : le lot entier compte.',
    en: '"{value}" is aimed at as a whole and by serials (row {other}): the whole lot counts.',
  },
  'list.doubt.product-unknown': {
    fr: '{value} : inconnu de la base des médicaments. Vérifier qu’il est celui de la boîte.',
    en: '{value}: not in the medicines database. Check that it is the code of the pack.',
  },
  'list.fault.expected': { fr: '« {value} » : il faut {expected}.', en: '"{value}": must be {expected}.' },
  'expected.recipient-columns': {
    fr: 'une première ligne qui nomme les colonnes : type, nom, FINESS, courriel, fax, adresse, code postal, ville…',
    en: 'a first row that names the columns: kind, name, FINESS, e-mail, fax, address, postal code, city…',
  },
  'expected.recipient-kind': { fr: 'grossiste, hôpital ou officine', en: 'wholesaler, hospital or pharmacy' },
  'expected.recipient-name': { fr: 'un nom', en: 'a name' },
  'expected.recipient-once': {
    fr: 'chaque destinataire une seule fois (voir la ligne {row})',
    en: 'each recipient once (see row {row})',
  },
  'expected.address-whole': {
    fr: 'une adresse entière : au moins une ligne, le code postal et la ville',
    en: 'a whole address: at least a line, the postal code and the city',
  },
  'expected.list-text-or-file': {
    fr: 'un texte ou un fichier, un seul des deux',
    en: 'a text or a file, one of the two',
  },
  'expected.list-encoding': {
    fr: 'un fichier CSV en UTF-8 ou en Windows-1252',
    en: 'a CSV file in UTF-8 or Windows-1252',
  },
  'expected.list-columns': {
    fr: 'une ligne d’en-tête (CIP ou GTIN, lot, péremption, n° série), ou le contenu de chaque colonne',
    en: 'a header (CIP or GTIN, lot, expiry, serial), or what each column holds',
  },
  'expected.list-rows': { fr: '{limit} lignes au plus', en: 'at most {limit} rows' },
  'expected.list-lot-column': { fr: 'une colonne de lots', en: 'a column of lots' },
  'expected.officine-columns': {
    fr: 'une première ligne de titres de colonnes, dont « FINESS » ou « Identifiant »',
    en: 'a first row of column headings, with "FINESS" or "Id" among them',
  },
  'list.officine.key-missing': {
    fr: 'Ni FINESS ni identifiant : l’officine ne peut être reconnue.',
    en: 'Neither FINESS nor id: the pharmacy cannot be told.',
  },
  'list.officine.finess-invalid': {
    fr: '« {value} » n’est pas un numéro FINESS : 9 caractères. Un tableur a pu ôter le zéro du début : mettre la colonne au format Texte.',
    en: '"{value}" is no FINESS number: 9 characters. A spreadsheet may have taken the zero in front: set the column to Text.',
  },
  'list.officine.excel-number': {
    fr: '« {value} » : le tableur a arrondi ce nombre. Mettre la colonne au format Texte et le ressaisir.',
    en: '"{value}": the spreadsheet rounded this number. Set the column to Text and type it again.',
  },
  'list.officine.officine-unknown': {
    fr: '« {value} » n’est l’identifiant d’aucune officine de ce portail. Pour une nouvelle, laisser la case vide.',
    en: '"{value}" is the id of no pharmacy of this portal. For a new one leave the cell empty.',
  },
  'list.officine.officine-several': {
    fr: '« {value} » est le FINESS d’une autre officine de ce portail, ou de plusieurs : donner l’identifiant, ou corriger.',
    en: '"{value}" is the FINESS of another pharmacy of this portal, or of several: give the id, or correct it.',
  },
  'list.officine.name-missing': {
    fr: 'Nom absent : il le faut pour une nouvelle officine.',
    en: 'No name: a new pharmacy needs one.',
  },
  'list.officine.too-long': { fr: '« {value} » est trop long.', en: '"{value}" is too long.' },
  'list.officine.department-invalid': {
    fr: '« {value} » n’est pas un département : 75, 2A, 974.',
    en: '"{value}" is no department: 75, 2A, 974.',
  },
  'list.officine.email-invalid': {
    fr: '« {value} » n’est pas une adresse de courriel.',
    en: '"{value}" is no e-mail address.',
  },
  'list.officine.address-incomplete': {
    fr: 'Adresse incomplète : voie (quatre lignes de 100 caractères au plus), code postal et ville vont ensemble.',
    en: 'Incomplete address: street (four lines of at most 100 characters), postal code and city go together.',
  },
  'list.officine.duplicate': {
    fr: '« {value} » est déjà à la ligne {other}.',
    en: '"{value}" stands in row {other} already.',
  },
  'portal.token.officine': { fr: 'Identifiant', en: 'Id' },
  'portal.token.name': { fr: 'Officine', en: 'Pharmacy' },
  'portal.token.finess': { fr: 'FINESS', en: 'FINESS' },
  'portal.token.territory': { fr: 'Département ou collectivité', en: 'Department or collectivity' },
  'portal.token.token': { fr: 'Jeton d’enrôlement', en: 'Enrolment token' },
  'portal.token.expiresAt': { fr: 'Valable jusqu’au (UTC)', en: 'Valid until (UTC)' },
} as const satisfies Messages;
