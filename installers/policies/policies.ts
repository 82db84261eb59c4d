/** The policies that IT may set: what the agent's table of settings says of itself, as Group Policy names it. */
import { agentSettings } from '../../agent/policy/settings.ts';
import type { Language } from '../../protocol/messages/index.ts';
import {
  type PolicyEntry,
  type PolicyGroup,
  registryName,
  type Setting,
  type SettingsTable,
} from '../../protocol/settings.ts';

export const POLICY_KEY = 'Software\\Policies\\Vigilot';

export interface Policy {
  /** Of the setting: the key in policy.json. */
  readonly setting: string;
  /** In the registry and in Group Policy: `PortalUrl`. */
  readonly name: string;
  readonly definition: Setting<unknown>;
  readonly entry: PolicyEntry;
}

/** Those of a table, in its order. */
export function policiesOf(table: SettingsTable): Policy[] {
  return Object.entries(table).flatMap(([setting, definition]) => {
    const { policy: entry } = definition;
    return entry === undefined ? [] : [{ setting, name: registryName(setting), definition, entry }];
  });
}

export const policies = policiesOf(agentSettings);

/** Folders of the editor, in its order. */
export const groups: Readonly<Record<PolicyGroup, Readonly<Record<Language, string>>>> = {
  portal: { fr: 'Liaison avec le portail', en: 'Link to the portal' },
  tills: { fr: 'Logiciel de caisse', en: 'Till software' },
  answers: { fr: 'Réponses', en: 'Answers' },
  records: { fr: 'Registres et journaux', en: 'Records and logs' },
  workstation: { fr: 'Poste', en: 'Workstation' },
};

/** Versions of the agent that brought a policy, oldest first; each is an entry of “supported on”. */
export const versions = [...new Set(policies.map(({ definition }) => definition.since))].sort((a, b) =>
  a.localeCompare(b, 'en', { numeric: true }),
);

/** Names in ADMX files: letters, digits and underscores alone, whatever the editor would let pass. */
export const supportedName = (version: string): string => `Supported_Vigilot_${version.replaceAll(/\W/g, '_')}`;
export const categoryName = (group: PolicyGroup): string => `Vigilot_${registryName(group)}`;
