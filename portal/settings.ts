/** The settings of the portal: one table, as for the agent (agent/policy/settings.ts), without a machine policy. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { joinPath, type Machine, settingsFolder, stateFolder } from '../protocol/machine.ts';
import {
  configLayer,
  kinds,
  type LogLevel,
  logLevels,
  optional,
  type Resolved,
  resolve,
  type SettingsTable,
  setting,
} from '../protocol/settings.ts';

export const portalSettings = {
  dataDir: setting<string>({
    kind: kinds.path(),
    env: 'VIGILOT_PORTAL_DATA_DIR',
    flag: 'data-dir',
    default: (machine) =>
      machine.platform === 'linux'
        ? `${stateFolder(machine)}-portal`
        : joinPath(machine, stateFolder(machine), 'Portal'),
    defaultDoc: {
      fr: 'Linux : $XDG_STATE_HOME/vigilot-portal, sinon /var/lib/vigilot-portal ; Windows : %ProgramData%\\Vigilot\\Portal ; macOS : ~/Library/Application Support/Vigilot/Portal',
      en: 'Linux: $XDG_STATE_HOME/vigilot-portal, else /var/lib/vigilot-portal; Windows: %ProgramData%\\Vigilot\\Portal; macOS: ~/Library/Application Support/Vigilot/Portal',
    },
    since: '0.1.0',
    doc: {
      fr: 'Dossier des données du portail : clés de signature, portal.json, feed.log, et la base quand elle est embarquée.',
      en: 'Folder of the portal’s data: signing keys, portal.json, feed.log, and the database where it is embedded.',
    },
  }),
  configFile: setting<string>({
    kind: kinds.path(),
    env: 'VIGILOT_PORTAL_CONFIG',
    flag: 'config',
    default: (machine) => joinPath(machine, settingsFolder(machine), 'portal-config.json'),
    defaultDoc: {
      fr: '/etc/vigilot/portal-config.json ; Windows : %ProgramData%\\Vigilot\\portal-config.json',
      en: '/etc/vigilot/portal-config.json; Windows: %ProgramData%\\Vigilot\\portal-config.json',
    },
    notFrom: ['file'],
    since: '0.1.0',
    doc: {
      fr: 'Fichier de réglages : un objet JSON dont les clés sont les noms de cette table.',
      en: 'Config file: a JSON object whose keys are the names in this table.',
    },
  }),
  port: setting<number>({
    kind: kinds.port(),
    env: 'VIGILOT_PORTAL_PORT',
    flag: 'port',
    default: 17_014,
    since: '0.1.0',
    doc: {
      fr: 'Port du portail sur 127.0.0.1 ; 0 : n’importe quel port libre (portal.json dit lequel).',
      en: 'Port of the portal on 127.0.0.1; 0: any free port (portal.json says which).',
    },
  }),
  listen: setting<string>({
    kind: kinds.text(),
    env: 'VIGILOT_PORTAL_LISTEN',
    flag: 'listen',
    default: '127.0.0.1',
    since: '0.1.0',
    doc: {
      fr: 'Adresse d’écoute. Une autre que celle de ce poste veut un relais TLS devant, nommé par trustedProxies : les clés passeraient en clair.',
      en: 'Address to listen on. Any but this machine’s own needs a TLS proxy in front, named by trustedProxies: keys would travel in the clear.',
    },
  }),
  drainSeconds: setting<number>({
    kind: kinds.seconds(),
    env: 'VIGILOT_PORTAL_DRAIN_SECONDS',
    flag: 'drain-seconds',
    default: 10,
    since: '0.1.0',
    doc: {
      fr: 'Temps donné, à l’arrêt, pour renvoyer les postes vers les autres portails ; moins s’il y en a peu.',
      en: 'Time given at the stop to send workstations to the other portals; less where they are few.',
    },
  }),
  metricsKey: setting<string | null>({
    kind: optional(kinds.secret()),
    env: 'VIGILOT_PORTAL_METRICS_KEY',
    flag: null,
    default: null,
    defaultDoc: { fr: 'aucune : /metrics reste fermé', en: 'none: /metrics stays shut' },
    secret: true,
    since: '0.1.0',
    doc: {
      fr: 'Clé que Prometheus présente (Authorization: Bearer) pour lire /metrics ; elle n’ouvre rien d’autre.',
      en: 'Key that Prometheus presents (Authorization: Bearer) to read /metrics; it opens nothing else.',
    },
  }),
  databaseUrl: setting<string | null>({
    kind: optional(kinds.databaseUrl()),
    env: 'VIGILOT_DATABASE_URL',
    flag: null,
    default: null,
    defaultDoc: { fr: 'aucune : base embarquée (PGlite)', en: 'none: embedded database (PGlite)' },
    secret: true,
    since: '0.1.0',
    doc: {
      fr: 'Adresse de la base PostgreSQL. La base embarquée convient à une démonstration ou à un petit pilote.',
      en: 'Address of the PostgreSQL database. The embedded one suits a demonstration or a small pilot.',
    },
  }),
  publicUrl: setting<string | null>({
    kind: optional(kinds.portalUrl()),
    env: 'VIGILOT_PUBLIC_URL',
    flag: 'public-url',
    default: null,
    defaultDoc: {
      fr: 'aucune : liens et clés d’accès ne valent que sur ce poste',
      en: 'none: links and passkeys hold on this machine alone',
    },
    since: '0.1.0',
    doc: {
      fr: 'Adresse du portail telle que les personnes l’ouvrent : liens des courriels, clés d’accès (WebAuthn), témoin de session.',
      en: 'Address of the portal as people open it: links in mails, passkeys (WebAuthn), session cookie.',
    },
  }),
  smtpUrl: setting<string | null>({
    kind: optional(kinds.smtpUrl()),
    env: 'VIGILOT_SMTP_URL',
    flag: null,
    default: null,
    defaultDoc: { fr: 'aucune : le portail n’envoie aucun courriel', en: 'none: the portal sends no mail' },
    secret: true,
    since: '0.1.0',
    doc: {
      fr: 'Serveur de messagerie : codes de connexion, invitations, salves vers les destinataires sans agent.',
      en: 'Mail server: sign-in codes, invitations, salvos to recipients without an agent.',
    },
  }),
  mailFrom: setting<string | null>({
    kind: optional(kinds.text()),
    env: 'VIGILOT_MAIL_FROM',
    flag: 'mail-from',
    default: null,
    defaultDoc: { fr: 'vigilot@ suivi de l’hôte de publicUrl', en: 'vigilot@ and the host of publicUrl' },
    since: '0.1.0',
    doc: {
      fr: 'Expéditeur des courriels : « Portail Vigilot <portail@exemple.fr> ».',
      en: 'Sender of mails: "Vigilot portal <portal@example.org>".',
    },
  }),
  faxGateway: setting<string | null>({
    kind: optional(kinds.faxGateway()),
    env: 'VIGILOT_FAX_GATEWAY',
    flag: 'fax-gateway',
    default: null,
    defaultDoc: { fr: 'aucune : pas de fax par courriel', en: 'none: no fax by e-mail' },
    since: '0.1.0',
    doc: {
      fr: 'Adresse d’un service de fax par courriel ; {number} y devient le numéro (+33123456789), {digits} le même sans « + ».',
      en: 'Address of an e-mail-to-fax service; {number} becomes the number (+33123456789), {digits} the same without its plus.',
    },
  }),
  faxProgram: setting<string | null>({
    kind: optional(kinds.path()),
    env: 'VIGILOT_FAX_PROGRAM',
    flag: 'fax-program',
    default: null,
    defaultDoc: { fr: 'aucun', en: 'none' },
    since: '0.1.0',
    doc: {
      fr: 'Programme qui faxe le texte reçu sur son entrée standard au numéro donné en argument (0 : parti, 75 : plus tard, autre : échec) ; l’emporte sur faxGateway.',
      en: 'Program that faxes the text on its standard input to the number given as its argument (0: gone, 75: later, other: failed); wins over faxGateway.',
    },
  }),
  trustedProxies: setting<string | null>({
    kind: optional(kinds.networks()),
    env: 'VIGILOT_TRUSTED_PROXIES',
    flag: 'trusted-proxies',
    default: null,
    defaultDoc: { fr: 'aucun', en: 'none' },
    since: '0.1.0',
    doc: {
      fr: 'Relais dont X-Forwarded-For est cru : sans eux, les limites par adresse comptent tout un relais comme une seule.',
      en: 'Proxies whose X-Forwarded-For is believed: without them the limits by address count a whole proxy as one.',
    },
  }),
  offlineRoot: setting<string | null>({
    kind: optional(kinds.path()),
    env: 'VIGILOT_PORTAL_OFFLINE_ROOT',
    flag: 'offline-root',
    default: null,
    defaultDoc: {
      fr: 'aucune : le portail fait lui-même la racine et la garde à côté (démonstration)',
      en: 'none: the portal makes the root itself and keeps it beside (demonstration)',
    },
    since: '0.1.0',
    doc: {
      fr: 'Moitié publique de la clé racine faite hors ligne par « vigilot portal root » : la moitié privée n’approche jamais le portail.',
      en: 'Public half of the root key made offline by “vigilot portal root”: the private half never comes near the portal.',
    },
  }),
  logLevel: setting<LogLevel>({
    kind: kinds.choice(logLevels, 'expected.log-level'),
    env: 'VIGILOT_PORTAL_LOG_LEVEL',
    flag: 'log-level',
    default: 'info',
    since: '0.1.0',
    doc: { fr: 'Détail du journal technique.', en: 'Detail of the technical log.' },
  }),
} as const satisfies SettingsTable;

export type ResolvedPortalSettings = Resolved<typeof portalSettings>;

/** The portal's settings in force. Throws `SettingsError` and `SettingsFileError`, as `resolveSettings` of the agent. */
export function resolvePortalSettings(places: {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
}): ResolvedPortalSettings {
  const environment = places.environment ?? process.env;
  const machine = places.machine ?? { platform: process.platform, environment, hostname: hostname() };
  const given = { environment, ...(places.flags ? { flags: places.flags } : {}) };
  const { values, sources } = resolve({ configFile: portalSettings.configFile }, given, machine);
  const file = configLayer(values, sources.configFile, (path) => readFileSync(path, 'utf8'));
  return resolve(portalSettings, file ? { ...given, file } : given, machine);
}
