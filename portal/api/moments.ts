/** Moments in a query (RFC 3339, with an offset or Z). */
import Type from 'typebox';
import { isCivilDate } from '../../protocol/date.ts';
import { Problem } from '../../protocol/problems.ts';

/** A stretch of time, beside a list's own filters. */
export const momentQuery = {
  from: Type.Optional(Type.String({ maxLength: 40, description: 'Moment: from it on' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'Moment: before it' })),
};

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The moment of parameter `field`, undefined where it is not given. Throws request-invalid for what is none. */
export function momentOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // A `+` that nobody encoded comes as a blank.
  const given = text.replace(' ', '+');
  const moment = new Date(given);
  // `Date` takes 31 November for 1 December.
  if (!instant.test(given) || !isCivilDate(given.slice(0, 10)) || Number.isNaN(moment.getTime())) {
    throw new Problem('request-invalid', { field, expected: 'moment' });
  }
  return moment;
}
