/**
 * The ADMX and ADML files against the rules of Microsoft's schema (MS-GPREG 7.2 and 7.3) and of the editors that read them: what
 * breaks one makes the editor refuse the file, or drop policies of every vendor from its tree.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { cultures } from './adml.ts';
import { NAMESPACE } from './admx.ts';
import { policiesFolder } from './build.ts';
import { policies } from './policies.ts';

/** Parsed strictly: what a lenient parser would mend is an error here. */
function parse(name: string): Element {
  const refuse = (level: string, message: unknown) => {
    throw new Error(`${name}: ${level}: ${message}`);
  };
  const text = readFileSync(join(policiesFolder, name), 'utf8');
  const { documentElement } = new DOMParser({ errorHandler: refuse }).parseFromString(text, 'text/xml');
  return documentElement;
}
const children = (parent: Element): Element[] =>
  Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1);
const all = (root: Element, name: string): Element[] => Array.from(root.getElementsByTagName(name));
const named = (root: Element, name: string): Element[] => children(root).filter(({ tagName }) => tagName === name);
const only = (root: Element, name: string): Element => {
  const [found, ...more] = named(root, name);
  if (found === undefined || more.length > 0) throw new Error(`${root.tagName}: one ${name} expected`);
  return found;
};
const attributes = (element: Element) =>
  Object.fromEntries(Array.from(element.attributes).map(({ name, value }) => [name, value]));
const tags = (parent: Element) => children(parent).map(({ tagName }) => tagName);
const unique = (names: readonly string[]) => expect(names).toEqual([...new Set(names)]);

const admx = parse('vigilot.admx');
const definitions = children(only(admx, 'policies'));
const categories = children(only(admx, 'categories'));
const languages = Object.entries(cultures).map(([, culture]) => ({ culture, adml: parse(`${culture}/vigilot.adml`) }));

/** A whole number as xs:unsignedInt takes it: what a DWORD holds. */
const unsigned = (text: string | null) => {
  expect(text).toMatch(/^\d+$/);
  expect(Number(text)).toBeLessThanOrEqual(0xffff_ffff);
  return Number(text);
};

describe('vigilot.admx', () => {
  it('is of the namespace and version that editors since Vista read, its parts in the schema’s order', () => {
    expect(attributes(admx)).toEqual({
      xmlns: NAMESPACE,
      revision: expect.stringMatching(/^\d+\.\d+$/),
      schemaVersion: '1.0',
    });
    expect(NAMESPACE).toBe('http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions');
    expect(tags(admx)).toEqual(['policyNamespaces', 'resources', 'supportedOn', 'categories', 'policies']);
  });

  it('has a namespace that is not Microsoft’s', () => {
    const { prefix, namespace } = attributes(only(only(admx, 'policyNamespaces'), 'target'));
    expect(prefix).toMatch(/^[a-z]+$/);
    expect(namespace).toMatch(/^Vigilot\./);
  });

  it('names everything by letters, digits and underscores, and once: the editor ignores case', () => {
    for (const group of [definitions, categories, all(admx, 'definition')]) {
      const names = group.map((element) => element.getAttribute('name') ?? '');
      for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      unique(names.map((name) => name.toLowerCase()));
    }
  });

  it('holds each policy of the table once, and no other', () => {
    expect(definitions.map((policy) => policy.getAttribute('name'))).toEqual(policies.map(({ name }) => name));
  });

  it('its folders hang together, below one', () => {
    const names = new Set(categories.map((category) => category.getAttribute('name')));
    const roots = categories.filter((category) => named(category, 'parentCategory').length === 0);
    expect(roots.map((category) => category.getAttribute('name'))).toEqual(['Vigilot']);
    for (const reference of all(admx, 'parentCategory')) expect(names).toContain(reference.getAttribute('ref'));
  });

  it.each(definitions.map((policy) => [policy.getAttribute('name') ?? '', policy] as const))(
    '%s: of the machine, in our key, in the schema’s order, with values that the registry holds',
    (name, policy) => {
      const given = attributes(policy);
      expect(given).toMatchObject({
        class: 'Machine',
        key: 'Software\\Policies\\Vigilot',
        displayName: `$(string.${name})`,
        explainText: `$(string.${name}_Help)`,
      });
      expect(only(policy, 'supportedOn').getAttribute('ref')).toBeOneOf(
        all(admx, 'definition').map((definition) => definition.getAttribute('name')),
      );
      if (given.valueName !== undefined) {
        expect(tags(policy)).toEqual(['parentCategory', 'supportedOn', 'enabledValue', 'disabledValue']);
        expect(given).toMatchObject({ valueName: name });
        expect(given.presentation).toBeUndefined();
        const [on, off] = all(policy, 'decimal').map((value) => unsigned(value.getAttribute('value')));
        expect([on, off]).toEqual([1, 0]);
        return;
      }
      expect(tags(policy)).toEqual(['parentCategory', 'supportedOn', 'elements']);
      const elements = children(only(policy, 'elements'));
      unique(elements.map((element) => element.getAttribute('id') ?? ''));
      for (const element of elements) {
        expect(attributes(element)).toMatchObject({ valueName: name, required: 'true' });
        switch (element.tagName) {
          case 'text':
            expect(unsigned(element.getAttribute('maxLength'))).toBeGreaterThan(0);
            break;
          case 'decimal':
            expect(unsigned(element.getAttribute('maxValue'))).toBeGreaterThan(
              unsigned(element.getAttribute('minValue')),
            );
            break;
          case 'enum': {
            const options = named(element, 'item').map((item) => only(only(item, 'value'), 'string').textContent ?? '');
            expect(options.length).toBeGreaterThan(1);
            unique(options);
            for (const option of options) expect(option).toMatch(/^.{1,255}$/);
            break;
          }
          default:
            throw new Error(`${element.tagName} is no element that the agent reads`);
        }
      }
    },
  );
});

