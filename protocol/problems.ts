/**
 * The one table of problem types (RFC 9457). `type` is the key itself, a relative reference, stable for ever; the sentences
 * are in the message catalogue under `problem.<type>`.
 */
import type { RefusingState } from './messages/state.ts';

export const problemStatus = {
  'request-invalid': 400,
  unauthorized: 401,
  'origin-refused': 403,
  'scope-refused': 403,
  'role-refused': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'state-conflict': 409,
  'too-large': 413,
  'body-unsupported': 415,
  'scan-unreadable': 422,
  'check-digit': 422,
  'lot-invalid': 422,
  'date-invalid': 422,
  'rate-limited': 429,
  'internal-error': 500,
  'store-unavailable': 503,
} as const;

export type ProblemType = keyof typeof problemStatus;

export interface ProblemDetails {
  /** JSON pointer-like path of the field at fault: `recall.targets[0].gtin`. */
  readonly field?: string;
  /** Key of the sentence that says what was expected, under `expected.` in the message catalogue. */
  readonly expected?: string;
  /** Values for the placeholders of the sentences. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** For `state-conflict`: the state that refuses. */
  readonly state?: RefusingState;
  readonly cause?: unknown;
}

/** A refusal that the caller is told about, in words; thrown by rooms, turned into a problem document by the HTTP servers. */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly details: ProblemDetails;

  constructor(type: ProblemType, details: ProblemDetails = {}) {
    super(details.field ? `${type} (${details.field})` : type, { cause: details.cause });
    this.name = 'Problem';
    this.type = type;
    this.details = details;
  }

  get status(): number {
    return problemStatus[this.type];
  }
}
