/** What a person or a key may do: capabilities, bundled into the functions that people have in their organisation. */
import { Problem } from '../../protocol/problems.ts';
import type { Role } from '../workflow/transitions.ts';

export const capabilities = [
  'recall.write',
  'recall.submit',
  'recall.validate',
  'alert.write',
  'alert.submit',
  'alert.validate',
  'shortage.read',
  'shortage.answer',
  'report.read',
  'tracking.read',
  'users.manage',
  'organisations.manage',
  'officines.manage',
  'outreach.run',
  'oncall.act',
  'audit.read',
] as const;
export type Capability = (typeof capabilities)[number];

/** All that a role can ever hold: a function gives no more, and a key of portal.json has no less. */
export const capabilitiesOfRole: Readonly<Record<Role, readonly Capability[]>> = {
  lab: [
    'recall.write',
    'recall.submit',
    'alert.write',
    'alert.submit',
    'shortage.read',
    'shortage.answer',
    'report.read',
    'tracking.read',
    'users.manage',
    'audit.read',
  ],
  authority: [
    'recall.write',
    'recall.submit',
    'recall.validate',
    'alert.write',
    'alert.submit',
    'alert.validate',
    'shortage.read',
    'shortage.answer',
    'report.read',
    'tracking.read',
    'users.manage',
    'audit.read',
  ],
  operator: [
    'shortage.read',
    'tracking.read',
    'users.manage',
    'organisations.manage',
    'officines.manage',
    'outreach.run',
    'oncall.act',
    'audit.read',
  ],
  wholesaler: ['users.manage', 'audit.read'],
  hospital: ['users.manage', 'audit.read'],
};

/** Functions of people, and what each gives; `roles` are the organisations that have it. */
export const functions = {
  /** Pharmacien responsable (CSP L5124-2): answers for everything the laboratory does here. */
  'responsible-pharmacist': { roles: ['lab'], gives: capabilitiesOfRole.lab },
  quality: { roles: ['lab'], gives: ['recall.write', 'alert.write', 'report.read', 'tracking.read'] },
  'regulatory-affairs': {
    roles: ['lab'],
    gives: ['recall.write', 'recall.submit', 'alert.write', 'alert.submit', 'report.read', 'tracking.read'],
  },
  'supply-chain': { roles: ['lab'], gives: ['shortage.read', 'shortage.answer', 'tracking.read'] },
  reviewer: {
    roles: ['authority'],
    gives: capabilitiesOfRole.authority.filter((each) => each !== 'users.manage' && each !== 'audit.read'),
  },
  operator: { roles: ['operator'], gives: capabilitiesOfRole.operator.filter((each) => each !== 'oncall.act') },
  'on-call': { roles: ['operator'], gives: ['oncall.act', 'tracking.read'] },
  /** Keeps the organisation's own users and reads its audit log. */
  administrator: {
    roles: ['lab', 'authority', 'operator', 'wholesaler', 'hospital'],
    gives: ['users.manage', 'audit.read'],
  },
  /** Reads what was published, and no more. */
  recipient: { roles: ['wholesaler', 'hospital'], gives: [] },
} as const satisfies Readonly<
  Record<string, { readonly roles: readonly Role[]; readonly gives: readonly Capability[] }>
>;
export type PersonFunction = keyof typeof functions;
export const functionNames = Object.keys(functions) as PersonFunction[];

/** What people with these functions may do in an organisation of this role. */
export function capabilitiesOf(role: Role, held: readonly PersonFunction[]): ReadonlySet<Capability> {
  const given = new Set(held.flatMap((name): readonly Capability[] => functions[name].gives));
  return new Set(capabilitiesOfRole[role].filter((each) => given.has(each)));
}

/** Throws role-refused, naming the capability, unless `holder` has it. */
export function requireCapability(holder: { may(capability: Capability): boolean }, capability: Capability): void {
  if (!holder.may(capability)) throw new Problem('role-refused', { expected: 'capability', values: { capability } });
}
