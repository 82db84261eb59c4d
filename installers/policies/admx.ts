/**
 * vigilot.admx: which policies there are and what each writes to the registry. The grammar is that of MS-GPREG 7.2 and 7.3
 * (https://learn.microsoft.com/openspecs/windows_protocols/ms-gpreg), as Group Policy editors since Windows Vista read it.
 */
import type { ValueShape } from '../../protocol/settings.ts';
import { categoryName, groups, POLICY_KEY, type Policy, policies, supportedName, versions } from './policies.ts';
import { document, element, type Node } from './xml.ts';

/** Raised whenever a policy comes or changes: an editor asks for a language file of at least this. */
export const REVISION = '1.0';
export const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';

const string = (id: string) => `$(string.${id})`;
const folders = Object.keys(groups) as Array<keyof typeof groups>;

/** The file, UTF-8 without a byte order mark. */
export function admx(): string {
  return document(
    element('policyDefinitions', { xmlns: NAMESPACE, revision: REVISION, schemaVersion: '1.0' }, [
      element('policyNamespaces', {}, [element('target', { prefix: 'vigilot', namespace: 'Vigilot.Policies' })]),
      element('resources', { minRequiredRevision: REVISION }),
      element('supportedOn', {}, [
        element(
          'definitions',
          {},
          versions.map((version) => {
            const name = supportedName(version);
            return element('definition', { name, displayName: string(name) });
          }),
        ),
      ]),
      element('categories', {}, [
        element('category', { name: 'Vigilot', displayName: string('Vigilot') }),
        ...folders.map((group) => {
          const name = categoryName(group);
          return element('category', { name, displayName: string(name) }, [
            element('parentCategory', { ref: 'Vigilot' }),
          ]);
        }),
      ]),
      element('policies', {}, policies.map(policy)),
    ]),
  );
}

function policy({ name, definition, entry }: Policy): Node {
  const { shape } = definition.kind;
  const switched = shape.type === 'boolean';
  return element(
    'policy',
    {
      name,
      class: 'Machine',
      displayName: string(name),
      explainText: string(`${name}_Help`),
      ...(!switched && { presentation: `$(presentation.${name})` }),
      key: POLICY_KEY,
      // An element names its value itself; with both, the editor would take the first for the policy's state.
      ...(switched && { valueName: name }),
    },
    [
      element('parentCategory', { ref: categoryName(entry.group) }),
      element('supportedOn', { ref: supportedName(definition.since) }),
      ...(switched
        ? [element('enabledValue', {}, [decimal(1)]), element('disabledValue', {}, [decimal(0)])]
        : [element('elements', {}, [valueElement(name, shape)])]),
    ],
  );
}

const decimal = (value: number) => element('decimal', { value });

/** Text and choices are written as REG_SZ, numbers as REG_DWORD. */
function valueElement(name: string, shape: Exclude<ValueShape, { type: 'boolean' }>): Node {
  const of = { id: name, valueName: name, required: true };
  switch (shape.type) {
    case 'text':
      return element('text', { ...of, maxLength: shape.maxLength });
    case 'number':
      return element('decimal', { ...of, minValue: shape.min, maxValue: shape.max });
    case 'choice':
      return element(
        'enum',
        of,
        shape.options.map((option) =>
          element('item', { displayName: string(`${name}_${option}`) }, [
            element('value', {}, [element('string', {}, option)]),
          ]),
        ),
      );
  }
}
