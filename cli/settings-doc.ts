/** docs/settings.md, made from the two tables of settings: `npm run docs:settings`. A test compares it with what is committed. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { agentSettings } from '../agent/policy/settings.ts';
import { portalSettings } from '../portal/settings.ts';
import type { Language } from '../protocol/messages/index.ts';
import { registryName, type Setting, type SettingsTable } from '../protocol/settings.ts';
import { defaultText } from './help.ts';

export const settingsDocument = fileURLToPath(new URL('../docs/settings.md', import.meta.url));

const words = {
  fr: {
    agent: '## L’agent (`vigilot agent`)',
    portal: '## Le portail (`vigilot portal`)',
    head: ['réglage', 'ce qu’il fait', 'valeur par défaut', 'variable', 'option', 'depuis'],
    policy: 'stratégie machine',
    live: ' *Pris en compte sans redémarrage.*',
    secret: ' *Secret : jamais affiché, ni accepté sur la ligne de commande.*',
  },
  en: {
    agent: '## The agent (`vigilot agent`)',
    portal: '## The portal (`vigilot portal`)',
    head: ['setting', 'what it does', 'default', 'variable', 'flag', 'since'],
    policy: 'machine policy',
    live: ' *Taken up without a restart.*',
    secret: ' *Secret: never shown, nor taken on the command line.*',
  },
} as const;

/** The whole document: French first, then English. */
export function settingsMarkdown(): string {
  return `<!-- Made by \`npm run docs:settings\` from agent/policy/settings.ts and portal/settings.ts: edit those. -->

# Réglages

Chaque réglage peut venir, par priorité croissante : de sa valeur par défaut, du fichier de réglages (un objet JSON dont les
clés sont les noms ci-dessous), de l’environnement, de la ligne de commande, et pour l’agent de la stratégie machine que pose
l’informatique (\`/etc/vigilot/policy.json\`, de même forme ; sous Windows les valeurs de
\`HKLM\\Software\\Policies\\Vigilot\`, où un texte vide vaut « aucun »). \`vigilot status\` dit la valeur en vigueur et d’où elle vient.
Une valeur inutilisable arrête le démarrage en nommant le réglage et sa source. Une stratégie présente mais illisible ne
compte pas comme absente : la dernière lue reste en vigueur.

La colonne « stratégie machine » donne la valeur du registre (dans \`policy.json\`, la clé est le nom du réglage) ; « — » : ce
réglage ne vient pas d’une stratégie. Toutes valent pour la machine, aucune pour un utilisateur. Modèles pour l’éditeur de
stratégies de groupe : [vigilot.admx](../installers/policies/vigilot.admx), avec ses textes français et anglais à côté ; schéma
de \`policy.json\` : [policy.schema.json](../installers/policies/policy.schema.json). Le jeton d’enrôlement n’y a pas sa place :
tout utilisateur de la machine lit la stratégie, tout membre du domaine le partage d’où elle vient.

L’agent relit ces sources toutes les quinze secondes. Il prend en compte sans redémarrage les réglages qui le disent ; pour les
autres il signale qu’ils attendent le prochain démarrage. Ce qu’il ne peut pas lire ou utiliser, il le signale, et garde ce qui
était en vigueur.

${words.fr.agent}

${table('fr', agentSettings)}

${words.fr.portal}

${table('fr', portalSettings)}

# Settings

Each setting may come, by rising precedence: from its default, the config file (a JSON object whose keys are the names
below), the environment, the command line, and for the agent the machine policy that IT sets (\`/etc/vigilot/policy.json\`, of
the same form; under Windows the values of \`HKLM\\Software\\Policies\\Vigilot\`, where an empty text is “none”).
\`vigilot status\` tells the value in force and where it comes from. A value that cannot be used stops the start and names the
setting and its source. A policy that is there but cannot be read does not count as absent: the last one read stays in force.

The column “machine policy” gives the value of the registry (in \`policy.json\` the key is the setting’s name); “—”: this
setting does not come by policy. All are for the machine, none for a user. Templates for the group policy editor:
[vigilot.admx](../installers/policies/vigilot.admx), with its French and English texts beside it; schema of \`policy.json\`:
[policy.schema.json](../installers/policies/policy.schema.json). The enrolment token has no place there: every user of the
machine reads the policy, every member of the domain the share it comes from.

The agent reads these sources again every fifteen seconds. Settings that say so are taken up without a restart; of the others it
says that they wait for the next start. What it cannot read or use it reports, and keeps what was in force.

${words.en.agent}

${table('en', agentSettings)}

${words.en.portal}

${table('en', portalSettings)}
`;
}

/** Where a table has settings that a policy may give, a column says which they are. */
function table(language: Language, settings: SettingsTable): string {
  const { live, secret } = words[language];
  const byPolicy = Object.values(settings).some(({ policy }) => policy !== undefined);
  const head: string[] = [...words[language].head];
  if (byPolicy) head.splice(-1, 0, words[language].policy);
  const rows = Object.entries(settings).map(([name, setting]) => {
    const standard = defaultText(language, setting) || String(setting.default);
    return [
      `\`${name}\``,
      setting.doc[language] + (setting.live ? live : '') + (setting.secret ? secret : ''),
      setting.defaultDoc ? standard : `\`${standard}\``,
      setting.env === null ? '—' : `\`${setting.env}\``,
      setting.flag === null ? '—' : `\`--${setting.flag}\``,
      ...(byPolicy ? [policyOf(name, setting)] : []),
      setting.since,
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

/** The value of the registry that group policy writes, and its type (installers/policies/vigilot.admx). */
function policyOf(name: string, { policy, kind }: Setting<unknown>): string {
  if (policy === undefined) return '—';
  const type = kind.shape.type === 'number' || kind.shape.type === 'boolean' ? 'REG_DWORD' : 'REG_SZ';
  return `\`${registryName(name)}\` ${type}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(settingsDocument, settingsMarkdown());
