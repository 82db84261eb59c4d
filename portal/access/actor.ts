/** Who acts: a person, a key of an organisation, or one of the three keys of portal.json, which stand for a whole role. */
import type { Role } from '../workflow/transitions.ts';
import { type Capability, capabilitiesOfRole } from './capabilities.ts';

export interface Actor {
  readonly role: Role;
  /** Whose things it sees and acts on; null: a key of portal.json, which is bound to no organisation. */
  readonly organisation: string | null;
  readonly user: string | null;
  /** Id of an organisation's key; null for people and for the keys of portal.json. */
  readonly key: string | null;
  /** As people read it, in history and audit. */
  readonly name: string;
  /** The operator's own organisation, where somebody on call acts for `organisation`. */
  readonly onCallFrom: string | null;
  may(capability: Capability): boolean;
}

/** The actor behind a key of portal.json: its whole role, in no organisation. */
export function machineActor(role: Role): Actor {
  return {
    role,
    organisation: null,
    user: null,
    key: null,
    name: `portal.json (${role})`,
    onCallFrom: null,
    may: (capability) => capabilitiesOfRole[role].includes(capability),
  };
}

/** Tells two people apart, and a person from a key; the keys of portal.json are one for each role. */
export function identityOf(actor: Actor): string {
  return actor.user ?? actor.key ?? `portal.json:${actor.role}`;
}

/** How an act is signed in a table: role, organisation, person or key, and the name of the day. */
export interface Signature {
  by_role: Role;
  by_organisation: string | null;
  by_actor: string | null;
  by_name: string | null;
  by_on_call: boolean;
}

/** `actor` as the columns of a history. */
export function signatureOf(actor: Actor): Signature {
  const own = actor.user ?? actor.key;
  return {
    by_role: actor.role,
    by_organisation: actor.organisation,
    by_actor: own,
    // A key of portal.json says no more than its role.
    by_name: own === null ? null : actor.name,
    by_on_call: actor.onCallFrom !== null,
  };
}

/** Whether `actor` stands on the side that something belongs to: its role, and for laboratories its organisation. */
export function sameSide(
  actor: Pick<Actor, 'role' | 'organisation'>,
  owner: { readonly role: string; readonly organisation: string | null },
): boolean {
  if (actor.role !== owner.role) return false;
  return actor.role !== 'lab' || actor.organisation === null || actor.organisation === owner.organisation;
}
