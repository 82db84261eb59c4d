import type { Messages } from './index.ts';

/** The public medicines database: its files, and what is not found in it. */
export const medicinesMessages = {
  'medicines.file.unreadable': { fr: '{file} : illisible ({cause})', en: '{file}: cannot be read ({cause})' },
  'medicines.file.encoding': {
    fr: '{file} : ce n’est pas du {encoding} ; est-ce le bon fichier ?',
    en: '{file}: not {encoding}; is it the right file?',
  },
  'medicines.file.columns': {
    fr: '{file}, ligne {line} : colonnes manquantes ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}, line {line}: columns missing; the file was cut short, or is another one',
  },
  'medicines.file.unfinished': {
    fr: '{file} : la dernière ligne n’est pas finie ; le fichier est tronqué',
    en: '{file}: the last line is not finished; the file was cut short',
  },
  'medicines.file.too-short': {
    fr: '{file} : {rows} lignes utilisables, il en faut au moins {fewest} ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}: {rows} usable rows, at least {fewest} expected; the file was cut short, or is another one',
  },
  'medicines.file.shrunk': {
    fr: '{file} : {rows} présentations, contre {before} dans la base en place ; le fichier est sans doute tronqué',
    en: '{file}: {rows} presentations, against {before} in the present database; it was probably cut short',
  },
  'medicines.warning.unknown': {
    fr: '{code} : inconnu de la base des médicaments du {date}. Vérifier qu’il est celui de la boîte.',
    en: '{code}: not in the medicines database of {date}. Check that it is the code of the pack.',
  },
  'cli.portal.products.summary': {
    fr: 'Donne au portail la base de données publique des médicaments.',
    en: 'Gives the portal the public medicines database.',
  },
  'cli.portal.products.details': {
    fr: 'Le dossier contient CIS_bdpm.txt et CIS_CIP_bdpm.txt, et s’il y est CIS_MITM.txt (intérêt thérapeutique majeur), tels que téléchargés. Tout est pris ou rien ; les mêmes fichiers ne changent rien. Le portail de cette machine doit être en marche. Un code inconnu de la base reste accepté dans un avis, avec un avertissement.',
    en: 'The folder holds CIS_bdpm.txt and CIS_CIP_bdpm.txt, and where it is there CIS_MITM.txt (major therapeutic interest), as downloaded. All is taken or nothing; the same files change nothing. The portal of this machine must be running. A code that the database does not have is still accepted in a bulletin, with a warning.',
  },
  'cli.portal.products.operand': { fr: 'le dossier des fichiers', en: 'the folder with the files' },
  'cli.portal.products.example': {
    fr: 'Après chaque téléchargement de la base.',
    en: 'After each download of the database.',
  },
  'cli.portal.products.done': {
    fr: '{products} présentations du {date} ; {skipped} lignes sans CIP13 valable.',
    en: '{products} presentations of {date}; {skipped} rows without a valid CIP13.',
  },
  'cli.portal.products.same': {
    fr: 'Rien de nouveau : {products} présentations, désormais datées du {date} ({skipped} lignes sans CIP13 valable).',
    en: 'Nothing new: {products} presentations, now dated {date} ({skipped} rows without a valid CIP13).',
  },
  'cli.portal.products.no-mitm': {
    fr: 'CIS_MITM.txt n’est pas dans le dossier : rien n’est su de l’intérêt thérapeutique majeur.',
    en: 'CIS_MITM.txt is not in the folder: nothing is known of major therapeutic interest.',
  },
  'expected.cursor': { fr: 'le « next » d’une page précédente', en: 'the "next" of a page before' },
  'expected.base64': { fr: 'le fichier en base64', en: 'the file in base64' },
  'expected.medicines-file': { fr: 'un fichier entier : {reason}', en: 'a whole file: {reason}' },
  'expected.two-letters': {
    fr: 'au moins deux lettres ou chiffres du nom, ou un code entier',
    en: 'at least two letters or digits of the name, or a whole code',
  },
} as const satisfies Messages;
