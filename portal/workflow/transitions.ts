/**
 * The life of a revision as one table (contract, section 2): who may do what from which state, and where it leads. Everything
 * that changes a revision goes through `permit`.
 */
import { Problem } from '../../protocol/problems.ts';
import { type Actor, sameSide } from '../access/actor.ts';
import type { Capability } from '../access/capabilities.ts';
import { requireCapability } from '../access/require.ts';
import type { RevisionState } from '../store/schema.ts';

/** Roles that have a key in portal.json. */
export const keyRoles = ['lab', 'authority', 'operator'] as const;
export type KeyRole = (typeof keyRoles)[number];

export const roles = [...keyRoles, 'wholesaler', 'hospital'] as const;
export type Role = (typeof roles)[number];

export const acts = ['edit', 'submit', 'validate', 'reject', 'revise', 'lift'] as const;
export type Act = (typeof acts)[number];

interface Transition {
  /** `author`: the side that opened the revision; `bulletin-author`: the one that posted the bulletin. */
  readonly by: readonly ('author' | 'bulletin-author' | 'authority')[];
  /** States of the newest revision from which it is possible. */
  readonly from: readonly RevisionState[];
  /** Of the same revision; of the next one for `revise` and `lift`, which open it. */
  readonly to: RevisionState;
  /** States in which it has been done already: answered as it was, with nothing changed and nothing broadcast. */
  readonly done?: readonly RevisionState[];
}

export const transitions: Readonly<Record<Act, Transition>> = {
  edit: { by: ['author'], from: ['draft', 'rejected'], to: 'draft' },
  submit: { by: ['author'], from: ['draft', 'rejected'], to: 'submitted' },
  validate: { by: ['authority'], from: ['submitted'], to: 'in-force', done: ['in-force', 'lifted', 'superseded'] },
  reject: { by: ['authority'], from: ['submitted'], to: 'rejected' },
  revise: { by: ['bulletin-author', 'authority'], from: ['in-force'], to: 'draft' },
  lift: { by: ['bulletin-author', 'authority'], from: ['in-force'], to: 'draft' },
};

/** States of a revision that is still on its way; one such revision a bulletin. */
export const openStates: readonly RevisionState[] = ['draft', 'submitted', 'rejected'];

/** Who stands behind a revision or a bulletin. */
export interface Side {
  readonly role: string;
  /** Null: a key of portal.json. */
  readonly organisation: string | null;
}

/** The revision an act is about, and who stands behind it. */
export interface Subject {
  readonly kind: string;
  readonly state: RevisionState;
  /** Who opened this revision. */
  readonly author: Side;
  /** Who posted the bulletin. */
  readonly bulletinAuthor: Side;
}

const steps: Readonly<Record<Act, 'write' | 'submit' | 'validate'>> = {
  edit: 'write',
  submit: 'submit',
  validate: 'validate',
  reject: 'validate',
  revise: 'write',
  lift: 'write',
};

/** What an act on a bulletin of this kind takes. Laboratories write of shortages by answering them. */
export function capabilityFor(act: Act, kind: string): Capability {
  const step = steps[act];
  if (kind === 'alert') return `alert.${step}`;
  if (kind !== 'shortage') return `recall.${step}`;
  return step === 'validate' ? 'alert.validate' : 'shortage.answer';
}

/**
 * Whether `actor` may `act` on `subject`: `go`, or `done` where it was done before. Throws role-refused (also for a
 * capability that is missing) or state-conflict.
 */
export function permit(act: Act, actor: Actor, subject: Subject): 'go' | 'done' {
  const { by, from, done } = transitions[act];
  const sides: Readonly<Record<(typeof by)[number], Side>> = {
    author: subject.author,
    'bulletin-author': subject.bulletinAuthor,
    authority: { role: 'authority', organisation: null },
  };
  if (!by.some((side) => sameSide(actor, sides[side]))) throw new Problem('role-refused');
  requireCapability(actor, capabilityFor(act, subject.kind));
  if (done?.includes(subject.state)) return 'done';
  if (!from.includes(subject.state)) throw new Problem('state-conflict', { state: subject.state });
  return 'go';
}
