/** The portal's tables as Kysely sees them; `migrations/` makes them. Positions and counts are numbers, moments are `Date`. */
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { PublicJwk } from '../../protocol/envelope.ts';
import type { AccessTables } from './schema/access.ts';
import type { Flag, Json, Moment, OptionalMoment, OptionalNumber, OptionalText } from './schema/columns.ts';
import type { OutreachTables } from './schema/outreach.ts';
import type { ShortageTables } from './schema/shortages.ts';

export const revisionStates = ['draft', 'submitted', 'rejected', 'in-force', 'lifted', 'superseded'] as const;
export type RevisionState = (typeof revisionStates)[number];

/** One row: where the feed stands. Locked FOR UPDATE by everybody who appends. */
interface FeedHeadTable {
  id: 1;
  feed: string;
  /** The portal's name, which a workstation signs at hello. */
  portal: string;
  position: number;
  /** Hash of the entry at `position`; the root's thumbprint at 0. */
  hash: string;
  at: Moment;
  /** Entries are missing and are being taken back from agents: nothing is published, no tip is signed. */
  recovering: Flag;
  /** The position that a signed tip proved while recovering. */
  recover_to: OptionalNumber;
  /** When the operator last gave missing entries up: tips signed before prove nothing any more. */
  recovery_ended_at: OptionalMoment;
  /** When a backup was put in place; null once every workstation has shown what it holds, or the operator ended it. */
  restored_at: OptionalMoment;
  /** Number of the newest epoch entry; 0 before any. */
  epoch: ColumnType<number, number | undefined, number>;
}

interface FeedEntryTable {
  position: number;
  previous: string;
  hash: string;
  jws: string;
  at: Moment;
  kind: 'bulletin' | 'keys' | 'epoch';
  bulletin: OptionalText;
  revision: OptionalNumber;
}

/** Entries that an epoch cut off: kept as proof, never sent. */
interface FeedAbandonedTable {
  epoch: number;
  position: number;
  hash: string;
  jws: string;
  at: Moment;
}

interface OfficineTable {
  id: string;
  name: string;
  territory: OptionalText;
  finess: OptionalText;
  phone: OptionalText;
  email: OptionalText;
  statement_version: number;
  /** JWS `vigilot-officine+jws`, sent in each welcome. */
  statement: string;
  created_at: Moment;
}

interface WorkstationTable {
  id: string;
  officine: string;
  name: string;
  public_key: Json<PublicJwk>;
  thumbprint: string;
  enrolled_at: Moment;
  revoked_at: OptionalMoment;
  /** JWS `vigilot-revoked+jws`. */
  revocation_notice: OptionalText;
  /** Verified and committed on the workstation, as it last said. */
  position: ColumnType<number, number | undefined, number>;
  last_event_seq: ColumnType<number, number | undefined, number>;
  last_seen_at: OptionalMoment;
  version: OptionalText;
  headless: Flag;
}

interface EnrolmentTokenTable {
  id: string;
  officine: string;
  /** SHA-256 of the token, base64url. */
  token_hash: string;
  uses_left: number;
  expires_at: Moment;
  created_at: Moment;
}

interface BulletinTable {
  id: string;
  kind: string;
  author_role: string;
  /** Whose it is; null: posted with a key of portal.json, or taken back from the feed. */
  organisation: OptionalText;
  created_at: Moment;
  in_force_revision: OptionalNumber;
  lifted: Flag;
}

interface BulletinRevisionTable {
  bulletin: string;
  revision: number;
  state: RevisionState;
  /** Whether validating it ends the measure. */
  lift: Flag;
  /** `BulletinContent` of protocol/bulletin.ts; unknown here, because a newer portal may have written it. */
  content: Json<unknown>;
  reason: OptionalText;
  position: OptionalNumber;
  created_at: Moment;
  updated_at: Moment;
}

interface BulletinHistoryTable {
  id: Generated<number>;
  bulletin: string;
  revision: number;
  /** A `RevisionState`; `recovered` where the row was rebuilt from the feed; `first-validated` by the first of two. */
  state: string;
  at: Moment;
  by_role: string;
  by_organisation: OptionalText;
  /** A person or a key of the organisation. */
  by_actor: OptionalText;
  /** Their name of that day. */
  by_name: OptionalText;
  by_on_call: Flag;
  reason: OptionalText;
}

interface BulletinMessageTable {
  id: string;
  bulletin: string;
  at: Moment;
  by_role: string;
  by_organisation: OptionalText;
  /** A person or a key of the organisation. */
  by_actor: OptionalText;
  /** Their name of that day. */
  by_name: OptionalText;
  by_on_call: Flag;
  text: string;
}

interface DeliveryTable {
  workstation: string;
  bulletin: string;
  revision: number;
  at: Moment;
}

interface WorkstationEventTable {
  workstation: string;
  seq: number;
  id: string;
  kind: string;
  bulletin: OptionalText;
  revision: OptionalNumber;
  /** By the workstation's clock. */
  at: Moment;
  received_at: Moment;
  data: Json<Record<string, unknown>>;
  /** SHA-256 of the event with sorted keys: the same number with other content is a clone. */
  digest: string;
}

interface EventRefusedTable {
  workstation: string;
  seq: number;
  id: OptionalText;
  reason: string;
  body: Json<unknown>;
  received_at: Moment;
  digest: string;
}

interface AlarmTable {
  id: string;
  at: Moment;
  workstation: OptionalText;
  code: string;
  detail: Json<Record<string, unknown>>;
}

interface JournalHeadTable {
  workstation: string;
  count: number;
  hash: string;
  at: Moment;
  countersignature: string;
}

/** A presentation of the medicines database, as it was last imported. */
interface ProductTable {
  gtin: string;
  /** Code of the medicine (CIS), which several presentations share. */
  cis: string;
  name: string;
  presentation: string;
  /** Marketing-authorisation holder (titulaire). */
  holder: string;
  /** Of the presentation: `Présentation active`, as the source says it. */
  status: string;
  /** `Déclaration de commercialisation`, `Déclaration d'arrêt de commercialisation`…, as the source says it. */
  marketing: string;
  /** Medicine of major therapeutic interest; null: the source did not say. */
  mitm: ColumnType<boolean | null, boolean | null, boolean | null>;
  /** Name, presentation and holder as they are searched: `searchable` of products/search.ts. */
  searched: string;
  searched_holder: string;
}

/** One row: what `product` was made of. */
interface ProductSourceTable {
  id: 1;
  /** Civil date of the source's files, as the operator gave it. */
  date: string;
  imported_at: Moment;
  /** SHA-256 of what was read, base64url: the same files again change nothing. */
  digest: string;
  products: number;
  /** Rows whose CIP13 is none. */
  skipped: number;
  mitm: boolean;
}

export interface Tables extends AccessTables, OutreachTables, ShortageTables {
  feed_head: FeedHeadTable;
  feed_entry: FeedEntryTable;
  feed_abandoned: FeedAbandonedTable;
  officine: OfficineTable;
  workstation: WorkstationTable;
  enrolment_token: EnrolmentTokenTable;
  bulletin: BulletinTable;
  bulletin_revision: BulletinRevisionTable;
  bulletin_history: BulletinHistoryTable;
  bulletin_message: BulletinMessageTable;
  delivery: DeliveryTable;
  workstation_event: WorkstationEventTable;
  event_refused: EventRefusedTable;
  alarm: AlarmTable;
  journal_head: JournalHeadTable;
  product: ProductTable;
  product_source: ProductSourceTable;
}

export type FeedHead = Selectable<FeedHeadTable>;
