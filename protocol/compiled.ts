/** Schemas compiled when a value is first held against them: there are many, and a start meets hardly any. */
import type { StaticEncode, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

export interface Compiled<T> {
  /** Whether the value is what the schema says. */
  Check(value: unknown): value is T;
  /** What is wrong with it. */
  Errors(value: unknown): ReturnType<Validator['Errors']>;
}

/** The schema's validator, made at its first use. */
export function compiled<const S extends TSchema>(schema: S): Compiled<StaticEncode<S>> {
  let made: Validator | null = null;
  const validator = (): Validator => {
    made ??= Compile(schema);
    return made;
  };
  return {
    Check: (value): value is StaticEncode<S> => validator().Check(value),
    Errors: (value) => validator().Errors(value),
  };
}
