/** What people of each kind of organisation can be, in the order in which a form offers it; the portal holds the same. */
import type { Capability, PersonFunction } from '../../access/capabilities.ts';
import type { Role } from '../../workflow/transitions.ts';

export const roles = ['lab', 'authority', 'operator', 'wholesaler', 'hospital'] as const satisfies readonly Role[];

export const functionsOf: Readonly<Record<Role, readonly PersonFunction[]>> = {
  lab: ['responsible-pharmacist', 'quality', 'regulatory-affairs', 'supply-chain', 'administrator'],
  authority: ['reviewer', 'administrator'],
  operator: ['operator', 'on-call', 'administrator'],
  wholesaler: ['administrator', 'recipient'],
  hospital: ['administrator', 'recipient'],
};

/** What a key of its programs can be given. */
export const keyCapabilities: Readonly<Record<Role, readonly Capability[]>> = {
  lab: [
    'recall.write',
    'recall.submit',
    'alert.write',
    'alert.submit',
    'shortage.read',
    'shortage.answer',
    'report.read',
    'tracking.read',
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
    'audit.read',
  ],
  operator: ['shortage.read', 'tracking.read', 'officines.manage', 'outreach.run', 'audit.read'],
  wholesaler: ['audit.read'],
  hospital: ['audit.read'],
};

/** What somebody on call may do for a laboratory; the portal holds the same. */
export const onCallCapabilities: readonly Capability[] = [
  'recall.write',
  'recall.submit',
  'report.read',
  'tracking.read',
];
