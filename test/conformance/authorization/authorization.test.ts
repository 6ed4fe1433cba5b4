import { type Federation, federate } from '../../support/federation.js';
import { payroll } from './payroll.subgraph.js';
import { deeds, registry } from './registry.subgraph.js';

const nobody = { isAuthenticated: false, scopes: new Set<string>(), policies: new Set<string>() };
const member = { ...nobody, isAuthenticated: true };
const holding = (...scopes: string[]) => ({ ...member, scopes: new Set(scopes) });
const trusted = (...policies: string[]) => ({ ...member, policies: new Set(policies) });

const withheld = (coordinate: string, ...path: (string | number)[]) => ({
  message: `The caller lacks the rights to ${coordinate}.`,
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

/** What the subgraphs were asked since the last time, as text. */
function asked(federation: Federation): string[] {
  return federation.subgraphs.calls.splice(0).map(({ subgraph, query }) => `${subgraph}: ${query}`);
}

describe('authorization', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await federate([registry, payroll]);
  });
  afterAll(async () => {
    await federation[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    asked(federation);
    deeds.length = 0;
  });

  it('asks for what is open, and reports the rest', async () => {
    const answer = await federation.ask('{ motto mottoOfMembers mine: mottoOfMembers }');
    expect(answer).toEqual({
      data: { motto: 'In varietate concordia', mottoOfMembers: null, mine: null },
      errors: [withheld('Query.mottoOfMembers', 'mottoOfMembers'), withheld('Query.mottoOfMembers', 'mine')],
    });
    expect(asked(federation)).toEqual(['registry: {motto}']);
  });
});
