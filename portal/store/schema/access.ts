/** Organisations, their people and keys, how those sign in, and the audit log. */
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
  audit_head: AuditHeadTable;
  audit_entry: AuditEntryTable;
}
