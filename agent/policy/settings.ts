/**
 * The settings of the agent: one table, from which the reading, the types, `--help` and docs/settings.md come; and where
 * each value is looked for (contract, section 3).
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { joinPath, type Machine, settingsFolder, stateFolder } from '../../protocol/machine.ts';
import {
  byPolicy,
  configLayer,
  kinds,
  type LogLevel,
  logLevels,
  optional,
  type Resolved,
  reasonOf,
  resolve,
  type SettingLayer,
  SettingsFileError,
  type SettingsTable,
  type SettingValues,
  setting,
} from '../../protocol/settings.ts';
import { type PolicySource, policyFile, readPolicy, rememberPolicy } from './policy-file.ts';

/** What the desktop application does about new versions. */
export const updateModes = ['install', 'announce', 'off'] as const;
export type UpdateMode = (typeof updateModes)[number];

const none = { fr: 'aucun', en: 'none' };

export const agentSettings = {
  dataDir: setting<string>({
    kind: kinds.path(),
    env: 'VIGILOT_DATA_DIR',
    flag: 'data-dir',
    default: stateFolder,
    defaultDoc: {
      fr: 'Linux : $XDG_STATE_HOME/vigilot, sinon /var/lib/vigilot ; Windows : %ProgramData%\\Vigilot ; macOS : ~/Library/Application Support/Vigilot. Sans service, l’application de bureau : ~/.local/state/vigilot, %LOCALAPPDATA%\\Vigilot',
      en: 'Linux: $XDG_STATE_HOME/vigilot, else /var/lib/vigilot; Windows: %ProgramData%\\Vigilot; macOS: ~/Library/Application Support/Vigilot. Without a service the desktop application: ~/.local/state/vigilot, %LOCALAPPDATA%\\Vigilot',
    },
    // Not by policy: the last one read is kept in this folder, and a policy that moved it could not be found again.
    since: '0.1.0',
    doc: {
      fr: 'Dossier des données de l’agent : rappels reçus, registre des contrôles, hook.json, desk.json et till.json.',
      en: 'Folder of the agent’s data: recalls received, record of checks, hook.json, desk.json and till.json.',
    },
  }),
  configFile: setting<string>({
    kind: kinds.path(),
    env: 'VIGILOT_CONFIG',
    flag: 'config',
    default: (machine) => joinPath(machine, settingsFolder(machine), 'agent-config.json'),
    defaultDoc: {
      fr: '/etc/vigilot/agent-config.json ; Windows : %ProgramData%\\Vigilot\\agent-config.json',
      en: '/etc/vigilot/agent-config.json; Windows: %ProgramData%\\Vigilot\\agent-config.json',
    },
    notFrom: ['file'],
    since: '0.1.0',
    doc: {
      fr: 'Fichier de réglages : un objet JSON dont les clés sont les noms de cette table.',
      en: 'Config file: a JSON object whose keys are the names in this table.',
    },
  }),
  hookPort: setting<number>({
    kind: kinds.port(),
    env: 'VIGILOT_HOOK_PORT',
    flag: 'hook-port',
    default: 17_013,
    policy: byPolicy('tills', 'Port de l’interface locale', 'Port of the local interface'),
    since: '0.1.0',
    doc: {
      fr: 'Port de l’interface locale pour le LGO, sur 127.0.0.1 seulement ; 0 : n’importe quel port libre (hook.json dit lequel).',
      en: 'Port of the local interface for pharmacy software, on 127.0.0.1 alone; 0: any free port (hook.json says which).',
    },
  }),
  portalUrl: setting<string | null>({
    kind: optional(kinds.portalUrl()),
    env: 'VIGILOT_PORTAL_URL',
    flag: 'portal-url',
    default: null,
    defaultDoc: none,
    policy: byPolicy('portal', 'Adresse du portail', 'Address of the portal'),
    since: '0.1.0',
    doc: {
      fr: 'Adresse du portail. Sans elle, l’agent répond de ce qu’il a sur disque et ne reçoit rien.',
      en: 'Address of the portal. Without it the agent answers from its disk and receives nothing.',
    },
  }),
  proxy: setting<string | null>({
    kind: optional(kinds.proxyUrl()),
    env: 'VIGILOT_PROXY',
    flag: 'proxy',
    default: null,
    defaultDoc: { fr: 'aucun : liaison directe', en: 'none: the direct way' },
    live: true,
    policy: byPolicy('portal', 'Relais (proxy)', 'Proxy'),
    since: '0.1.0',
    doc: {
      fr: 'Relais HTTP (CONNECT) vers le portail et les mises à jour, `http://hôte:port`, sans mot de passe ; jamais pour une adresse de cette machine. `HTTPS_PROXY` n’est pas lue ; sans ce réglage, les mises à jour suivent le relais du système.',
      en: 'HTTP proxy (CONNECT) on the way to the portal and to updates, `http://host:port`, without a password; never for an address of this machine. `HTTPS_PROXY` is not read; without this setting updates go by the system’s proxy.',
    },
  }),
  enrolmentToken: setting<string | null>({
    kind: optional(kinds.text()),
    env: 'VIGILOT_ENROLMENT_TOKEN',
    flag: null,
    default: null,
    defaultDoc: none,
    secret: true,
    // Not by policy: every user of the machine reads the policy's key, and every member of a domain the share it comes from.
    since: '0.1.0',
    doc: {
      fr: 'Jeton d’enrôlement remis par l’opérateur du portail ; ne sert qu’au premier contact.',
      en: 'Enrolment token given by the portal’s operator; of use for the first contact alone.',
    },
  }),
  enrolmentTokenFile: setting<string | null>({
    kind: optional(kinds.path()),
    env: 'VIGILOT_ENROLMENT_TOKEN_FILE',
    flag: 'enrolment-token-file',
    default: null,
    defaultDoc: none,
    policy: byPolicy('portal', 'Fichier du jeton d’enrôlement', 'File of the enrolment token'),
    since: '0.1.0',
    doc: {
      fr: 'Fichier qui contient le jeton d’enrôlement, pour ne pas l’écrire dans l’environnement.',
      en: 'File that holds the enrolment token, to keep it out of the environment.',
    },
  }),
  workstationName: setting<string>({
    kind: { ...kinds.text('expected.workstation-name', 100), placeholder: 'NAME' },
    env: 'VIGILOT_WORKSTATION_NAME',
    flag: 'workstation-name',
    default: (machine) => machine.hostname.slice(0, 100) || 'poste',
    defaultDoc: { fr: 'le nom de la machine', en: 'the machine’s name' },
    live: true,
    policy: byPolicy('workstation', 'Nom du poste', 'Name of the workstation'),
    since: '0.1.0',
    doc: {
      fr: 'Nom du poste, tel que l’officine et le suivi du portail l’affichent ; donné au portail à l’enrôlement.',
      en: 'Name of the workstation, as the officine and the portal’s tracking show it; told to the portal at enrolment.',
    },
  }),
  tillGroup: setting<string | null>({
    kind: optional({ ...kinds.text(), placeholder: 'GROUP' }),
    env: 'VIGILOT_TILL_GROUP',
    flag: 'till-group',
    default: null,
    defaultDoc: {
      fr: 'aucun : till.json n’est lisible que de son propriétaire ; service Windows : les utilisateurs du poste ; par le tube, qui a ouvert une session, et les services',
      en: 'none: till.json is readable by its owner alone; Windows service: the machine’s users; by the pipe, who is logged on, and services',
    },
    policy: byPolicy('tills', 'Groupe des caisses', 'Group of the tills'),
    since: '0.1.0',
    doc: {
      fr: 'Groupe du système qui peut lire till.json, donc interroger l’agent depuis la caisse ; service Windows : nom ou SID, et lui seul par le tube nommé.',
      en: 'System group that may read till.json, hence ask the agent from the till; Windows service: a name or SID, and it alone by the named pipe.',
    },
  }),
  deskGroup: setting<string | null>({
    kind: optional({ ...kinds.text(), placeholder: 'GROUP' }),
    env: 'VIGILOT_DESK_GROUP',
    flag: 'desk-group',
    default: null,
    defaultDoc: {
      fr: 'aucun : desk.json n’est lisible que de son propriétaire ; service Windows : qui a ouvert une session sur le poste',
      en: 'none: desk.json is readable by its owner alone; Windows service: who is logged on at the machine',
    },
    policy: byPolicy('workstation', 'Groupe des personnes du poste', 'Group of the people at the workstation'),
    since: '0.1.0',
    doc: {
      fr: 'Groupe du système (Linux) qui peut lire desk.json, donc rejoindre l’agent depuis sa session : lire et prendre en compte un rappel, isoler, inventorier, diagnostiquer.',
      en: 'System group (Linux) that may read desk.json, hence join the agent from its session: read and acknowledge a recall, isolate, take an inventory, diagnose.',
    },
  }),
  tillSocket: setting<string | null>({
    kind: optional(kinds.path()),
    env: 'VIGILOT_TILL_SOCKET',
    flag: 'till-socket',
    default: null,
    defaultDoc: { fr: 'aucune : la porte reste fermée', en: 'none: the door stays shut' },
    policy: byPolicy('tills', 'Porte locale sans HTTP', 'Local door without HTTP'),
    since: '0.1.0',
    doc: {
      fr: 'Socket Unix pour un LGO qui ne parle pas HTTP : chemin absolu, dans un dossier à lui seul, que `tillGroup` seul peut ouvrir ; sous Windows, nom d’un tube de l’utilisateur.',
      en: 'Unix socket for pharmacy software that cannot speak HTTP: absolute path, in a folder of its own, which `tillGroup` alone can open; under Windows the name of a pipe of the user’s.',
    },
  }),
  offlineLimit: setting<number>({
    kind: kinds.seconds(),
    env: 'VIGILOT_OFFLINE_LIMIT',
    flag: 'offline-limit',
    default: 24 * 60 * 60,
    live: true,
    policy: byPolicy('answers', 'Délai sans nouvelles du portail', 'Time without news from the portal'),
    since: '0.1.0',
    doc: {
      fr: 'Secondes sans nouvelles du portail au-delà desquelles toute réponse est au moins « verify ».',
      en: 'Seconds without news from the portal after which every answer is at least “verify”.',
    },
  }),
  journalRetentionDays: setting<number>({
    kind: kinds.positive('DAYS'),
    env: 'VIGILOT_JOURNAL_RETENTION_DAYS',
    flag: 'journal-retention-days',
    default: 1825,
    live: true,
    policy: byPolicy('records', 'Conservation du registre des contrôles', 'Retention of the record of checks'),
    since: '0.1.0',
    doc: {
      fr: 'Jours de conservation du registre des contrôles (cinq ans par défaut).',
      en: 'Days for which the record of checks is kept (five years by default).',
    },
  }),
  timeZone: setting<string | null>({
    kind: optional(kinds.timeZone()),
    env: 'VIGILOT_TIME_ZONE',
    flag: 'time-zone',
    default: null,
    defaultDoc: {
      fr: 'celui du territoire de l’officine, sinon celui de la machine',
      en: 'that of the officine’s territory, else the machine’s',
    },
    live: true,
    policy: byPolicy('answers', 'Fuseau horaire des péremptions', 'Time zone of expiry dates'),
    since: '0.1.0',
    doc: {
      fr: 'Fuseau dans lequel une date de péremption est dépassée.',
      en: 'Time zone in which an expiry date is past.',
    },
  }),
  logLevel: setting<LogLevel>({
    kind: kinds.choice(logLevels, 'expected.log-level'),
    env: 'VIGILOT_LOG_LEVEL',
    flag: 'log-level',
    default: 'info',
    live: true,
    policy: byPolicy('records', 'Détail du journal technique', 'Detail of the technical log'),
    since: '0.1.0',
    doc: { fr: 'Détail du journal technique.', en: 'Detail of the technical log.' },
  }),
  eventLog: setting<boolean>({
    kind: kinds.boolean(),
    env: 'VIGILOT_EVENT_LOG',
    flag: 'event-log',
    default: false,
    live: true,
    policy: byPolicy('records', 'Journal du système', 'System log'),
    since: '0.1.0',
    doc: {
      fr: 'Écrit aussi démarrages, arrêts et alarmes dans le journal du système (syslog, journald) ; sous Windows, l’hôte du service le fait.',
      en: 'Also writes starts, stops and alarms to the system’s log (syslog, journald); under Windows the service host does so.',
    },
  }),
  language: setting<'fr' | 'en'>({
    kind: kinds.choice(['fr', 'en'], 'expected.language'),
    env: 'VIGILOT_LANGUAGE',
    flag: 'language',
    default: 'fr',
    policy: byPolicy('workstation', 'Langue', 'Language'),
    live: true,
    since: '0.1.0',
    doc: {
      fr: 'Langue des textes que l’agent produit de lui-même ; une réponse suit la langue demandée par l’appelant.',
      en: 'Language of the texts that the agent writes by itself; an answer follows the language its caller asks for.',
    },
  }),
  headless: setting<boolean>({
    kind: kinds.boolean(),
    env: 'VIGILOT_HEADLESS',
    flag: 'headless',
    default: true,
    live: true,
    policy: byPolicy('workstation', 'Poste sans écran de l’agent', 'Workstation without a screen of the agent'),
    since: '0.1.0',
    doc: {
      fr: 'Sans écran à nous : l’agent ne dit jamais « affiché » au portail.',
      en: 'No screen of ours: the agent never tells the portal “displayed”.',
    },
  }),
  autostart: setting<boolean>({
    kind: kinds.boolean(),
    env: 'VIGILOT_AUTOSTART',
    flag: 'autostart',
    default: true,
    policy: byPolicy('workstation', 'Icône à l’ouverture de session', 'Icon at logon'),
    live: true,
    since: '0.1.0',
    doc: {
      fr: 'L’application de bureau installée démarre avec la session. Ce que la personne a réglé dans son système l’emporte ; sous MSI, l’installeur en décide.',
      en: 'The installed desktop application starts with the session. What the person set in the system wins; with an MSI the installer decides.',
    },
  }),
  allowQuit: setting<boolean>({
    kind: kinds.boolean(),
    env: 'VIGILOT_ALLOW_QUIT',
    flag: 'allow-quit',
    default: true,
    policy: byPolicy('workstation', 'Quitter depuis l’icône', 'Quitting from the icon'),
    live: true,
    since: '0.1.0',
    doc: {
      fr: 'Le menu de l’icône permet de quitter, ce qui arrête les contrôles de ce poste si l’agent est celui de la session.',
      en: 'The icon’s menu has an entry to quit, which ends the checks of this workstation where the agent is the session’s own.',
    },
  }),
  updates: setting<UpdateMode>({
    kind: kinds.choice(updateModes, 'expected.updates'),
    env: 'VIGILOT_UPDATES',
    flag: 'updates',
    default: 'install',
    live: true,
    policy: byPolicy('workstation', 'Mises à jour', 'Updates'),
    since: '0.1.0',
    doc: {
      fr: 'Nouvelles versions de l’application de bureau : `install` les prépare et les propose (NSIS, AppImage), `announce` dit seulement laquelle est parue (toujours sous MSI et deb), `off` ne cherche rien.',
      en: 'New versions of the desktop application: `install` stages and offers them (NSIS, AppImage), `announce` only says which one is out (always with MSI and deb), `off` looks for none.',
    },
  }),
  updateUrl: setting<string | null>({
    kind: optional({ ...kinds.portalUrl(), expected: 'expected.update-url' }),
    env: 'VIGILOT_UPDATE_URL',
    flag: 'update-url',
    default: null,
    defaultDoc: {
      fr: 'aucune : aucune version n’est cherchée',
      en: 'none: no version is looked for',
    },
    live: true,
    policy: byPolicy('workstation', 'Adresse des mises à jour', 'Address of the updates'),
    since: '0.1.0',
    doc: {
      fr: 'Dossier https où sont publiées les versions et leur manifeste signé (docs/releases.md).',
      en: 'Folder (https) where versions and their signed manifest are published (docs/releases.md).',
    },
  }),
} as const satisfies SettingsTable;

