/** What the register and its writer thread say to each other. */
import type { FeedFault, TipPayload, Typ } from '../../protocol/envelope.ts';
import type { IndexRows } from './rows.ts';
import type { StoreState } from './store.ts';

interface Requests {
  /** Opens the file, again where that has failed before. */
  open: { now: number };
  /** Sets the file aside and begins again. */
  reset: { now: number };
  begin: { feed: string; root: string };
  append: { entries: readonly string[]; receivedAt: string };
  tip: { jws: string; nonce: string | undefined };
  contest: { jws: string; receivedAt: string };
  entries: { position: number; limit: number };
  /** Tries whether the disk takes a write. */
  probe: object;
  statement: { jws: string; kind: Typ; use: 'entry' | 'tip' };
  close: object;
}

export interface WriterResults {
  open: { setAside: string | null; state: StoreState; rows: IndexRows };
  reset: { setAside: string | null; state: StoreState; rows: IndexRows };
  begin: { state: StoreState };
  append: { accepted: number; rows: IndexRows; fault: { fault: FeedFault; message: string } | null; state: StoreState };
  /** `fork`: where it contradicts what we hold; both are kept. */
  tip: ({ tip: TipPayload; fork: null } | { tip: null; fork: number }) & { state: StoreState };
  contest: { outcome: 'forked' | 'epoch'; rows: IndexRows | null; state: StoreState };
  entries: { entries: string[] };
  probe: object;
  statement: { payload: unknown };
  close: object;
}

export type WriterOp = keyof Requests;
export type WriterArguments<K extends WriterOp> = Requests[K];
export type WriterRequest = { [K in WriterOp]: { id: number; op: K } & Requests[K] }[WriterOp];

export type WriterFailure =
  | { readonly kind: 'feed'; readonly fault: FeedFault; readonly message: string }
  | { readonly kind: 'corrupt' | 'disk' | 'other'; readonly message: string; readonly code: string };

export type WriterAnswer =
  | { readonly id: number; readonly result: WriterResults[WriterOp] }
  | { readonly id: number; readonly failure: WriterFailure };
