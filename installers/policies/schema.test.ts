/** What editors and configuration management are told of policy.json is what the agent takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { policiesFolder } from './build.ts';
import { policies } from './policies.ts';
import { samples } from './samples.testkit.ts';

const schema = JSON.parse(readFileSync(join(policiesFolder, 'policy.schema.json'), 'utf8')) as {
  properties: Record<string, { default?: unknown; title: string; description: string }>;
};
const validator = Compile(schema);

describe.each(policies.map((policy) => [policy.setting, policy] as const))('%s', (setting, policy) => {
  const { kind, doc } = policy.definition;
  const described = schema.properties[setting];

  it('is described in both languages, with a default that fits', () => {
    expect(described?.title).toBe(policy.entry.title.fr);
    expect(described?.description).toBe(`${doc.fr}\n\n${doc.en}`);
    if (described?.default !== undefined) {
      expect(validator.Check({ [setting]: described.default })).toBe(true);
      expect(kind.read(described.default)).toBe(described.default);
    }
  });

  it('takes what the agent takes, and nothing that it refuses', () => {
    for (const value of [...samples(policy), ...(kind.optional ? [null] : [])]) {
      expect(validator.Check({ [setting]: value }), String(value)).toBe(true);
      expect(kind.read(value)).toBe(value);
    }
    for (const value of [{}, [], ...(kind.optional ? [] : [null]), kind.shape.type === 'text' ? 7 : 'no such value']) {
      expect(validator.Check({ [setting]: value }), JSON.stringify(value)).toBe(false);
      expect(kind.read(value)).toBeUndefined();
    }
  });
});

it('a name of a later version is no error, as for the agent', () => {
  expect(validator.Check({ ofTomorrow: 1 })).toBe(true);
});
