/** Types that the tables share: what a query gives, and what may be written. */
import type { ColumnType } from 'kysely';

export type Moment = ColumnType<Date, Date | string, Date | string>;
export type OptionalMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Written as JSON text (`json` in database.ts): drivers disagree on arrays given as they are. */
export type Json<T> = ColumnType<T, string, string>;
export type OptionalJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
export type OptionalText = ColumnType<string | null, string | null | undefined, string | null>;
export type OptionalNumber = ColumnType<number | null, number | null | undefined, number | null>;
/** Has a default. */
export type Flag = ColumnType<boolean, boolean | undefined, boolean>;
