/** Who is told without an agent, and every attempt to tell them. */
import type { ColumnType, GeneratedAlways, Selectable } from 'kysely';
import type { Flag, Moment, OptionalJson, OptionalMoment, OptionalText } from './columns.ts';

export const recipientKinds = ['wholesaler', 'hospital', 'officine'] as const;
export type RecipientKind = (typeof recipientKinds)[number];

export const channels = ['email', 'fax', 'letter', 'phone'] as const;
export type Channel = (typeof channels)[number];

/** `reached`: its agent has the bulletin; `superseded`: a newer revision is told in its place; `exhausted`: every salvo went out. */
export type OutreachState = 'open' | 'acknowledged' | 'reached' | 'superseded' | 'exhausted';
/** `accepted`: the mail server, fax gateway or mail house took it; `returned`: it came back, as a letter does. */
export type AttemptState = 'due' | 'accepted' | 'failed' | 'cancelled' | 'returned';

/** A postal address as it is printed: the lines between name and postal code. */
export interface Address {
  readonly lines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  /** Null: France. */
  readonly country: string | null;
}

interface RecipientTable {
  id: string;
  kind: RecipientKind;
  /** The officine whose fax and address these are. */
  officine: OptionalText;
  name: string;
  finess: OptionalText;
  territory: OptionalText;
  phone: OptionalText;
  email: OptionalText;
  fax: OptionalText;
  address: OptionalJson<Address>;
  active: Flag;
  created_at: Moment;
  updated_at: Moment;
}

/** One row: what the operator has set, and what links are signed with. */
interface OutreachPlanTable {
  id: 1;
  /** Null: nobody has set one. */
  plan: OptionalJson<unknown>;
  /** 32 random bytes, base64url. In the database, so that every portal on it makes and knows the same links. */
  link_secret: string;
  changed_at: OptionalMoment;
}

/** A published revision that outreach has taken up. */
interface OutreachCampaignTable {
  bulletin: string;
  revision: number;
  opened_at: Moment;
  /** When officines that no agent has reached are told in other ways; null: not meant for them, or done. */
  officines_at: OptionalMoment;
}

interface OutreachTable {
  id: string;
  bulletin: string;
  revision: number;
  kind: RecipientKind;
  /** Id of the recipient, or of the officine. */
  addressee: string;
  state: OutreachState;
  opened_at: Moment;
  salvo: ColumnType<number, number | undefined, number>;
  next_at: OptionalMoment;
  acknowledged_at: OptionalMoment;
  acknowledged_by: OptionalText;
  answer: OptionalJson<unknown>;
}

interface OutreachAttemptTable {
  id: string;
  /** In the order in which they were planned. */
  n: GeneratedAlways<number>;
  outreach: string;
  salvo: number;
  channel: Channel;
  address: string;
  state: AttemptState;
  tries: ColumnType<number, number | undefined, number>;
  /** When it may be tried: moved ahead while somebody tries it, and after a failure that may pass. */
  due_at: Moment;
  /** When it ended. */
  at: OptionalMoment;
  receipt: OptionalText;
  error: OptionalText;
  batch: OptionalText;
  /** Who noted it, where a person did. */
  by: OptionalText;
  /** Of a letter: what its recipient types in place of the link. */
  code: OptionalText;
}

interface LetterBatchTable {
  id: string;
  at: Moment;
  letters: number;
  by: string;
  /** Lines printed above: where a letter that cannot be delivered goes back to. */
  sender: OptionalJson<readonly string[]>;
  handed_at: OptionalMoment;
  handed_by: OptionalText;
  receipt: OptionalText;
}

export interface OutreachTables {
  recipient: RecipientTable;
  outreach_plan: OutreachPlanTable;
  outreach_campaign: OutreachCampaignTable;
  outreach: OutreachTable;
  outreach_attempt: OutreachAttemptTable;
  letter_batch: LetterBatchTable;
}

export type Recipient = Selectable<RecipientTable>;
export type OutreachRow = Selectable<OutreachTable>;