export type AgentSettings = SettingValues<typeof agentSettings>;
/** `values.<name>`, `sources.<name>` and `warnings`. */
export type ResolvedSettings = Resolved<typeof agentSettings>;

/** This machine. */
export function thisMachine(environment: NodeJS.ProcessEnv = process.env): Machine {
  return { platform: process.platform, environment, hostname: hostname() };
}

export interface SettingPlaces {
  /** By setting name, as the command line gave them. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
  /** What this program has in place of the table's defaults. */
  readonly defaults?: Partial<Pick<AgentSettings, 'dataDir' | 'headless'>>;
  /** Machine policy, set by IT; null: none is looked for. The file of this platform unless told. */
  readonly policy?: PolicySource | null;
  /** What the installer was told; below a config file. */
  readonly installed?: PolicySource | null;
}

/**
 * The settings in force, each with where it came from. Throws `SettingsError` (a value that is none, a misspelt name) and
 * `SettingsFileError` (a file that is there and cannot be read: unreadable is not absent).
 */
export function resolveSettings(places: SettingPlaces = {}): ResolvedSettings {
  const environment = places.environment ?? process.env;
  const machine = places.machine ?? thisMachine(environment);
  const installed = installedLayer(places.installed ?? null);
  const given = { environment, ...(places.flags ? { flags: places.flags } : {}), ...(installed ? { installed } : {}) };
  const table = tableWith(places.defaults ?? {});
  const { values, sources } = resolve({ configFile: agentSettings.configFile }, given, machine);
  const file = configLayer(values, sources.configFile, (path) => readFileSync(path, 'utf8'));
  const withFile = file ? { ...given, file } : given;
  const before = resolve(table, withFile, machine);
  const source = places.policy === undefined ? defaultPolicy(machine) : places.policy;
  if (source === null) return before;
  const policyPlaces = {
    source,
    lastKnown: joinPath(machine, before.values.dataDir, 'policy-last-known.json'),
  };
  const policy = readPolicy(policyPlaces);
  if (policy === null) return before;
  const settled = resolve(table, { ...withFile, policy: policy.layer }, machine);
  const warning = policy.warning ?? rememberPolicy(policy, policyPlaces);
  return warning ? { ...settled, warnings: [...settled.warnings, warning] } : settled;
}

