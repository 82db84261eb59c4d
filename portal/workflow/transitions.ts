/**
 * The life of a revision as one table (contract, section 2): who may do what from which state, and where it leads. Everything
 * that changes a revision goes through `permit`.
 */
import { Problem } from '../../protocol/problems.ts';
import type { RevisionState } from '../store/schema.ts';

export const roles = ['lab', 'authority', 'operator'] as const;
export type Role = (typeof roles)[number];

export const acts = ['edit', 'submit', 'validate', 'reject', 'revise', 'lift'] as const;
export type Act = (typeof acts)[number];

interface Transition {
  /** `author`: the role that opened the revision; `bulletin-author`: the one that posted the bulletin. */
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

/** The revision an act is about, and who stands behind it. */
export interface Subject {
  readonly state: RevisionState;
  /** The role that opened this revision. */
  readonly author: string;
  /** The role that posted the bulletin. */
  readonly bulletinAuthor: string;
}

/** Whether `role` may `act` on `subject`: `go`, or `done` where it was done before. Throws role-refused or state-conflict. */
export function permit(act: Act, role: Role, subject: Subject): 'go' | 'done' {
  const { by, from, done } = transitions[act];
  const actors = { author: subject.author, 'bulletin-author': subject.bulletinAuthor, authority: 'authority' };
  if (!by.some((actor) => actors[actor] === role)) throw new Problem('role-refused');
  if (done?.includes(subject.state)) return 'done';
  if (!from.includes(subject.state)) throw new Problem('state-conflict', { state: subject.state });
  return 'go';
}
