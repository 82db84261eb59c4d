import { expect, test } from 'vitest';
import { capabilitiesOfRole, functionNames, functions } from '../../access/capabilities.ts';
import { capabilitiesOnCall } from '../../access/on-call.ts';
import { roles as portalRoles } from '../../workflow/transitions.ts';
import { functionsOf, keyCapabilities, onCallCapabilities, roles } from './functions.ts';

test('a form offers the functions that the portal has for a role, all of them', () => {
  expect(roles).toEqual(portalRoles);
  for (const role of portalRoles) {
    const held = functionNames.filter((name) => functions[name].roles.some((one) => one === role));
    expect(functionsOf[role].toSorted(), role).toEqual(held.toSorted());
  }
});

test('keys are offered what keys can have: nothing that is for people alone', () => {
  const personal = ['users.manage', 'organisations.manage', 'oncall.act'];
  for (const role of portalRoles) {
    expect(keyCapabilities[role], role).toEqual(capabilitiesOfRole[role].filter((each) => !personal.includes(each)));
  }
});

test('somebody on call may here what they may at the portal', () => {
  expect(onCallCapabilities).toEqual(capabilitiesOnCall);
});
