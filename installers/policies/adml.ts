/** vigilot.adml of each language: what the editor shows of the policies in vigilot.admx. */
import { type Language, say } from '../../protocol/messages/index.ts';
import { NAMESPACE, REVISION } from './admx.ts';
import { categoryName, groups, type Policy, policies, supportedName, versions } from './policies.ts';
import { document, element, type Node } from './xml.ts';

/** Folders of the languages beside the ADMX. */
export const cultures: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-US' };

const words = {
  fr: {
    file: 'Stratégies de l’agent Vigilot',
    about: 'Réglages que l’informatique impose à l’agent Vigilot d’un poste d’officine.',
    since: (version: string) => `Vigilot ${version} ou version ultérieure`,
  },
  en: {
    file: 'Policies of the Vigilot agent',
    about: 'Settings that IT imposes on the Vigilot agent of a pharmacy’s workstation.',
    since: (version: string) => `Vigilot ${version} or later`,
  },
} as const;

/** The file in that language, UTF-8 without a byte order mark. */
export function adml(language: Language): string {
  const { file, about, since } = words[language];
  const strings: Array<readonly [id: string, text: string]> = [
    ['Vigilot', 'Vigilot'],
    ...Object.entries(groups).map(
      ([group, title]) => [categoryName(group as keyof typeof groups), title[language]] as const,
    ),
    ...versions.map((version) => [supportedName(version), since(version)] as const),
    ...policies.flatMap((policy) => stringsOf(policy, language)),
  ];
  return document(
    element('policyDefinitionResources', { xmlns: NAMESPACE, revision: REVISION, schemaVersion: '1.0' }, [
      element('displayName', {}, file),
      element('description', {}, about),
      element('resources', {}, [
        element(
          'stringTable',
          {},
          strings.map(([id, text]) => element('string', { id }, text)),
        ),
        element(
          'presentationTable',
          {},
          policies.flatMap((policy) => presentation(policy, language)),
        ),
      ]),
    ]),
  );
}

function stringsOf({ name, definition, entry }: Policy, language: Language): Array<readonly [string, string]> {
  const { shape } = definition.kind;
  const options = shape.type === 'choice' ? shape.options.map((option) => [`${name}_${option}`, option] as const) : [];
  return [[name, entry.title[language]], [`${name}_Help`, helpOf(definition, language)], ...options];
}

/** What it does, what each state of the policy means, and when a change counts. */
function helpOf({ kind, doc, live, defaultDoc, default: standard }: Policy['definition'], language: Language): string {
  const states = kind.shape.type === 'boolean' ? 'setting.policy-help.switch' : 'setting.policy-help.value';
  return [
    doc[language].replaceAll('`', ''),
    say(language, states, { default: defaultDoc?.[language] ?? String(standard) }),
    say(language, live ? 'setting.policy-help.live' : 'setting.policy-help.restart'),
  ].join('\n\n');
}

/** The field in which the value is written; a policy that is only on or off has none. */
function presentation({ name, definition, entry }: Policy, language: Language): Node[] {
  const { kind, default: standard } = definition;
  const label = entry.title[language];
  const field = (): Node | null => {
    switch (kind.shape.type) {
      case 'boolean':
        return null;
      case 'text':
        return element('textBox', { refId: name }, [element('label', {}, label)]);
      case 'number':
        return element(
          'decimalTextBox',
          { refId: name, ...(typeof standard === 'number' && { defaultValue: standard }) },
          label,
        );
      case 'choice': {
        const chosen = kind.shape.options.map(String).indexOf(String(standard));
        return element(
          'dropdownList',
          { refId: name, noSort: true, ...(chosen >= 0 && { defaultItem: chosen }) },
          label,
        );
      }
    }
  };
  const shown = field();
  return shown === null ? [] : [element('presentation', { id: name }, [shown])];
}
