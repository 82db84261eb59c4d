import type { Messages } from './index.ts';

/** What the portal says: in place of the agent's sentences about packs, and what it expected of a field. */
export const portalMessages = {
  'portal.origin-refused': {
    fr: 'Cette page n’est pas du portail : rien n’a été fait. Ouvrir le portail à son adresse.',
    en: 'This page is not the portal’s: nothing was done. Open the portal at its address.',
  },
  'portal.internal-error': {
    fr: 'Erreur interne : rien n’a été enregistré. Réessayer, puis prévenir l’exploitant du portail.',
    en: 'Internal error: nothing was recorded. Try again, then tell whoever runs the portal.',
  },
  'portal.store-unavailable': {
    fr: 'La base de données ne répond pas : rien n’a été enregistré.',
    en: 'The database does not answer: nothing was recorded.',
  },
  'portal.store.held': {
    fr: '{path} est déjà utilisé par un autre portail (processus {pid}).',
    en: '{path} is in use by another portal (process {pid}).',
  },
  'portal.store.keys-missing': {
    fr: 'La base de données porte le flux {feed}, dont les clés ne sont pas dans {path} : y copier le dossier de clés de ce portail.',
    en: 'The database holds feed {feed}, whose keys are not in {path}: copy this portal’s folder of keys there.',
  },
  'portal.store.keys-unsigned': {
    fr: 'Les clés du portail ne sont pas encore signées par la racine : faire signer {request}, puis déposer la réponse dans {statement}.',
    en: 'The root has not signed the portal’s keys yet: have {request} signed, then put the answer in {statement}.',
  },
  'portal.store.feed-other': {
    fr: 'La base de données porte le flux {feed}, mais les clés de ce dossier sont celles du flux {own}.',
    en: 'The database holds feed {feed}, but the keys in this folder belong to feed {own}.',
  },
  'portal.store.keys-behind': {
    fr: 'Une clé en vigueur n’est pas dans {path} ({why}) : y copier le dossier de clés d’un portail à jour.',
    en: 'A key in force is not in {path} ({why}): copy the folder of keys of an up-to-date portal there.',
  },
  'portal.store.key-unreadable': {
    fr: 'Le fichier de clé {path} n’est pas lisible comme une clé ({why}) : le reprendre d’une sauvegarde des clés.',
    en: 'The key file {path} does not read as a key ({why}): take it from a backup of the keys.',
  },
  'portal.store.root-differs': {
    fr: 'La première entrée du flux ({path}) ne part pas de la racine qui est à côté ({why}) : l’un des deux fichiers a été changé, le reprendre d’une sauvegarde des clés.',
    en: 'The feed’s first entry ({path}) does not begin at the root beside it ({why}): one of the two files was changed, take it from a backup of the keys.',
  },
  'portal.store.keys-differ': {
    fr: 'Un autre portail sert déjà cette base avec d’autres clés d’accès que celles de {path} : y recopier ses « keys ».',
    en: 'Another portal already serves this database with other access keys than those of {path}: copy its “keys” there.',
  },
  'portal.store.feed-broken': {
    fr: 'Le flux est rompu à la position {position}, et feed.log ne permet pas de la rétablir : restaurer une sauvegarde.',
    en: 'The feed is broken at position {position}, and feed.log cannot restore it: restore a backup.',
  },
  'portal.store.feed-diverged': {
    fr: 'La base de données et feed.log portent chacun une autre entrée signée à la position {position} : garder les deux et faire trancher par la racine.',
    en: 'The database and feed.log each hold another signed entry at position {position}: keep both and let the root decide.',
  },
  'portal.store.embedded-damaged': {
    fr: 'La base embarquée ne s’ouvre plus ({path}) : mettre ce dossier de côté et restaurer une sauvegarde (vigilot portal restore) ; feed.log, à côté, garde tout ce qui a été diffusé. Rien n’a été effacé.',
    en: 'The embedded database does not open any more ({path}): put that folder aside and restore a backup (vigilot portal restore); feed.log beside it keeps all that was broadcast. Nothing was deleted.',
  },
  'portal.backup.nothing': {
    fr: 'Il n’y a pas de portail dans cette base de données : rien à sauvegarder.',
    en: 'There is no portal in this database: nothing to back up.',
  },
  'portal.backup.exists': {
    fr: '{file} existe déjà : une sauvegarde n’en remplace jamais une autre.',
    en: '{file} is there already: a backup never replaces another.',
  },
  'portal.backup.file': { fr: '{file} : {cause}', en: '{file}: {cause}' },
  'portal.backup.not-backup': {
    fr: '{file} n’est pas une sauvegarde de portail que cette version sait lire.',
    en: '{file} is no backup of a portal that this version can read.',
  },
  'portal.backup.truncated': {
    fr: '{file} s’arrête avant sa fin : copie incomplète. Rien n’a été changé.',
    en: '{file} ends before its end: an incomplete copy. Nothing was changed.',
  },
  'portal.backup.altered': {
    fr: 'Le contenu de {file} n’est pas celui qui a été écrit (SHA-256). Rien n’a été changé.',
    en: 'The content of {file} is not what was written (SHA-256). Nothing was changed.',
  },
  'portal.backup.feed-broken': {
    fr: 'Dans {file}, l’entrée {position} du flux ne suit pas, signée, la précédente. Rien n’a été changé.',
    en: 'In {file}, entry {position} of the feed does not follow, signed, the one before. Nothing was changed.',
  },
  'portal.backup.newer': {
    fr: 'La sauvegarde vient de la version {program}, plus récente ({migration}) : installer au moins celle-là, puis restaurer.',
    en: 'The backup comes from version {program}, which is newer ({migration}): install at least that one, then restore.',
  },
  'portal.backup.not-empty': {
    fr: 'La base de données n’est pas vide (table {table}) : restaurer dans une base neuve. Rien n’a été changé.',
    en: 'The database is not empty (table {table}): restore into a new one. Nothing was changed.',
  },
  'portal.backup.keys-other': {
    fr: 'La sauvegarde est celle du flux {feed}, mais les clés de {path} sont d’un autre. Rien n’a été changé.',
    en: 'The backup is of feed {feed}, but the keys in {path} are of another. Nothing was changed.',
  },
  'portal.desk.missing.title': { fr: 'Le bureau du portail n’est pas là', en: 'The portal’s desk is not there' },
  'portal.desk.missing.text': {
    fr: 'Le portail tourne et diffuse, mais ses pages n’ont pas été construites. Dans le dossier de Vigilot, lancer « npm run build », puis recharger cette page.',
    en: 'The portal runs and broadcasts, but its pages were not built. In Vigilot’s folder run “npm run build”, then load this page again.',
  },
  'expected.text-characters': {
    fr: 'un texte Unicode sans caractère nul',
    en: 'a Unicode text without a null character',
  },
  'expected.part-of-kind': {
    fr: 'cette partie, puisque « kind » vaut « {kind} »',
    en: 'this part, since "kind" is "{kind}"',
  },
  'expected.part-of-other-kind': {
    fr: 'la seule partie « {kind} », comme le dit « kind »',
    en: 'the "{kind}" part alone, as "kind" says',
  },
  'expected.instructions': {
    fr: 'la vérification à faire avant de délivrer, puisque « action » vaut « check »',
    en: 'the check to make before dispensing, since "action" is "check"',
  },
  'expected.one-product-code': {
    fr: 'un seul code produit par cible : gtin, cip13 ou cip7',
    en: 'one product code a target: gtin, cip13 or cip7',
  },
  'expected.cip13': { fr: 'un CIP13 : 13 chiffres commençant par 3400', en: 'a CIP13: 13 digits beginning with 3400' },
  'expected.cip7': { fr: 'un CIP7 : 7 chiffres', en: 'a CIP7: 7 digits' },
  'expected.not-ucd': {
    fr: 'le code de la boîte : un code UCD (34008…) ne figure sur aucune boîte',
    en: 'the code of the pack: a UCD code (34008…) stands on no pack',
  },
  'expected.except-with-all': {
    fr: 'aucune exception, sauf si « lots » vaut « all »',
    en: 'no exception, unless "lots" is "all"',
  },
  'expected.range-order': {
    fr: 'une fin qui ne précède pas le début',
    en: 'an end that is not before the beginning',
  },
  'expected.territory': {
    fr: 'un département, une collectivité d’outre-mer ou une région : FR-75, FR-974, FR-BRE',
    en: 'a department, an overseas collectivity or a region: FR-75, FR-974, FR-BRE',
  },
  'expected.department': {
    fr: 'un seul département ou une collectivité d’outre-mer : FR-75, FR-974',
    en: 'one department or overseas collectivity: FR-75, FR-974',
  },
  'expected.content-size': {
    fr: 'un contenu de {limit} octets au plus : répartir les cibles sur plusieurs avis',
    en: 'a content of at most {limit} bytes: spread the targets over several bulletins',
  },
  'expected.unchanged': {
    fr: 'la même valeur qu’à la première révision ({value})',
    en: 'the same value as in the first revision ({value})',
  },
  'expected.fax': {
    fr: 'un numéro de fax : 01 23 45 67 89, ou avec l’indicatif du pays +33 1 23 45 67 89',
    en: 'a fax number: 01 23 45 67 89, or with the country code +33 1 23 45 67 89',
  },
  'expected.letter-code': {
    fr: 'le code d’un courrier de ce lot : {value} n’en est pas un',
    en: 'the code of a letter of this batch: {value} is none',
  },
  'expected.email': { fr: 'une adresse de courriel : nom@exemple.fr', en: 'an e-mail address: name@example.fr' },
  'expected.known-officine': {
    fr: 'l’identifiant d’une officine de ce portail',
    en: 'the id of an officine of this portal',
  },
  'expected.officine-kind': {
    fr: 'aucune officine, sauf si « kind » vaut « officine »',
    en: 'no officine, unless "kind" is "officine"',
  },
  'expected.finess': { fr: 'un numéro FINESS de 9 caractères', en: 'a FINESS number of 9 characters' },
  'expected.json-body': { fr: 'un objet JSON bien formé', en: 'a well-formed JSON object' },
  'expected.role': { fr: 'une clé de rôle : {roles}', en: 'a key of role: {roles}' },
  'expected.capability': { fr: 'le droit « {capability} »', en: 'the right "{capability}"' },
  'expected.session': { fr: 'une session ouverte : se connecter', en: 'an open session: sign in' },
  'expected.person': { fr: 'une personne connectée, non une clé', en: 'a person signed in, not a key' },
  'expected.email-free': {
    fr: 'une adresse sans compte sur ce portail',
    en: 'an address without an account at this portal',
  },
  'expected.sign-in-code': {
    fr: 'le code du dernier courriel demandé sur ce navigateur, dans les dix minutes',
    en: 'the code of the last mail asked for in this browser, within ten minutes',
  },
  'expected.invitation': {
    fr: 'une invitation en cours de validité, qui n’a pas servi : en demander une nouvelle',
    en: 'an invitation still valid and not used: ask for a new one',
  },
  'expected.passkey': {
    fr: 'une clé d’accès enregistrée sur ce portail',
    en: 'a passkey registered with this portal',
  },
  'expected.key-statement': {
    fr: 'la réponse entière que la racine a signée pour ce flux, plus récente que celle en vigueur',
    en: 'the whole answer that the root signed for this feed, newer than the one in force',
  },
  'expected.key-held-here': {
    fr: 'des clés faites par ce portail : celles de la réponse ne sont pas dans son dossier keys',
    en: 'keys that this portal made: those of the answer are not in its folder keys',
  },
  'expected.other-way-in': {
    fr: 'Entrez par votre clé d’accès, ou demandez un lien d’invitation à qui exploite le portail.',
    en: 'Sign in with your passkey, or ask whoever operates the portal for an invitation link.',
  },
  'expected.setting-of-role': {
    fr: 'ce réglage sur une organisation de rôle « {role} » seulement',
    en: 'this setting on an organisation of role "{role}" alone',
  },
  'expected.metrics-key': { fr: 'la clé de metricsKey', en: 'the key of metricsKey' },
  'expected.portal-key': {
    fr: 'une clé de portail : « Authorization: Bearer … »',
    en: 'a portal key: "Authorization: Bearer …"',
  },
  'expected.enrolment-token': {
    fr: 'un jeton d’enrôlement : « Authorization: Bearer vgt1… »',
    en: 'an enrolment token: "Authorization: Bearer vgt1…"',
  },
  'expected.token-known': {
    fr: 'un jeton d’enrôlement de ce portail ; celui-ci est inconnu',
    en: 'an enrolment token of this portal; this one is unknown',
  },
  'expected.token-unexpired': {
    fr: 'un jeton d’enrôlement en cours de validité ; celui-ci a expiré',
    en: 'an enrolment token still valid; this one has expired',
  },
  'expected.token-unused': {
    fr: 'un jeton d’enrôlement qui a encore des usages ; celui-ci n’en a plus',
    en: 'an enrolment token with uses left; this one has none',
  },
  'expected.public-key': {
    fr: 'une clé publique Ed25519 (JWK, x de 32 octets en base64url)',
    en: 'an Ed25519 public key (JWK, x of 32 bytes in base64url)',
  },
  'expected.enrolment-proof': {
    fr: 'l’empreinte du jeton signée par cette clé (JWS vigilot-enrol+jws)',
    en: 'the token’s hash signed by this key (JWS vigilot-enrol+jws)',
  },
} as const satisfies Messages;
