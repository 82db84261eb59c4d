/** The rows that wixl 0.101 cannot write, or writes otherwise than meant, as SQL of the finished MSI. */
import { APP_ID } from '../../main/app-id.ts';
import { errors } from './messages.ts';
import { type Edition, products } from './product.ts';

/** What may be given on the command line of msiexec. */
export const publicProperties = [
  'PORTALURL',
  'HOOKPORT',
  'DATADIR',
  'AUTOSTART',
  'UPDATES',
  'PROXY',
  'ENROLMENTTOKEN',
  'ENROLMENTTOKENFILE',
  'PURGE',
] as const;

/** Those an upgrade takes from the one before; each has a search of its own in vigilot.wxs. */
export const rememberedProperties = ['PORTALURL', 'HOOKPORT', 'DATADIR', 'AUTOSTART', 'UPDATES', 'PROXY'] as const;

/**
 * Properties that reach the half of the installation that has rights: the others are dropped on the way. What a search found is
 * among them, since a search that the first half made is not made again.
 */
export const secureProperties: readonly string[] = [
  'WIX_DOWNGRADE_DETECTED',
  'WIX_UPGRADE_DETECTED',
  'OTHEREDITION',
  'WINDOWS10',
  ...publicProperties,
  ...rememberedProperties.map((name) => `REMEMBERED${name}`),
];

// Kinds of custom action (msidefs.h): 1 is a function of a DLL in the Binary table; Return="check" is no bit.
const DLL = 0x1;
const SET_PROPERTY = 0x33;
const CONTINUE = 0x40;
const ROLLBACK = 0x100;
const COMMIT = 0x200;
const DEFERRED = 0x400;
const AS_SYSTEM = 0x800;
const HIDE_TARGET = 0x2000;

export const customActions: Readonly<Record<string, number>> = {
  CheckProperties: DLL,
  FindData: DLL,
  SetEndPrograms: SET_PROPERTY,
  EndPrograms: DLL | DEFERRED | AS_SYSTEM,
  SecureData: DLL | DEFERRED | AS_SYSTEM,
  KeepToken: DLL | DEFERRED | AS_SYSTEM | HIDE_TARGET,
  DiscardToken: DLL | DEFERRED | AS_SYSTEM | ROLLBACK | CONTINUE,
  DropTokenFile: DLL | DEFERRED | AS_SYSTEM | COMMIT | CONTINUE,
  // After everything else has succeeded: an uninstallation that is rolled back keeps its data.
  PurgeData: DLL | DEFERRED | AS_SYSTEM | COMMIT | CONTINUE,
};

/** Components that are there where a property says so: what nobody set is not written, and the agent's default holds. */
const componentConditions: Readonly<Record<string, string>> = {
  PortalUrl: 'PORTALURL',
  HookPort: 'HOOKPORT',
  Autostart: 'AUTOSTART',
  Updates: 'UPDATES',
  Proxy: 'PROXY',
};

/** The host starts its core again by itself; should the host end, Windows starts it after 5 s, 30 s, and then every minute. */
export const failure = { resetSeconds: 86_400, delaysMs: [5_000, 30_000, 60_000] } as const;
const RESTART = 1;
/** The actions are set when the service is installed. */
const ON_INSTALL = 1;
/** SERVICE_CONFIG_FAILURE_ACTIONS_FLAG: also when the service stops by itself with an error, as after event 101, not only after a crash. */
const FAILURE_ACTIONS_FLAG = 4;

