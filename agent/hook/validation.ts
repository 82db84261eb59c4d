/** Validation by the schemas themselves: nothing is removed, nothing is filled in, and only query strings are converted. */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { compiled } from '../../protocol/compiled.ts';
import { schemaProblem } from '../../protocol/schema-problem.ts';

/** Fastify's validator compiler: a breach is the Problem request-invalid that names the field and what was expected. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = compiled(schema);
  const convert = httpPart === 'querystring' ? converter(schema) : (value: unknown) => value;
  return (given: unknown) => {
    const value = convert(given);
    return check.Check(value) ? { value } : { error: schemaProblem(check.Errors(value)) };
  };
};

/** The text of a query as the integer or boolean that its schema asks for, where it is one; otherwise as it stands. */
function converter(schema: TSchema): (query: unknown) => unknown {
  const properties = Object.entries(
    ('properties' in schema ? schema.properties : {}) as Record<string, { type?: unknown }>,
  );
  const typed = properties.filter(([, { type }]) => type === 'integer' || type === 'boolean');
  return (query) => {
    const values = { ...(query as Record<string, unknown>) };
    for (const [name, { type }] of typed) {
      const text = values[name];
      if (typeof text !== 'string') continue;
      if (type === 'integer' && /^-?\d{1,15}$/.test(text)) values[name] = Number(text);
      if (type === 'boolean' && (text === 'true' || text === 'false')) values[name] = text === 'true';
    }
    return values;
  };
}
