/**
 * What an agent makes in its data folder: the one table from which the uninstaller's list of what it may delete and the table of
 * docs/deployment.md come. A name stands for itself and for what grows from it: `desk.db-wal`, `desk.db.corrupt-…`.
 */
import { LEFT_TOKEN } from './enrolment-token.ts';
import { SESSIONS_FILE } from './hook/desk/sessions-file.ts';
import { DESK_FILE, HOOK_FILE, TILL_FILE } from './hook/discovery.ts';
import { IDENTITY_FILE } from './link/identity.ts';

interface DataName {
  /** A folder of ours goes with whatever is in it. */
  readonly folder?: true;
  /** What it is, and what becomes of the agent without it. */
  readonly fr: string;
  readonly en: string;
}

export const dataFolder: Readonly<Record<string, DataName>> = {
  'register.db': {
    fr: 'rappels reçus ; refait depuis le portail, et d’ici là toute réponse est au moins « verify »',
    en: 'recalls received; made again from the portal, and until then every answer is at least `verify`',
  },
  'journal.db': {
    fr: 'registre des contrôles ; endommagé, il est mis de côté et gardé',
    en: 'record of checks; a damaged one is set aside and kept',
  },
  'desk.db': {
    fr: 'prises en compte, isolements, inventaires, envois en attente ; deux sauvegardes vérifiées',
    en: 'acknowledgements, quarantine, inventories, what waits to be sent; two backups that were checked',
  },
  'catalogue.db': { fr: 'noms des médicaments', en: 'names of products' },
  [IDENTITY_FILE]: {
    fr: 'identité et clé scellée du poste ; perdue : à enrôler de nouveau',
    en: 'the workstation’s identity and sealed key; lost: to be enrolled again',
  },
  [TILL_FILE]: { fr: 'adresse et jeton pour la caisse', en: 'address and token for the till' },
  [DESK_FILE]: { fr: 'adresse et jeton pour l’icône des sessions', en: 'address and token for the sessions’ icon' },
  [HOOK_FILE]: { fr: 'adresse et jeton d’administrateur', en: 'address and token of the administrator' },
  [SESSIONS_FILE]: { fr: 'sessions du bureau dans un navigateur', en: 'sessions of the desk in a browser' },
  [LEFT_TOKEN]: { fr: 'jeton d’enrôlement, jusqu’à ce qu’il ait servi', en: 'enrolment token, until it was used' },
  'policy-last-known.json': {
    fr: 'dernière stratégie lisible',
    en: 'the last policy that could be read',
  },
  'agent.lock': { fr: 'verrou : un agent par dossier', en: 'lock: one agent a folder' },
  logs: { folder: true, fr: 'journal technique', en: 'technical log' },
  'compile-cache': { folder: true, fr: 'code compilé, refait', en: 'compiled code, made again' },
};