describe.each(languages)('$culture/vigilot.adml', ({ adml }) => {
  const resources = only(adml, 'resources');
  const strings = named(only(resources, 'stringTable'), 'string');
  const presentations = named(only(resources, 'presentationTable'), 'presentation');
  const idOf = (element: Element) => element.getAttribute('id') ?? '';

  it('is of the same namespace, and at least as new as the ADMX asks', () => {
    expect(attributes(adml)).toMatchObject({ xmlns: NAMESPACE, schemaVersion: '1.0' });
    expect(Number(adml.getAttribute('revision'))).toBeGreaterThanOrEqual(
      Number(only(admx, 'resources').getAttribute('minRequiredRevision')),
    );
    expect(tags(adml)).toEqual(['displayName', 'description', 'resources']);
    expect(tags(resources)).toEqual(['stringTable', 'presentationTable']);
  });

  it('has each text that the ADMX names, and no other', () => {
    const wanted = new Set(
      ['displayName', 'explainText'].flatMap((attribute) =>
        all(admx, '*').flatMap((element) => {
          const reference = element.getAttribute(attribute);
          if (!reference) return [];
          const [, id] = /^\$\(string\.(\w+)\)$/.exec(reference) ?? [];
          expect(id, reference).toBeDefined();
          return [String(id)];
        }),
      ),
    );
    expect(strings.map(idOf).sort()).toEqual([...wanted].sort());
    for (const text of strings) expect(text.textContent?.trim()).not.toBe('');
  });

  it('has a presentation for each policy with a value, and in it a field of the right sort for each element', () => {
    const fields = { text: 'textBox', decimal: 'decimalTextBox', enum: 'dropdownList' } as Record<string, string>;
    const wanted = definitions.filter((policy) => policy.hasAttribute('presentation'));
    expect(presentations.map(idOf)).toEqual(wanted.map((policy) => policy.getAttribute('name')));
    for (const [index, policy] of wanted.entries()) {
      expect(policy.getAttribute('presentation')).toBe(`$(presentation.${policy.getAttribute('name')})`);
      const shown = children(presentations[index] as Element);
      const elements = children(only(policy, 'elements'));
      expect(shown.map((field) => [field.getAttribute('refId'), field.tagName])).toEqual(
        elements.map((element) => [idOf(element), fields[element.tagName]]),
      );
      for (const [place, element] of elements.entries()) {
        const field = shown[place] as Element;
        expect(field.textContent?.trim()).not.toBe('');
        const standard = field.getAttribute('defaultValue') || field.getAttribute('defaultItem');
        if (!standard) continue;
        const most =
          element.tagName === 'enum' ? named(element, 'item').length - 1 : unsigned(element.getAttribute('maxValue'));
        expect(unsigned(standard)).toBeLessThanOrEqual(most);
      }
    }
  });
});

it('the parser refuses what is not well formed, as the editor would', () => {
  const refuse = (level: string, message: unknown) => {
    throw new Error(`${level}: ${message}`);
  };
  for (const text of ['<a><b></a>', '<a b=1/>', '<a>&nothing;</a>', '<a/><b/>']) {
    expect(() => new DOMParser({ errorHandler: refuse }).parseFromString(text, 'text/xml'), text).toThrow();
  }
});
