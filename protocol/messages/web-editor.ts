import type { Messages } from './index.ts';

/** The web desk's editor of recalls and alerts. */
export const webEditorMessages = {
  'web.editor.edit': { fr: 'Modifier {reference}, révision {n}', en: 'Edit {reference}, revision {n}' },
  'web.editor.revise': {
    fr: 'Réviser {reference} : la révision {n} annule et remplace',
    en: 'Revise {reference}: revision {n} supersedes',
  },
  'web.editor.nothing-open': {
    fr: 'Il n’y a pas de brouillon à modifier : il a été soumis, validé ou remplacé entre-temps.',
    en: 'There is no draft to edit: it was submitted, validated or replaced meanwhile.',
  },
  'web.editor.recovered': {
    fr: 'Texte retrouvé sur cet ordinateur, saisi {at} et jamais enregistré au portail.',
    en: 'Text found on this computer, typed at {at} and never saved at the portal.',
  },
  'web.editor.not-kept': {
    fr: 'Ce navigateur ne peut pas garder votre saisie : enregistrez souvent le brouillon au portail.',
    en: 'This browser cannot keep what you type: save the draft at the portal often.',
  },
  'web.editor.kept': {
    fr: 'Ce que vous saisissez est gardé sur cet ordinateur jusqu’à l’enregistrement.',
    en: 'What you type is kept on this computer until it is saved.',
  },
  'web.editor.errors.one': {
    fr: '{n} point à corriger ; rien n’a été perdu',
    en: '{n} thing to correct; nothing was lost',
  },
  'web.editor.errors.other': {
    fr: '{n} points à corriger ; rien n’a été perdu',
    en: '{n} things to correct; nothing was lost',
  },
  'web.editor.save': { fr: 'Enregistrer le brouillon', en: 'Save the draft' },
  'web.editor.save-submit': { fr: 'Enregistrer et soumettre', en: 'Save and submit' },
  'web.editor.leave': { fr: 'Quitter', en: 'Leave' },

  'web.kept.title': {
    fr: 'Commencé sur cet ordinateur, pas encore enregistré',
    en: 'Begun on this computer, not saved yet',
  },
  'web.kept.untitled': { fr: '(sans objet)', en: '(no subject)' },
  'web.kept.at': { fr: 'saisi {at}', en: 'typed {at}' },
  'web.kept.go-on': { fr: 'Reprendre', en: 'Go on' },
  'web.kept.discard': { fr: 'Effacer', en: 'Discard' },

  'web.section.measure': { fr: 'La mesure', en: 'The measure' },
  'web.section.words': { fr: 'Ce que les officines liront', en: 'What pharmacies will read' },
  'web.section.reach': { fr: 'Quand et où', en: 'When and where' },
  'web.hint.reference': {
    fr: 'Celle de votre notice, p. ex. R-2026-0042',
    en: 'That of your notice, e.g. R-2026-0042',
  },
  'web.hint.title': { fr: 'Spécialité, dosage et ce qui se passe', en: 'Medicine, strength and what happens' },
  'web.hint.drill': {
    fr: 'Voyage comme un rappel, s’affiche comme un exercice, ne bloque rien.',
    en: 'Travels like a recall, is shown as a drill, blocks nothing.',
  },
  'web.hint.instructions': {
    fr: 'En plus des étapes que chaque poste affiche d’après la mesure.',
    en: 'Beyond the steps that each workstation shows for the measure.',
  },
  'web.hint.instructions-check': {
    fr: 'Ce qu’il faut vérifier avant de délivrer : la caisse répond « à vérifier » et l’affiche.',
    en: 'What to check before dispensing: the till answers “verify” and shows it.',
  },
  'web.hint.instructions-alert': {
    fr: 'Ce qu’il faut faire. Si l’alerte vise des produits, la caisse répond « à vérifier » et l’affiche.',
    en: 'What to do. If the alert aims at products, the till answers “verify” and shows it.',
  },
  'web.hint.text': {
    fr: 'Contexte, retours, échanges, numéro vert…',
    en: 'Context, returns, exchanges, free telephone number…',
  },
  'web.hint.date': { fr: 'JJ/MM/AAAA', en: 'DD/MM/YYYY' },
  'web.hint.date-form': { fr: 'JJ/MM/AAAA ou MM/AAAA', en: 'DD/MM/YYYY or MM/YYYY' },
  'web.hint.time': { fr: 'HH:MM, heure de cet ordinateur ({zone})', en: 'HH:MM, this computer’s time ({zone})' },

  'web.targets.alert': {
    fr: 'Facultatif : une alerte peut ne viser aucun produit.',
    en: 'Optional: an alert may aim at no product.',
  },
  'web.targets.none': { fr: 'Ajouter au moins un produit.', en: 'Add at least one product.' },
  'web.targets.add': { fr: 'Ajouter un produit', en: 'Add a product' },
  'web.targets.remove': { fr: 'Retirer le produit {n}', en: 'Remove product {n}' },
  'web.targets.product': { fr: 'Produit {n}', en: 'Product {n}' },
  'web.target.code': { fr: 'CIP13, CIP7, GTIN, ou nom à chercher', en: 'CIP13, CIP7, GTIN, or a name to search' },
  'web.hint.code': {
    fr: 'Vérifié dans la base publique des médicaments',
    en: 'Looked up in the public medicines database',
  },
  'web.target.code-unknown': {
    fr: 'Ce code n’est pas dans la base des médicaments du portail. Il est accepté ; relisez-le.',
    en: 'This code is not in the portal’s medicines database. It is accepted; read it again.',
  },
  'web.target.code-broken': {
    fr: 'Ces chiffres ne forment pas un code : longueur ou clé de contrôle.',
    en: 'These digits are no code: length or check digit.',
  },
  'web.target.name': { fr: 'Nom affiché aux officines', en: 'Name shown to pharmacies' },
  'web.target.which': { fr: 'Boîtes visées', en: 'Packs aimed at' },
  'web.target.listed': { fr: 'les lots listés', en: 'the lots listed' },
  'web.target.all-lots': { fr: 'tous les lots', en: 'all lots' },
  'web.target.lots': { fr: 'Lots', en: 'Lots' },
  'web.hint.lots': {
    fr: 'Un par ligne, comme imprimé ; à la suite, s’il y a lieu : péremption, puis numéros de série. Collez les colonnes d’un tableur telles quelles.',
    en: 'One a line, as printed; behind it, where needed: expiry, then serial numbers. Paste the columns of a spreadsheet as they are.',
  },
  'web.target.except-lots': { fr: 'Sauf ces lots', en: 'Except these lots' },
  'web.hint.except': { fr: 'Un par ligne ; vide : aucune exception', en: 'One a line; empty: no exception' },
  'web.target.limits': {
    fr: 'Limiter par péremption, fabrication ou un signe sur la boîte',
    en: 'Limit by expiry, manufacture or a mark on the pack',
  },
  'web.target.expiry.from': { fr: 'Péremption à partir du', en: 'Expiry from' },
  'web.target.expiry.to': { fr: 'Péremption jusqu’au', en: 'Expiry up to' },
  'web.target.manufactured.from': { fr: 'Fabrication à partir du', en: 'Manufactured from' },
  'web.target.manufactured.to': { fr: 'Fabrication jusqu’au', en: 'Manufactured up to' },
  'web.target.condition-label': { fr: 'Signe visible sur la boîte', en: 'Mark seen on the pack' },
  'web.hint.condition': {
    fr: 'Ce que seule une personne peut voir ; la caisse répond « à vérifier » et l’affiche.',
    en: 'What only a person can see; the till answers “verify” and shows it.',
  },

  'web.lots.import': { fr: 'Importer un fichier CSV', en: 'Import a CSV file' },
  'web.file.read': { fr: '{name} lu ({encoding}).', en: '{name} read ({encoding}).' },
  'web.file.large': {
    fr: '{name} dépasse {limit} Mo : rien n’a été ajouté.',
    en: '{name} is over {limit} MB: nothing was added.',
  },
  'web.lots.read.one': { fr: '{n} lot lu', en: '{n} lot read' },
  'web.lots.read.other': { fr: '{n} lots lus', en: '{n} lots read' },
  'web.lots.repeated.one': { fr: '{n} ligne répétée laissée de côté', en: '{n} repeated line left out' },
  'web.lots.repeated.other': { fr: '{n} lignes répétées laissées de côté', en: '{n} repeated lines left out' },
  'web.lots.faults.one': { fr: '{n} ligne à corriger', en: '{n} line to correct' },
  'web.lots.faults.other': { fr: '{n} lignes à corriger', en: '{n} lines to correct' },
  'web.lots.line': { fr: 'Ligne {n}', en: 'Line {n}' },
  'web.lots.why.lot': {
    fr: ': un lot a de 1 à 20 caractères parmi ceux des codes-barres, sans espace ni accent.',
    en: ': a lot has 1 to 20 characters of those in bar codes, no space, no accent.',
  },
  'web.lots.why.date': {
    fr: ': cette péremption n’est pas une date (JJ/MM/AAAA ou MM/AAAA).',
    en: ': this expiry is no date (DD/MM/YYYY or MM/YYYY).',
  },
  'web.lots.why.serial': {
    fr: ': un numéro de série a de 1 à 20 caractères parmi ceux des codes-barres.',
    en: ': a serial number has 1 to 20 characters of those in bar codes.',
  },
  'web.lots.more.one': { fr: 'et {n} autre ligne', en: 'and {n} more line' },
  'web.lots.more.other': { fr: 'et {n} autres lignes', en: 'and {n} more lines' },

  'web.import.title': {
    fr: 'Coller ou importer une liste de codes et de lots (tableur, CSV)',
    en: 'Paste or import a list of codes and lots (spreadsheet, CSV)',
  },
  'web.import.label': { fr: 'Liste, avec ses en-têtes', en: 'List, with its headers' },
  'web.import.hint': {
    fr: 'Colonnes reconnues par leur titre : CIP, GTIN, lot, péremption, n° de série, nom. Les lignes refusées restent ici, à corriger.',
    en: 'Columns known by their titles: CIP, GTIN, lot, expiry, serial number, name. Rows that are refused stay here, to be corrected.',
  },
  'web.import.fill-down': {
    fr: 'Une ligne sans code est du produit de la ligne au-dessus (cellules fusionnées)',
    en: 'A row without a code is of the product of the row above (merged cells)',
  },
  'web.import.read': { fr: 'Lire la liste', en: 'Read the list' },
  'web.import.said': { fr: '{rows} · {products}', en: '{rows} · {products}' },
  'web.import.rows.one': { fr: '{n} ligne reprise sur {of}', en: '{n} row taken of {of}' },
  'web.import.rows.other': { fr: '{n} lignes reprises sur {of}', en: '{n} rows taken of {of}' },
  'web.import.products.one': { fr: '{n} produit', en: '{n} product' },
  'web.import.products.other': { fr: '{n} produits', en: '{n} products' },
  'web.import.errors': { fr: 'Lignes à corriger', en: 'Rows to correct' },
  'web.import.warnings': { fr: 'Reprises, à relire', en: 'Taken, to be read again' },
  'web.import.row': { fr: 'Ligne {n} : {text}', en: 'Row {n}: {text}' },

  'web.territories.legend': {
    fr: 'Départements et collectivités concernés',
    en: 'Departments and collectivities concerned',
  },
  'web.territories.chosen.one': { fr: '{n} territoire choisi', en: '{n} territory chosen' },
  'web.territories.chosen.other': { fr: '{n} territoires choisis', en: '{n} territories chosen' },

  'web.fault.missing': { fr: 'À remplir.', en: 'To be filled in.' },
  'web.fault.date': {
    fr: 'Cette date n’existe pas (JJ/MM/AAAA ou MM/AAAA).',
    en: 'This date does not exist (DD/MM/YYYY or MM/YYYY).',
  },
  'web.fault.moment': {
    fr: 'Donner une date (JJ/MM/AAAA) et une heure (HH:MM) qui existent.',
    en: 'Give a date (DD/MM/YYYY) and a time (HH:MM) that exist.',
  },
  'web.fault.lots': {
    fr: 'Corriger les lignes indiquées sous la liste.',
    en: 'Correct the lines named below the list.',
  },
  'web.fault.territories': { fr: 'Choisir au moins un territoire.', en: 'Choose at least one territory.' },
  'web.fault.named': { fr: '{label} : {text}', en: '{label}: {text}' },
  'web.fault.at-line': { fr: 'Ligne {line} : {text}', en: 'Line {line}: {text}' },

  'web.preview.title': { fr: 'Aperçu de ce que l’officine lira', en: 'Preview of what the pharmacy will read' },
} as const satisfies Messages;