/** Its place also holds what only the desktop application or the installer reads: names of no setting are theirs. */
function installedLayer(source: PolicySource | null): SettingLayer | null {
  const values = source?.read() ?? null;
  if (source === null || values === null) return null;
  const ours = Object.entries(values).filter(([name]) => Object.hasOwn(agentSettings, name));
  return { where: source.where, values: Object.fromEntries(ours) };
}

/** The table, with what a program has in place of defaults. */
function tableWith(defaults: Readonly<Record<string, unknown>>): typeof agentSettings {
  const own = Object.entries(defaults).map(([name, value]) => [
    name,
    { ...agentSettings[name as keyof AgentSettings], default: value },
  ]);
  return { ...agentSettings, ...Object.fromEntries(own) };
}

/** Where IT writes the machine policy on this platform; null under Windows, whose registry is read by native-bridge. */
function defaultPolicy(machine: Machine): PolicySource | null {
  return machine.platform === 'win32' ? null : policyFile('/etc/vigilot/policy.json');
}

/**
 * The enrolment token, from the setting itself or from the file that holds it; null where neither is set. Throws
 * `SettingsFileError` where the file cannot be read.
 */
export function enrolmentTokenOf(values: Pick<AgentSettings, 'enrolmentToken' | 'enrolmentTokenFile'>): string | null {
  if (values.enrolmentToken !== null || values.enrolmentTokenFile === null) return values.enrolmentToken;
  try {
    return readFileSync(values.enrolmentTokenFile, 'utf8').trim() || null;
  } catch (cause) {
    throw new SettingsFileError('setting.file-unreadable', values.enrolmentTokenFile, reasonOf(cause));
  }
}
