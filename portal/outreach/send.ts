/** What a channel is given and what it answers. */
import type { BulletinContent } from '../../protocol/bulletin.ts';
import type { RecipientKind } from '../store/schema/outreach.ts';

/** A published revision as it is told. */
export interface Told {
  readonly id: string;
  readonly revision: number;
  readonly lifted: boolean;
  readonly liftReason: string | null;
  readonly publishedAt: Date;
  readonly content: BulletinContent;
}

export interface Outgoing {
  /** Id of the attempt: the same when it is tried again, so that a copy can be told from another message. */
  readonly attempt: string;
  /** E-mail address or fax number. */
  readonly address: string;
  readonly recipient: { readonly name: string; readonly kind: RecipientKind };
  readonly bulletin: Told;
  /** Where the recipient acknowledges. */
  readonly link: string;
  readonly salvo: number;
}

/** `later`: it may succeed another time; `failed`: it never will, with this address. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly receipt: string }
  | { readonly kind: 'later' | 'failed'; readonly error: string };

/** Hands one message over. An error thrown counts as `later`. */
export type Sender = (message: Outgoing) => Promise<Outcome>;
