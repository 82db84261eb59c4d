/** Small schemas that several requests and answers share. */
import Type from 'typebox';

export const strict = { additionalProperties: false } as const;
export const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

export const Gtin14 = Type.String({ pattern: '^\\d{14}$' });
export const Timestamp = Type.String({ format: 'date-time', description: 'UTC, ISO 8601' });

export const bulletinStates = ['in-force', 'scheduled', 'lifted'] as const;
