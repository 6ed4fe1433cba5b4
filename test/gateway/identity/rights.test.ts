import type { Caller } from '@alliance/schema';
import { rightsOf } from '../../../gateway/src/identity/rights.js';

const analyst: Caller = {
  kind: 'member',
  principal: 'p-1',
  member: 'ctma',
  roles: ['ANALYST', 'APP'],
  clearance: 'AMBER',
  groups: [],
};

describe('rightsOf', () => {
  it('grants a key holder the scopes of its roles, and of each marking up to its clearance', () => {
    const rights = rightsOf(analyst);
    expect(rights).toEqual({
      isAuthenticated: true,
      scopes: new Set(['role:ANALYST', 'role:APP', 'clearance:CLEAR', 'clearance:GREEN', 'clearance:AMBER']),
      policies: new Set(),
    });
    expect(rightsOf(analyst)).toBe(rights);
  });

  it('grants the public nothing, and nobody a policy', () => {
    expect([rightsOf({ kind: 'public' }), rightsOf({ kind: 'hub' })]).toEqual([undefined, undefined]);
    expect(rightsOf({ ...analyst, roles: ['ADMIN'], clearance: 'RED' })?.policies.size).toBe(0);
  });
});
