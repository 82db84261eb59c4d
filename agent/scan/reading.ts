/** What one way of reading a scan says about the pack. Dates are civil dates (`protocol/date.ts`). */
export interface Reading {
  /** Product codes as GTIN-14: AI 01 or the linear code first, then the CIP of AI 711 where it names another. Never empty. */
  readonly codes: readonly string[];
  /** As scanned, trimmed. */
  readonly lot: string | null;
  readonly expiry: string | null;
  /** AI 11. */
  readonly manufactured: string | null;
  readonly serial: string | null;
  /** Something in it was unreadable or impossible and was taken as absent (a month 13, text after the last element). */
  readonly doubtful: boolean;
}

/** Why a text gives no reading at all: it names no product, or the product code's check digit is wrong. */
export interface ScanFault {
  readonly type: 'scan-unreadable' | 'check-digit';
  /** Key under `expected.` in the message catalogue. */
  readonly expected: string;
}

/** First the most straightforward reading, then every other that the bytes allow; or why there is none. */
export type ScanResult = { readonly readings: readonly [Reading, ...Reading[]] } | { readonly fault: ScanFault };
