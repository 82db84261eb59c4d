import { describe, expect, it } from 'vitest';
import { roles } from '../workflow/transitions.ts';
import { identityOf, machineActor } from './actor.ts';
import {
  capabilitiesOf,
  capabilitiesOfKeys,
  capabilitiesOfRole,
  functionNames,
  functions,
  functionsOf,
  roles as offered,
} from './capabilities.ts';

describe('functions', () => {
  it('give in no organisation more than its role can hold', () => {
    for (const role of roles) {
      for (const each of capabilitiesOf(role, functionNames)) expect(capabilitiesOfRole[role]).toContain(each);
    }
    expect(capabilitiesOf('lab', ['reviewer', 'operator']).has('recall.validate')).toBe(false);
    expect(capabilitiesOf('operator', ['responsible-pharmacist']).has('recall.write')).toBe(false);
  });

  it('give nothing that the organisations that have them cannot hold', () => {
    for (const { roles: held, gives } of Object.values(functions)) {
      for (const each of gives) expect(held.some((role) => capabilitiesOfRole[role].includes(each))).toBe(true);
    }
  });

  it('validate in the authority alone, and never together with writing in a laboratory', () => {
    for (const role of roles) {
      expect(capabilitiesOf(role, functionNames).has('recall.validate')).toBe(role === 'authority');
    }
    expect([...capabilitiesOf('lab', ['quality'])]).not.toContain('recall.submit');
    expect([...capabilitiesOf('lab', ['supply-chain'])]).not.toContain('recall.write');
  });
});

describe('forms', () => {
  it('offer every role, and each function in the organisations that have it', () => {
    expect(offered).toEqual(roles);
    expect(functionsOf('lab')).toEqual([
      ...['responsible-pharmacist', 'quality', 'regulatory-affairs', 'supply-chain', 'administrator'],
    ]);
    expect(functionsOf('hospital')).toEqual(['administrator', 'recipient']);
  });

  it('offer keys nothing that is for people alone', () => {
    expect(capabilitiesOfKeys('operator')).toEqual([
      ...['shortage.read', 'tracking.read', 'officines.manage', 'outreach.run', 'audit.read'],
    ]);
    expect(capabilitiesOfKeys('lab')).not.toContain('users.manage');
  });
});

describe('the keys of portal.json', () => {
  it('can all that their role can, and are one person each', () => {
    for (const role of roles) {
      for (const each of capabilitiesOfRole[role]) expect(machineActor(role).may(each)).toBe(true);
    }
    expect(new Set(roles.map((role) => identityOf(machineActor(role)))).size).toBe(roles.length);
  });
});
