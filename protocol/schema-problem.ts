/**
 * What a schema validator found wrong, said as one problem: which field, and what was expected of it. The validator's own
 * sentences are English and speak of schemas; callers get ours.
 */
import { CivilDate, Moment } from './bulletin.ts';
import { Problem } from './problems.ts';

/** The part of a TypeBox or Ajv error that is looked at. Paths are JSON pointers (RFC 6901). */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: object;
}

/** Sentences for the patterns that the protocol's schemas use; others are told as they are. */
const patternOf = (schema: object) => ('pattern' in schema ? String(schema.pattern) : '');
const patterns: Readonly<Record<string, string>> = {
  [patternOf(CivilDate)]: 'date',
  [patternOf(Moment)]: 'moment',
  '^\\d{14}$': 'gtin-14',
};

/** JSON notation of a type: the same in every language. */
const notation: Readonly<Record<string, string>> = {
  string: '"…"',
  array: '[…]',
  object: '{…}',
  integer: '0, 1, 2…',
  number: '0, 1.5…',
  boolean: 'true, false',
  null: 'null',
};

/** `request-invalid` for the first of `errors` that tells most; a validator that failed gives at least one. */
export function schemaProblem(errors: readonly SchemaError[]): Problem {
  const [first] = errors;
  if (first === undefined) return new Problem('request-invalid');
  return describe(telling(first, errors), errors);
}

/** Inside a union every branch complains: the one that got deepest into the value is the one that was meant. */
function telling(error: SchemaError, errors: readonly SchemaError[]): SchemaError {
  const union = error.schemaPath.indexOf('/anyOf/');
  if (union < 0) return error;
  const group = inUnion(error, errors, union);
  const depth = Math.min(...group.map(depthOf));
  const deeper = group.find((e) => depthOf(e) > depth);
  return deeper ?? group.find((e) => !['const', 'type', 'enum', 'anyOf'].includes(e.keyword)) ?? error;
}

function inUnion(error: SchemaError, errors: readonly SchemaError[], union: number): SchemaError[] {
  const prefix = error.schemaPath.slice(0, union + '/anyOf/'.length);
  return errors.filter((e) => e.schemaPath.startsWith(prefix));
}

const depthOf = (error: SchemaError) => error.instancePath.split('/').length;

function describe(error: SchemaError, errors: readonly SchemaError[]): Problem {
  const params = error.params as Readonly<Record<string, unknown>>;
  const field = fieldOf(error.instancePath);
  const fault = (expected: string, values: Record<string, string | number> = {}, at = field) =>
    new Problem('request-invalid', { ...(at === '' ? {} : { field: at }), expected, values });
  const limit = Number(params.limit);
  switch (error.keyword) {
    case 'required':
      return fault('required', {}, childOf(field, firstOf(params.requiredProperties ?? params.missingProperty)));
    case 'boolean':
      return fault('no-such-field');
    case 'additionalProperties':
      return fault(
        'no-such-field',
        {},
        childOf(field, firstOf(params.additionalProperties ?? params.additionalProperty)),
      );
    case 'pattern': {
      const pattern = String(params.pattern);
      return fault(patterns[pattern] ?? 'pattern', { pattern });
    }
    case 'minLength':
      return limit === 1 ? fault('text-not-empty') : fault('text-at-least', { limit });
    case 'maxLength':
      return fault('text-at-most', { limit });
    case 'minItems':
      return fault('items-at-least', { limit });
    case 'maxItems':
      return fault('items-at-most', { limit });
    case 'minimum':
      return fault('number-at-least', { limit });
    case 'maximum':
      return fault('number-at-most', { limit });
    case 'minProperties':
      return fault('properties-at-least', { limit });
    case 'const':
    case 'enum':
    case 'type':
    case 'anyOf':
      return fault('one-of', { values: alternatives(error, errors) });
    default:
      return fault('schema');
  }
}

/** What a value may be, in JSON notation: of a union, all its branches. */
function alternatives(error: SchemaError, errors: readonly SchemaError[]): string {
  const union = error.schemaPath.lastIndexOf('/anyOf/');
  const group = union < 0 ? [error] : inUnion(error, errors, union).filter((e) => depthOf(e) === depthOf(error));
  const literals = new Set(group.filter((e) => e.keyword === 'const').map((e) => e.schemaPath));
  const told = group.flatMap((e) => {
    const params = e.params as Readonly<Record<string, unknown>>;
    if (e.keyword === 'const') return [JSON.stringify(params.allowedValue)];
    if (e.keyword === 'enum') return (params.allowedValues as unknown[]).map((value) => JSON.stringify(value));
    // A literal complains of its type too; the literal says more.
    if (e.keyword === 'type' && !literals.has(e.schemaPath))
      return [notation[firstOf(params.type)] ?? firstOf(params.type)];
    return [];
  });
  return [...new Set(told)].join(', ');
}

const firstOf = (value: unknown): string => String(Array.isArray(value) ? value[0] : (value ?? ''));

const childOf = (field: string, name: string) => (field === '' ? name : `${field}.${name}`);

/** `/recall/targets/0/gtin` as people write it: `recall.targets[0].gtin`. */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : childOf(path, part)), '');
}
