/**
 * What a person or a key may do: capabilities, bundled into the functions that people have in their organisation. Tables without
 * any import but types: the web desk, which runs in a browser, takes its choices from here.
 */
import type { Role } from '../workflow/transitions.ts';

export const capabilities = [
  'recall.read',
  'recall.write',
  'recall.submit',
  'recall.validate',
  'alert.read',
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
  'feed-keys.manage',
  'outreach.run',
  'oncall.act',
  'audit.read',
] as const;
export type Capability = (typeof capabilities)[number];

/** All that a role can ever hold: a function gives no more, and a key of portal.json has no less. */
export const capabilitiesOfRole: Readonly<Record<Role, readonly Capability[]>> = {
  lab: [
    'recall.read',
    'recall.write',
    'recall.submit',
    'alert.read',
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
    'recall.read',
    'recall.write',
    'recall.submit',
    'recall.validate',
    'alert.read',
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
    'feed-keys.manage',
    'outreach.run',
    'oncall.act',
    'audit.read',
  ],
  wholesaler: ['users.manage', 'audit.read'],
  hospital: ['users.manage', 'audit.read'],
};

/** The roles of organisations, as a form offers them. */
export const roles = Object.keys(capabilitiesOfRole) as Role[];

/** Functions of people, and what each gives; `roles` are the organisations that have it. */
export const functions = {
  /** Pharmacien responsable (CSP L5124-2): answers for everything the laboratory does here. */
  'responsible-pharmacist': { roles: ['lab'], gives: capabilitiesOfRole.lab },
  quality: {
    roles: ['lab'],
    gives: ['recall.read', 'recall.write', 'alert.read', 'alert.write', 'report.read', 'tracking.read'],
  },
  'regulatory-affairs': {
    roles: ['lab'],
    gives: [
      'recall.read',
      'recall.write',
      'recall.submit',
      'alert.read',
      'alert.write',
      'alert.submit',
      'report.read',
      'tracking.read',
    ],
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

/** The functions that people of an organisation of this role can have, as a form offers them. */
export function functionsOf(role: Role): readonly PersonFunction[] {
  return functionNames.filter((name) => (functions[name].roles as readonly Role[]).includes(role));
}

/** What is a person's alone, and no key's. */
const personal: readonly Capability[] = ['users.manage', 'organisations.manage', 'feed-keys.manage', 'oncall.act'];

/** What a key of an organisation of this role can be given. */
export function capabilitiesOfKeys(role: Role): readonly Capability[] {
  return capabilitiesOfRole[role].filter((each) => !personal.includes(each));
}

/** A recall, from the first draft to what became of it; nothing of the laboratory's people, keys or other services. */
export const capabilitiesOnCall: readonly Capability[] = [
  'recall.read',
  'recall.write',
  'recall.submit',
  'report.read',
  'tracking.read',
];

/** Which capabilities let read what was not published yet of a bulletin of this kind: whoever works on drafts reads them. */
export function readingDrafts(kind: string): readonly Capability[] {
  if (kind === 'shortage') return ['shortage.read', 'shortage.answer'];
  if (kind === 'alert') return ['alert.read', 'alert.write', 'alert.submit', 'alert.validate'];
  return ['recall.read', 'recall.write', 'recall.submit', 'recall.validate'];
}
