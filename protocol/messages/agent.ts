import type { Messages } from './index.ts';

export const agentMessages = {
  'agent.catalogue.unreadable': { fr: '{file} : illisible ({cause})', en: '{file}: cannot be read ({cause})' },
  'agent.catalogue.encoding': {
    fr: '{file} : ce n’est pas du {encoding} ; est-ce le bon fichier ?',
    en: '{file}: not {encoding}; is it the right file?',
  },
  'agent.catalogue.columns': {
    fr: '{file}, ligne {line} : colonnes manquantes ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}, line {line}: columns missing; the file was cut short, or is another one',
  },
  'agent.catalogue.unfinished': {
    fr: '{file} : la dernière ligne n’est pas finie ; le fichier est tronqué',
    en: '{file}: the last line is not finished; the file was cut short',
  },
  'agent.catalogue.too-short': {
    fr: '{file} : {rows} lignes utilisables, il en faut au moins {fewest} ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}: {rows} usable rows, at least {fewest} expected; the file was cut short, or is another one',
  },
  'agent.catalogue.shrunk': {
    fr: '{file} : {rows} présentations, contre {before} dans le catalogue en place ; le fichier est sans doute tronqué',
    en: '{file}: {rows} presentations, against {before} in the present catalogue; it was probably cut short',
  },
  'agent.lookback.none': {
    fr: 'Aucune boîte concernée n’a été contrôlée ici.',
    en: 'No pack concerned was checked here.',
  },
  'agent.lookback.pharmacy': {
    fr: 'Contrôles de boîtes concernées : {n}. La mesure s’arrête à l’officine.',
    en: 'Checks of packs concerned: {n}. The measure stops at the pharmacy.',
  },
  'agent.lookback.patient': {
    fr: 'Rappel jusqu’au patient : joindre les patients à qui ces boîtes ont été délivrées ({n} contrôles).',
    en: 'Recall down to patients: reach those to whom these packs were dispensed ({n} checks).',
  },
  'agent.client.no-file': {
    fr: 'Aucun agent Vigilot ne tourne ici : {file} n’existe pas.',
    en: 'No Vigilot agent runs here: {file} does not exist.',
  },
  'agent.client.unreadable': {
    fr: '{file} ne se lit pas ({cause}).',
    en: '{file} cannot be read ({cause}).',
  },
  'agent.client.unreachable': {
    fr: 'L’agent ne répond pas à l’adresse {url} ({cause}).',
    en: 'The agent does not answer at {url} ({cause}).',
  },
  'agent.client.not-proved': {
    fr: 'Ce qui répond à l’adresse {url} n’est pas l’agent : un autre programme tient son port. Rien ne lui a été envoyé.',
    en: 'What answers at {url} is not the agent: another program holds its port. Nothing was sent to it.',
  },
  'agent.client.bad-answer': {
    fr: 'L’agent ({url}) a donné une réponse qui ne se lit pas.',
    en: 'The agent ({url}) gave an answer that cannot be read.',
  },
  'expected.scan-or-fields': {
    fr: 'soit le scan, soit les champs saisis, pas les deux',
    en: 'either the scan or keyed fields, not both',
  },
  'expected.scan-or-code': {
    fr: 'un scan, ou un code produit (gtin, cip13 ou cip7)',
    en: 'a scan, or a product code (gtin, cip13 or cip7)',
  },
  'expected.bulletin-id': { fr: 'l’identifiant d’un bulletin reçu', en: 'the id of a bulletin received' },
  'expected.code-of-this-recall': { fr: 'un code produit de ce bulletin', en: 'a product code of this bulletin' },
  'expected.lot-of-this-recall': {
    fr: 'le lot : ce bulletin en nomme pour ce produit',
    en: 'the lot: this bulletin names some for this product',
  },
  'expected.moment-or-day': {
    fr: 'un jour AAAA-MM-JJ, ou un instant avec décalage ou Z, qui existe',
    en: 'a day YYYY-MM-DD, or a moment with an offset or Z, that exists',
  },
  'expected.own-origin': {
    fr: 'un appel direct à 127.0.0.1 ou localhost, avec le port de l’agent',
    en: 'a direct call to 127.0.0.1 or localhost, with the agent’s port',
  },
  'expected.token': {
    fr: 'Bearer et le jeton de hook.json ou till.json',
    en: 'Bearer and the token of hook.json or till.json',
  },
  'expected.till-credential': {
    fr: 'Bearer et un jeton, ou Basic avec till et le jeton de till.json',
    en: 'Bearer and a token, or Basic with till and the token of till.json',
  },
  'expected.admin-token': { fr: 'Bearer et le jeton de hook.json', en: 'Bearer and the token of hook.json' },
  'expected.methods': { fr: 'l’une des méthodes {methods}', en: 'one of the methods {methods}' },
  'expected.json': { fr: 'un corps JSON bien formé', en: 'a well-formed JSON body' },
  'expected.json-type': { fr: 'application/json', en: 'application/json' },
  'expected.known-path': { fr: 'une adresse décrite dans /openapi.json', en: 'an address described in /openapi.json' },
  'expected.product-code-one': { fr: 'un seul de gtin, cip13, cip7', en: 'exactly one of gtin, cip13, cip7' },
  'expected.body-size': { fr: 'au plus {limit} octets', en: 'at most {limit} bytes' },
  'expected.http': { fr: 'une requête HTTP/1.1 bien formée', en: 'a well-formed HTTP/1.1 request' },
  'agent.alarm.desk-from-backup': {
    fr: 'Le fichier des accusés et quarantaines était endommagé ({setAside}) : il a été rétabli depuis sa sauvegarde. Les derniers accusés sont peut-être à refaire.',
    en: 'The file of acknowledgements and quarantines was damaged ({setAside}): it was restored from its backup. The latest acknowledgements may have to be given again.',
  },
  'agent.alarm.desk-from-nothing': {
    fr: 'Le fichier des accusés et quarantaines était endommagé ({setAside}), ses sauvegardes aussi : il repart à vide. Les accusés et quarantaines en cours sont à refaire.',
    en: 'The file of acknowledgements and quarantines was damaged ({setAside}), and so were its backups: it begins again, empty. Acknowledgements and quarantines have to be given again.',
  },
  'agent.alarm.journal-set-aside': {
    fr: 'Le journal des contrôles était endommagé : il est conservé sous le nom {setAside}, et un nouveau journal commence. Les contrôles antérieurs ne sont plus dans les recherches de boîtes délivrées.',
    en: 'The journal of checks was damaged: it is kept as {setAside}, and a new journal begins. Earlier checks are no longer in look-back.',
  },
} as const satisfies Messages;
