import type { Messages } from './index.ts';

/** What the MSI says when it refuses: in the log of a silent installation, and on the screen of any other. */
export const installerMessages = {
  'installer.portal-url': {
    fr: 'PORTALURL n’est pas l’adresse d’un portail : « {value} ». Attendu : https://… (http:// seulement vers ce poste), sans compte, paramètre ni ancre. Rien n’a été installé.',
    en: 'PORTALURL is not the address of a portal: “{value}”. Expected: https://… (http:// to this machine alone), without user, query or fragment. Nothing was installed.',
  },
  'installer.hook-port': {
    fr: 'HOOKPORT n’est pas un port : « {value} ». Attendu : un nombre de 0 à 65535. Rien n’a été installé.',
    en: 'HOOKPORT is not a port: “{value}”. Expected: a number from 0 to 65535. Nothing was installed.',
  },
  'installer.autostart': {
    fr: 'AUTOSTART vaut « {value} ». Attendu : 1 (l’icône démarre à l’ouverture de session) ou 0. Rien n’a été installé.',
    en: 'AUTOSTART is “{value}”. Expected: 1 (the icon starts at logon) or 0. Nothing was installed.',
  },
  'installer.updates': {
    fr: 'UPDATES vaut « {value} ». Attendu : un des modes de docs/settings.md. Rien n’a été installé.',
    en: 'UPDATES is “{value}”. Expected: one of the modes of docs/settings.md. Nothing was installed.',
  },
  'installer.proxy': {
    fr: 'PROXY vaut « {value} ». Attendu : http://hôte:port, sans compte. Rien n’a été installé.',
    en: 'PROXY is “{value}”. Expected: http://host:port, without a user. Nothing was installed.',
  },
  'installer.purge': {
    fr: 'PURGE vaut « {value} ». Attendu : 1 ou 0. Rien n’a été changé.',
    en: 'PURGE is “{value}”. Expected: 1 or 0. Nothing was changed.',
  },
  'installer.token': {
    fr: 'ENROLMENTTOKEN n’est pas un jeton d’enrôlement : attendu, le texte remis par l’opérateur du portail, sans espace. Rien n’a été installé.',
    en: 'ENROLMENTTOKEN is not an enrolment token: expected is the text given by the portal’s operator, without spaces. Nothing was installed.',
  },
  'installer.token-file': {
    fr: 'ENROLMENTTOKENFILE : « {name} » ne peut pas être lu par le compte Système, ou n’est pas un fichier qui contient un jeton et rien d’autre. Rien n’a été installé.',
    en: 'ENROLMENTTOKENFILE: “{name}” cannot be read by the System account, or is no file that holds a token and nothing else. Nothing was installed.',
  },
  'installer.token-twice': {
    fr: 'ENROLMENTTOKEN et ENROLMENTTOKENFILE sont donnés tous les deux : un seul est attendu. Rien n’a été installé.',
    en: 'Both ENROLMENTTOKEN and ENROLMENTTOKENFILE are given: one is expected. Nothing was installed.',
  },
  'installer.folder-path': {
    fr: 'DATADIR : « {name} » n’est pas un chemin complet sur un disque fixe de ce poste (ni partage réseau, ni racine, ni « .. », au plus 200 caractères). Rien n’a été installé.',
    en: 'DATADIR: “{name}” is not a full path on a fixed disk of this machine (no network share, no root, no “..”, at most 200 characters). Nothing was installed.',
  },
  'installer.folder-link': {
    fr: 'DATADIR : le chemin « {name} » passe par un lien ou une jonction, ou en contient ({value}). Donnez le chemin réel. Rien n’a été installé.',
    en: 'DATADIR: the path “{name}” leads through a link or junction, or holds one ({value}). Give the real path. Nothing was installed.',
  },
  'installer.folder-foreign': {
    fr: 'DATADIR : le dossier « {name} » n’est pas vide et n’est pas celui de Vigilot, ou appartient à un utilisateur ({value}). Videz-le ou donnez-en un autre. Rien n’a été installé.',
    en: 'DATADIR: the folder “{name}” is not empty and not Vigilot’s, or belongs to a user ({value}). Empty it or give another. Nothing was installed.',
  },
  'installer.folder-failed': {
    fr: 'DATADIR : le dossier « {name} » n’a pas pu être préparé ({value}). Rien n’a été installé.',
    en: 'DATADIR: the folder “{name}” could not be made ready ({value}). Nothing was installed.',
  },
  'installer.downgrade': {
    fr: 'Une version plus récente de [ProductName] est installée. Rien n’a été changé ; pour revenir en arrière, désinstallez-la d’abord (les données restent).',
    en: 'A newer version of [ProductName] is installed. Nothing was changed; to go back, uninstall it first (data stay).',
  },
  'installer.other-edition': {
    fr: 'L’autre édition de Vigilot est installée sur ce poste. Désinstallez-la d’abord (les données restent).',
    en: 'The other edition of Vigilot is installed on this machine. Uninstall it first (data stay).',
  },
  'installer.windows': {
    fr: 'Vigilot demande Windows 10 ou Windows Server 2016, en 64 bits, ou plus récent.',
    en: 'Vigilot needs Windows 10 or Windows Server 2016, 64 bits, or later.',
  },
} as const satisfies Messages;
