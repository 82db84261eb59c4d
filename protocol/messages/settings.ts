import type { Messages } from './index.ts';

/** What is said about a setting's value: where it came from, what was expected of it, how its documentation is laid out. */
export const settingMessages = {
  'setting.invalid': {
    fr: '{name} ({where}) : attendu {expected}, reçu {value}',
    en: '{name} ({where}): expected {expected}, got {value}',
  },
  'setting.unknown': {
    fr: '{name} ({where}) : réglage inconnu{hint}',
    en: '{name} ({where}): unknown setting{hint}',
  },
  'setting.misplaced': {
    fr: '{name} ({where}) : ce réglage ne peut pas venir de là',
    en: '{name} ({where}): this setting cannot come from there',
  },
  'setting.did-you-mean': { fr: ' ; est-ce {name} ?', en: '; did you mean {name}?' },
  'setting.file-unreadable': {
    fr: 'Fichier de réglages illisible : {path} ({cause})',
    en: 'Settings file cannot be read: {path} ({cause})',
  },
  'setting.policy-unreadable': {
    fr: 'Stratégie machine présente mais illisible, et aucune version connue à garder : {path} ({cause})',
    en: 'Machine policy present but unreadable, and no earlier version to keep: {path} ({cause})',
  },
  'setting.policy-kept': {
    fr: 'Stratégie machine illisible ({cause}) : la dernière lue reste en vigueur : {path}',
    en: 'Machine policy unreadable ({cause}): the last one read stays in force: {path}',
  },
  'setting.policy-not-copied': {
    fr: 'Stratégie machine lue, mais sa copie de secours n’a pas pu être écrite : {path} ({cause})',
    en: 'Machine policy read, but its spare copy could not be written: {path} ({cause})',
  },
  'setting.hidden': { fr: '(masqué)', en: '(hidden)' },
  'setting.none': { fr: 'aucun', en: 'none' },
  'setting.source.default': { fr: 'valeur par défaut', en: 'default' },
  'setting.policy-help.value': {
    fr: 'Activé : la valeur ci-dessous l’emporte sur tout autre réglage du poste. Désactivé ou non configuré : la valeur vient des réglages du poste, sinon de la valeur par défaut ({default}).',
    en: 'Enabled: the value below overrides every other setting of the workstation. Disabled or not configured: the value comes from the workstation’s settings, else from the default ({default}).',
  },
  'setting.policy-help.switch': {
    fr: 'Activé : oui (true). Désactivé : non (false). L’un et l’autre l’emportent sur tout autre réglage du poste. Non configuré : la valeur vient des réglages du poste, sinon de la valeur par défaut ({default}).',
    en: 'Enabled: yes (true). Disabled: no (false). Either overrides every other setting of the workstation. Not configured: the value comes from the workstation’s settings, else from the default ({default}).',
  },
  'setting.policy-help.live': { fr: 'Pris en compte sans redémarrage.', en: 'Taken up without a restart.' },
  'setting.policy-help.restart': {
    fr: 'Pris en compte au prochain démarrage de l’agent.',
    en: 'Taken up when the agent next starts.',
  },
  'expected.port': {
    fr: 'un numéro de port, de 0 (n’importe quel port libre) à 65535',
    en: 'a port number, from 0 (any free port) to 65535',
  },
  'expected.whole-number': { fr: 'un nombre entier', en: 'a whole number' },
  'expected.positive-number': { fr: 'un nombre entier d’au moins 1', en: 'a whole number of at least 1' },
  'expected.seconds': {
    fr: 'une durée en secondes, en nombre entier (0 ou plus)',
    en: 'a duration in seconds, a whole number (0 or more)',
  },
  'expected.text': { fr: 'un texte', en: 'a text' },
  'expected.path': { fr: 'un chemin de fichier ou de dossier', en: 'a path of a file or folder' },
  'expected.boolean': { fr: 'oui ou non (true, false)', en: 'true or false' },
  'expected.portal-url': {
    fr: 'une adresse https://… (http:// sur cette machine seulement)',
    en: 'an address https://… (http:// on this machine alone)',
  },
  'expected.proxy-url': {
    fr: 'l’adresse d’un relais, http://hôte:port, sans nom ni mot de passe',
    en: 'the address of a proxy, http://host:port, without name or password',
  },
  'expected.database-url': {
    fr: 'une adresse PostgreSQL : postgres://utilisateur:mot-de-passe@hôte/base',
    en: 'a PostgreSQL address: postgres://user:password@host/database',
  },
  'expected.networks': {
    fr: 'des adresses ou des réseaux séparés par des virgules : 10.0.0.0/8, 192.168.1.5',
    en: 'addresses or networks with commas between: 10.0.0.0/8, 192.168.1.5',
  },
  'expected.secret': {
    fr: '16 à 200 caractères sans espace ni accent',
    en: '16 to 200 characters without blanks or accents',
  },
  'expected.fax-gateway': {
    fr: 'une adresse de courriel qui contient {number} ou {digits} : {digits}@fax.exemple.fr',
    en: 'an e-mail address with {number} or {digits} in it: {digits}@fax.example.org',
  },
  'expected.smtp-url': {
    fr: 'une adresse SMTP : smtp://utilisateur:mot-de-passe@hôte:587, ou smtps://…',
    en: 'an SMTP address: smtp://user:password@host:587, or smtps://…',
  },
  'expected.time-zone': {
    fr: 'un fuseau horaire IANA : Europe/Paris, Indian/Reunion',
    en: 'an IANA time zone: Europe/Paris, Indian/Reunion',
  },
  'expected.log-level': {
    fr: 'fatal, error, warn, info, debug, trace ou silent',
    en: 'fatal, error, warn, info, debug, trace or silent',
  },
  'expected.updates': { fr: 'install, announce ou off', en: 'install, announce or off' },
  'expected.update-url': {
    fr: 'une adresse https (http sur ce poste seulement), sans paramètre',
    en: 'an https address (http on this machine alone), without a query',
  },
  'expected.language': { fr: 'fr ou en', en: 'fr or en' },
  'expected.workstation-name': { fr: 'un nom de 1 à 100 caractères', en: 'a name of 1 to 100 characters' },
} as const satisfies Messages;
