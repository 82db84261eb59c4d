/** Organisations, their people and keys, how those sign in, and the audit log. */

import type { Capability, PersonFunction } from '../../access/capabilities.ts';
import type { Role } from '../../workflow/transitions.ts';
import type { Flag, Json, Moment, OptionalMoment, OptionalText } from './columns.ts';

export const subscriptions = ['none', 'recalls', 'recalls+shortages'] as const;
export type Subscription = (typeof subscriptions)[number];

interface OrganisationTable {
  id: string;
  role: Role;
  name: string;
  phone: OptionalText;
  email: OptionalText;
  subscription: Subscription;
  /** Civil date from which a laboratory may use DP-Alertes, by that service's own procedure. */
  alerts_since: OptionalText;
  /** Of the authority: two different reviewers validate. */
  two_person: Flag;
  created_at: Moment;
  /** Nobody of it signs in any more. */
  closed_at: OptionalMoment;
}

/** A laboratory's signed service convention, as it was filed. */
interface ConventionTable {
  id: string;
  organisation: string;
  /** Civil date. */
  signed_on: string;
  file_name: string;
  media_type: string;
  content: Uint8Array;
  /** Of `content`, hexadecimal. */
  sha256: string;
  kept_at: Moment;
  kept_by: string;
}

interface PersonTable {
  id: string;
  organisation: string;
  /** In lower case; one living account each. */
  email: string;
  name: string;
  functions: Json<PersonFunction[]>;
  created_at: Moment;
  /** First signed in. */
  active_at: OptionalMoment;
  /** Signs in no more until it is taken back. */
  suspended_at: OptionalMoment;
  ended_at: OptionalMoment;
}

interface InvitationTable {
  id: string;
  person: string;
  token_hash: string;
  expires_at: Moment;
  used_at: OptionalMoment;
  created_at: Moment;
}

interface SignInCodeTable {
  /** Of the secret in the asking browser's cookie. */
  challenge_hash: string;
  /** Hash of the address that was typed, whether there is such an account or not. */
  account: string;
  /** Hash of the cookie of a browser that signed in to this account before. */
  device: OptionalText;
  /** Null: no code of this row is ever right. */
  person: OptionalText;
  /** Over challenge and code, so that this table alone gives no code away. */
  code_hash: string;
  tries_left: number;
  expires_at: Moment;
  created_at: Moment;
}

interface KnownBrowserTable {
  token_hash: string;
  person: string;
  created_at: Moment;
}

interface PasskeyTable {
  /** Credential id (WebAuthn), base64url. */
  id: string;
  person: string;
  name: string;
  /** COSE key, base64url. */
  public_key: string;
  counter: number;
  transports: Json<string[]>;
  created_at: Moment;
  last_used_at: OptionalMoment;
}

interface PasskeyChallengeTable {
  challenge_hash: string;
  /** Who registers; null: a sign-in. */
  person: OptionalText;
  expires_at: Moment;
}

export const signInMethods = ['invitation', 'code', 'passkey'] as const;
export type SignInMethod = (typeof signInMethods)[number];

interface SessionTable {
  id: string;
  token_hash: string;
  person: string;
  method: SignInMethod;
  address: string;
  /** User-Agent at sign-in. */
  browser: string;
  created_at: Moment;
  last_seen_at: Moment;
  expires_at: Moment;
  ended_at: OptionalMoment;
}

interface ApiKeyTable {
  id: string;
  organisation: string;
  name: string;
  secret_hash: string;
  capabilities: Json<Capability[]>;
  created_at: Moment;
  created_by: string;
  last_used_at: OptionalMoment;
  revoked_at: OptionalMoment;
}

/** A broadcast by a laboratory without a subscription, to be billed. */
interface OccasionalUseTable {
  organisation: string;
  bulletin: string;
  at: Moment;
  drill: boolean;
  /** Who submitted it. */
  by_name: string;
  by_on_call: boolean;
}

/** A reviewer's word on a submitted revision, where the authority wants two. */
interface BulletinApprovalTable {
  bulletin: string;
  revision: number;
  person: string;
  name: string;
  at: Moment;
}

interface AuditHeadTable {
  id: 1;
  position: number;
  hash: string;
}

interface AuditEntryTable {
  position: number;
  previous: string;
  at: Moment;
  role: string;
  organisation: OptionalText;
  /** A person or a key. */
  actor: OptionalText;
  name: string;
  on_call_from: OptionalText;
  act: string;
  subject: string;
  detail: Json<unknown>;
  hash: string;
}

export interface AccessTables {
  organisation: OrganisationTable;
  convention: ConventionTable;
  person: PersonTable;
  invitation: InvitationTable;
  sign_in_code: SignInCodeTable;
  known_browser: KnownBrowserTable;
  passkey: PasskeyTable;
  passkey_challenge: PasskeyChallengeTable;
  session: SessionTable;
  api_key: ApiKeyTable;
  bulletin_approval: BulletinApprovalTable;
  occasional_use: OccasionalUseTable;
  audit_head: AuditHeadTable;
  audit_entry: AuditEntryTable;
}
