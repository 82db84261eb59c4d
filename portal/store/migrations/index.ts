import type { Migration } from 'kysely/migration';
import { tables } from './0001-tables.ts';
import { access } from './0002-access.ts';
import { reports } from './0004-reports.ts';
import { outreach } from './0005-outreach.ts';
import { operation } from './0006-operation.ts';
import { shortages } from './0007-shortages.ts';
import { letters } from './0008-letters.ts';
import { suspension } from './0009-suspension.ts';
import { shortageEnds } from './0010-shortage-ends.ts';

/** Every migration ever shipped, run in the order of their names and never changed afterwards. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-tables': tables,
  '0002-access': access,
  '0004-reports': reports,
  '0005-outreach': outreach,
  '0006-operation': operation,
  '0007-shortages': shortages,
  '0008-letters': letters,
  '0009-suspension': suspension,
  '0010-shortage-ends': shortageEnds,
};
