/** Validation by the schemas themselves: nothing is filled in or removed, and only the texts of a query are converted. */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { schemaProblem } from '../../protocol/schema-problem.ts';

/** Fastify's validator compiler: a breach is the Problem request-invalid that names the field and what was expected. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  return (given: unknown) => {
    const value = httpPart === 'querystring' ? Value.Convert(schema, given) : given;
    return check.Check(value) ? { value } : { error: schemaProblem(check.Errors(value)) };
  };
};

/** For bodies that a room reads by itself, which says more than their schema can: the schema documents them alone. */
export const readByRoom: FastifySchemaCompiler<TSchema> = (part) =>
  part.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(part);
