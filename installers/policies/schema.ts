/** The JSON Schema of /etc/vigilot/policy.json, for editors and configuration management. */
import { policies } from './policies.ts';

/** The schema as JSON text. A name it does not hold is no error: IT writes one policy for agents of several versions. */
export function policySchema(): string {
  const properties = policies.map(({ setting, definition, entry }) => {
    const { kind, default: standard, doc } = definition;
    return [
      setting,
      {
        title: entry.title.fr,
        description: `${doc.fr}\n\n${doc.en}`,
        ...valueSchema(kind.shape, kind.optional === true),
        ...(typeof standard !== 'function' && { default: standard }),
      },
    ];
  });
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Vigilot : stratégie machine',
    type: 'object',
    properties: Object.fromEntries(properties),
  };
  // Lists on one line, as the formatter of the repository leaves them.
  const text = JSON.stringify(schema, null, 2).replaceAll(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items: string) => `[${items.replaceAll(/,\s+/g, ', ')}]`,
  );
  return `${text}\n`;
}

type Shape = (typeof policies)[number]['definition']['kind']['shape'];

function valueSchema(shape: Shape, optional: boolean): object {
  const typed = (type: string) => (optional ? [type, 'null'] : type);
  switch (shape.type) {
    case 'text':
      return { type: typed('string'), minLength: 1, maxLength: shape.maxLength };
    case 'number':
      return { type: typed('integer'), minimum: shape.min, maximum: shape.max };
    case 'boolean':
      return { type: typed('boolean') };
    case 'choice':
      return { enum: [...shape.options, ...(optional ? [null] : [])] };
  }
}
