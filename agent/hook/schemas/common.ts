/** Small schemas that several requests and answers share. */
import Type from 'typebox';

export const strict = { additionalProperties: false } as const;
export const Gtin14 = Type.String({ pattern: '^\\d{14}$' });
export const Timestamp = Type.String({ format: 'date-time', description: 'UTC, ISO 8601' });
