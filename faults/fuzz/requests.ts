/** Requests made of an OpenAPI document: every route of it, with bodies as its schemas say and with bodies that break them. */
import type { Chance } from './mutate.ts';

export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Call {
  readonly method: string;
  /** Of the document, with its braces. */
  readonly route: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** Texts that fields hold, and those that break what reads them. */
const texts = [
  ...[
    'A123',
    '03400930000014',
    '3400930000014',
    '2027-03',
    '2027-03-31',
    '2026-11-22T09:30:00Z',
    'FR-75',
    'recall',
    'R-1',
    'é',
  ],
  ...[
    '',
    ' ',
    '\u0000',
    '\ud800',
    '-1',
    '0',
    '99999999999999999999',
    'null',
    '../../etc/passwd',
    '%',
    "'; drop table x; --",
  ],
  ...[
    '=cmd|x',
    '<b>',
    '\u202e',
    'x'.repeat(300),
    '2027-13',
    '0000-00-00',
    '+1000000-01-01',
    '1e400',
    'constructor',
    '__proto__',
  ],
];
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  '',
  'x',
  '\u0000',
  { __proto__x: 1 },
];

type Operations = ReadonlyArray<readonly [route: string, method: string, operation: Operation]>;

/** Rounds of the other routes for one of the rare ones. */
const ROUNDS = 100;

export class RequestMaker {
  readonly #operations: Operations;
  readonly #rare: Operations;
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #chance: Chance;
  /** Identifiers that answers have named: most routes do something only with one that is. */
  readonly #ids: string[] = ['01K9ZZZZZZZZZZZZZZZZZZZZZZ'];

  /** Routes of `without` are not asked, those of `rare` seldom: where the first ones come round for the 100th time. */
  constructor(document: OpenApi, chance: Chance, without: ReadonlySet<string>, rare: ReadonlySet<string>) {
    this.#chance = chance;
    this.#schemas = document.components?.schemas ?? {};
    const all = Object.entries(document.paths)
      .flatMap(([route, methods]) =>
        Object.entries(methods).map(([method, operation]) => [route, method.toUpperCase(), operation] as const),
      )
      .filter(([route, method]) => !without.has(`${method} ${route}`));
    const isRare = ([route, method]: Operations[number]) => rare.has(`${method} ${route}`);
    this.#operations = all.filter((one) => !isRare(one));
    this.#rare = all.filter(isRare);
  }

  get routes(): number {
    return this.#operations.length + this.#rare.length;
  }

  /** The `n`th request: the routes in turn. */
  make(n: number): Call {
    const [route, method, { requestBody, parameters = [] }] = this.#turn(n) ?? this.#none();
    const path = route.replace(/\{\w+\}/g, () =>
      encodeURIComponent(this.#one([...this.#ids.slice(-20), this.#one(texts)]).replace(/[\ud800-\udfff]/g, '')),
    );
    const query = parameters
      .filter((parameter) => parameter.in === 'query' && this.#chance(2) === 0)
      .map(
        ({ name, schema }) =>
          `${name}=${encodeURIComponent(String(this.#value(schema ?? {}, 0)).replace(/[\ud800-\udfff]/g, ''))}`,
      )
      .join('&');
    const schema = requestBody?.content['application/json']?.schema;
    return { method, route, path: query === '' ? path : `${path}?${query}`, body: schema && this.#body(schema) };
  }

  #turn(n: number): Operations[number] | undefined {
    // The last requests of the first of each hundred rounds: every route is asked early on, also in a short run.
    const all = this.#operations.length * ROUNDS + this.#rare.length;
    const at = (n % all) - this.#operations.length;
    if (at >= 0 && at < this.#rare.length) return this.#rare[at];
    return this.#operations[(n % all) % this.#operations.length];
  }

  /** Remembers what an answer calls `id`. */
  learn(answer: string): void {
    for (const [, id = ''] of answer.matchAll(/"id":"([^"]+)"/g)) if (!this.#ids.includes(id)) this.#ids.push(id);
    if (this.#ids.length > 200) this.#ids.splice(1, 100);
  }

  #body(schema: Schema): string {
    const text = JSON.stringify(this.#value(schema, 0));
    if (this.#chance(20) > 0) return text;
    return this.#one([
      text.slice(0, this.#chance(text.length)),
      `[${text}]`,
      '[['.repeat(500),
      'null',
      '""',
      `${text}x`,
    ]);
  }

  #value(schema: Schema, depth: number): unknown {
    if (this.#chance(25) === 0) return this.#one(odd);
    if (schema.$ref !== undefined) return this.#value(this.#named(schema.$ref), depth);
    const { anyOf, properties = {}, required = [], items, minimum = 0, minItems = 0 } = schema;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return this.#one(schema.enum);
    if (anyOf !== undefined) return this.#value(this.#one(anyOf), depth);
    if (schema.type === 'object') {
      const names = Object.keys(properties).filter(
        (name) => this.#chance(30) > 0 && (required.includes(name) || (depth < 6 && this.#chance(2) === 0)),
      );
      if (this.#chance(30) === 0) names.push(this.#one(['unknown', '__proto__', 'constructor', '']));
      return Object.fromEntries(names.map((name) => [name, this.#value(properties[name] ?? {}, depth + 1)]));
    }
    if (schema.type === 'array') {
      return Array.from({ length: minItems + this.#chance(3) }, () => this.#value(items ?? {}, depth + 1));
    }
    if (schema.type === 'integer' || schema.type === 'number') return minimum + this.#chance(5);
    if (schema.type === 'boolean') return this.#chance(2) === 0;
    if (schema.type === 'null') return null;
    return this.#chance(4) === 0 ? this.#one(this.#ids) : this.#one(texts);
  }

  #named(reference: string): Schema {
    const schema = this.#schemas[reference.slice('#/components/schemas/'.length)];
    if (schema === undefined) throw new Error(`the document has no ${reference}`);
    return schema;
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#chance(values.length)] as T;
  }

  #none(): never {
    throw new Error('the document has no routes');
  }
}

/** What is wrong with an answer, or null: an undocumented status, a fault of ours, a refusal that does not say of what. */
export function wrongWith(
  { method, route, body }: Call,
  document: OpenApi,
  status: number,
  type: string,
  text: string,
): string | null {
  const responses = document.paths[route]?.[method.toLowerCase()]?.responses ?? {};
  if (status >= 500) return `answered ${status}`;
  if (responses[status] === undefined && responses[`${String(status)[0]}XX`] === undefined)
    return `answered ${status}, which is not documented`;
  if (status < 400) return null;
  if (!type.startsWith('application/problem+json')) return `refused as ${type}`;
  const problem = JSON.parse(text) as { type?: string; field?: string; expected?: string };
  if (problem.type === 'request-invalid' && !problem.expected) return 'does not say what was expected';
  if (problem.type === 'request-invalid' && !problem.field && hasFields(body)) return 'names no field';
  return null;
}

/** Whether a fault can be of one field: a body that is no object, or an empty one, is wrong as a whole. */
function hasFields(body: string | undefined): boolean {
  // As JSON parsers that refuse it do: what has these names is refused as a whole.
  if (body === undefined || /"(__proto__|constructor|)":/.test(body)) return false;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  } catch {
    return false;
  }
}