export function rows(edition: Edition, version: string): string[] {
  const restart = failure.delaysMs.map(() => RESTART).join('[~]');
  return [
    ...Object.entries(customActions).map(([name, type]) => update('CustomAction', 'Type', type, 'Action', name)),
    ...Object.entries(componentConditions).map(([name, condition]) => conditionOf(name, condition)),
    update('Property', 'Value', secureProperties.join(';'), 'Property', 'SecureCustomProperties'),
    // Inside the transaction: an upgrade that fails puts the old version back. wixl schedules it before.
    update('InstallExecuteSequence', 'Sequence', 1501, 'Action', 'RemoveExistingProducts'),
    // The same version again is an upgrade too: another build of it would else be installed beside it. 0x200: VersionMax included.
    // A column of the key cannot be changed.
    `DELETE FROM \`Upgrade\` WHERE \`ActionProperty\` = 'WIX_UPGRADE_DETECTED'`,
    insert('Upgrade', {
      UpgradeCode: `{${products[edition].upgradeCode}}`,
      VersionMax: version,
      Attributes: 0x201,
      ActionProperty: 'WIX_UPGRADE_DETECTED',
    }),
    create('MsiServiceConfigFailureActions', [
      'MsiServiceConfigFailureActions CHAR(72) NOT NULL',
      'Name CHAR(255) NOT NULL',
      'Event INT NOT NULL',
      'ResetPeriod LONG',
      'RebootMessage CHAR(255)',
      'Command CHAR(255)',
      'Actions CHAR(255)',
      'DelayActions CHAR(255)',
      'Component_ CHAR(72) NOT NULL',
    ]),
    insert('MsiServiceConfigFailureActions', {
      MsiServiceConfigFailureActions: 'VigilotAgent',
      Name: 'VigilotAgent',
      Event: ON_INSTALL,
      ResetPeriod: failure.resetSeconds,
      Actions: restart,
      DelayActions: failure.delaysMs.join('[~]'),
      Component_: 'Service',
    }),
    create('MsiServiceConfig', [
      'MsiServiceConfig CHAR(72) NOT NULL',
      'Name CHAR(255) NOT NULL',
      'Event INT NOT NULL',
      'ConfigType LONG NOT NULL',
      'Argument CHAR(255)',
      'Component_ CHAR(72) NOT NULL',
    ]),
    insert('MsiServiceConfig', {
      MsiServiceConfig: 'FailureActionsFlag',
      Name: 'VigilotAgent',
      Event: ON_INSTALL,
      ConfigType: FAILURE_ACTIONS_FLAG,
      Argument: '1',
      Component_: 'Service',
    }),
    insert('InstallExecuteSequence', {
      Action: 'MsiConfigureServices',
      Condition: 'VersionMsi >= "5.00"',
      Sequence: 5850,
    }),
    ...errors.map(([number, message]) => insert('Error', { Error: number, Message: message })),
    ...(edition === 'full' ? applicationRows : []),
  ];
}

const applicationRows: readonly string[] = [
  conditionOf('Run', 'NOT AUTOSTART OR AUTOSTART = "1"'),
  // Without it Windows drops every toast of the application in silence.
  create('MsiShortcutProperty', [
    'MsiShortcutProperty CHAR(72) NOT NULL',
    'Shortcut_ CHAR(72) NOT NULL',
    'PropertyKey CHAR(255) NOT NULL',
    'PropVariantValue CHAR(255) NOT NULL',
  ]),
  insert('MsiShortcutProperty', {
    MsiShortcutProperty: 'AppUserModelID',
    Shortcut_: 'StartMenu',
    PropertyKey: 'System.AppUserModel.ID',
    PropVariantValue: APP_ID,
  }),
];

/** When things are removed, properties are not those of the installation: then all that is there goes. */
function conditionOf(component: string, condition: string): string {
  return update('Component', 'Condition', `${condition} OR REMOVE`, 'Component', component);
}

function update(table: string, column: string, value: string | number, key: string, name: string): string {
  return `UPDATE \`${table}\` SET \`${column}\` = ${literal(value)} WHERE \`${key}\` = ${literal(name)}`;
}

function insert(table: string, row: Readonly<Record<string, string | number>>): string {
  const columns = Object.keys(row).map((name) => `\`${name}\``);
  return `INSERT INTO \`${table}\` (${columns.join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')})`;
}

/** The first column is the key. */
function create(table: string, columns: readonly string[]): string {
  const named = columns.map((column) => column.replace(/^\S+/, '`$&`'));
  return `CREATE TABLE \`${table}\` (${named.join(', ')} PRIMARY KEY \`${columns[0]?.split(' ')[0]}\`)`;
}

/** The SQL of Windows Installer knows no escape: a text with an apostrophe cannot be written. Throws there. */
function literal(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (value.includes("'")) throw new Error(`no apostrophe can stand in a row of an MSI: ${value}`);
  return `'${value}'`;
}
