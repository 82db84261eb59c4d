/** Who works at this page. The page holds no secret: the browser keeps the cookie, which no script can read. */
import { batch, signal } from '@preact/signals';
import { ApiProblem, addHeader, call, renewBy } from '../../../renderer/core/api.ts';
import { type Capability, capabilitiesOnCall } from '../../access/capabilities.ts';
import type { OrganisationView } from '../../access/organisations.ts';
import type { Role } from '../../workflow/transitions.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly organisation: { readonly id: string; readonly name: string } | null;
  readonly capabilities: readonly Capability[];
  /** Somebody on call at the operator, who acts for `organisation` here. */
  readonly onCall?: true;
}

/** `asking`: not known yet; `none`: nobody signed in on this page so far. */
export const person = signal<Person | 'asking' | 'none'>('asking');

/** Whether the person signed in may do it; the portal asks the same question again, and its answer counts. */
export function may(capability: Capability): boolean {
  const { value } = person;
  return typeof value === 'object' && value.capabilities.includes(capability);
}

/** The person signed in, on pages that nobody else sees. */
export function me(): Person {
  const { value } = person;
  if (typeof value !== 'object') throw new Error('nobody is signed in');
  return value;
}

/** Whether the session of whoever worked at this page is over, and somebody has to sign in again. */
export const over = signal(false);

/** Those who wait for somebody to sign in again: the calls that found the session over. */
const waiting: Array<(goesOn: boolean) => void> = [];

renewBy(() => {
  // Nobody worked here yet: the sign-in page stands, and nothing waits behind it.
  if (typeof person.peek() !== 'object') return Promise.resolve(false);
  over.value = true;
  return new Promise((resolve) => waiting.push(resolve));
});

/** Asks who is signed in; `none` where nobody is. Throws `Unreachable`. */
export async function learnWho(): Promise<void> {
  try {
    const session = await actingAs(await call<Person>('/v1/session'));
    const before = person.peek();
    batch(() => {
      person.value = session;
      over.value = false;
    });
    // Somebody else signed in meanwhile: what waited was the other's.
    const same = typeof before !== 'object' || before.id === session.id;
    for (const goOn of waiting.splice(0)) goOn(same);
    if (!same) location.reload();
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (typeof person.peek() !== 'object') person.value = 'none';
  }
}

const ACTING_FOR = 'vigilot-acting-for';
/** The person as they act in this window: for themselves, or on call for the laboratory chosen here. */
async function actingAs(session: Person): Promise<Person> {
  const laboratory = sessionStorage.getItem(ACTING_FOR);
  addHeader(ACTING_FOR, null);
  if (laboratory === null || !session.capabilities.includes('oncall.act')) return session;
  addHeader(ACTING_FOR, laboratory);
  try {
    const organisation = await call<OrganisationView>(`/v1/organisations/${encodeURIComponent(laboratory)}`);
    return { ...session, role: 'lab', organisation, capabilities: capabilitiesOnCall, onCall: true };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    // It has a subscription now, or is closed: nothing to be on call for.
    addHeader(ACTING_FOR, null);
    sessionStorage.removeItem(ACTING_FOR);
    return session;
  }
}

/** From now on somebody on call acts for this laboratory in this window; null: for themselves again. */
export function actFor(laboratory: string | null): void {
  if (laboratory === null) sessionStorage.removeItem(ACTING_FOR);
  else sessionStorage.setItem(ACTING_FOR, laboratory);
  location.hash = '';
  location.reload();
}

/** Ends the session here. What was typed and not sent stays on this computer for the same person. */
export async function signOut(): Promise<void> {
  await call('/v1/session', { method: 'DELETE' });
  sessionStorage.removeItem(ACTING_FOR);
  location.hash = '';
  location.reload();
}
