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
    expect(await federation.ask('{ motto mottoOfMembers mine: mottoOfMembers }')).toEqual({
      data: { motto: 'In varietate concordia', mottoOfMembers: null, mine: null },
      errors: [withheld('Query.mottoOfMembers', 'mottoOfMembers'), withheld('Query.mottoOfMembers', 'mine')],
    });
    expect(asked(federation)).toEqual(['registry: {motto}']);
  });

  it('asks nobody when nothing is open', async () => {
    expect(await federation.ask('{ mottoOfMembers kind: __typename }')).toEqual({
      data: { mottoOfMembers: null, kind: 'Query' },
      errors: [withheld('Query.mottoOfMembers', 'mottoOfMembers')],
    });
    expect(asked(federation)).toEqual([]);
  });

  it.each([
    ['nobody', undefined, [null, null, null]],
    ['nobody, said so', nobody, [null, null, null]],
    ['a member', member, ['Inside', null, null]],
    ['one of two alternatives, in part', holding('pay:read'), ['Inside', null, null]],
    ['one of two alternatives', holding('pay:read', 'pay:list'), ['Inside', 90, 30]],
    ['the other alternative', holding('pay:all'), ['Inside', 90, 30]],
    ['scopes without a login', { ...holding('pay:all'), isAuthenticated: false }, [null, 90, 30]],
  ])('gives %s what the directives allow', async (_, rights, [motto, salary, tax]) => {
    const source = '{ mottoOfMembers person(id: "p1") { name salary tax } }';
    const answer = await federation.ask(source, {}, rights && { rights });
    expect(answer).toMatchObject({ data: { mottoOfMembers: motto, person: { name: 'Ada', salary, tax } } });
    const refused = [motto, salary, tax].filter((value) => value === null).length;
    expect((answer as { errors?: unknown[] }).errors ?? []).toHaveLength(refused);
    const texts = asked(federation).join('\n');
    expect([texts.includes('mottoOfMembers'), texts.includes('salary'), texts.includes('payroll')]).toEqual([
      motto !== null,
      salary !== null,
      tax !== null,
    ]);
  });

  it('asks for all that several subgraphs ask for', async () => {
    const given = async (rights: typeof member) => {
      const { data } = (await federation.ask('{ shared }', {}, { rights })) as { data: { shared: string | null } };
      return data.shared !== null;
    };
    expect(await given(holding('read:a', 'read:c'))).toBe(true);
    expect(await given(holding('read:b', 'read:c'))).toBe(true);
    expect(await given(holding('read:a', 'read:b'))).toBe(false);
    expect(await given(holding('read:c'))).toBe(false);
    expect(await given({ ...holding('read:a', 'read:c'), isAuthenticated: false })).toBe(false);
  });

  it('guards what leads to a guarded scalar, enum or type', async () => {
    const source = '{ person(id: "p1") { ssn grade } keeper { name } }';
    expect(await federation.ask(source)).toEqual({
      data: { person: { ssn: null, grade: null }, keeper: null },
      errors: [
        withheld('Person.ssn', 'person', 'ssn'),
        withheld('Person.grade', 'person', 'grade'),
        withheld('Query.keeper', 'keeper'),
      ],
    });
    expect(asked(federation)).toEqual(['registry: {person(id: "p1"){__typename}}']);
    expect(await federation.ask(source, {}, { rights: holding('secret') })).toEqual({
      data: { person: { ssn: '078-05', grade: 'A' }, keeper: { name: 'Eve' } },
    });
  });

  it('leaves what leads to withheld fields, since it may be null itself', async () => {
    expect(await federation.ask('{ person(id: "p1") { manager { grade } } }')).toEqual({
      data: { person: { manager: null } },
    });
  });

  it('reports each place of a list, and none of an empty one', async () => {
    const source = '{ people { name salary manager { salary } } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        people: [
          { name: 'Ada', salary: null, manager: null },
          { name: 'Bob', salary: null, manager: { salary: null } },
        ],
      },
      errors: [
        withheld('Person.salary', 'people', 0, 'salary'),
        withheld('Person.salary', 'people', 1, 'salary'),
        withheld('Person.salary', 'people', 1, 'manager', 'salary'),
      ],
    });
  });

  it('lets a withheld field that must have a value take its parent along, and no more', async () => {
    expect(await federation.ask('{ person(id: "p1") { name notes } motto }')).toEqual({
      data: { person: null, motto: 'In varietate concordia' },
      errors: [withheld('Person.notes', 'person', 'notes')],
    });
    expect(await federation.ask('{ motto board { seats chair { name } } }')).toEqual({
      data: null,
      errors: [withheld('Board.chair', 'board', 'chair')],
    });
    expect(await federation.ask('{ people { name manager { mustSay } } }')).toEqual({
      data: {
        people: [
          { name: 'Ada', manager: null },
          { name: 'Bob', manager: null },
        ],
      },
      errors: [withheld('Person.mustSay', 'people', 1, 'manager', 'mustSay')],
    });
  });

  it('judges fields alike in named, inline and nested fragments', async () => {
    const source = `{
      person(id: "p1") { ...Outer ... { salary } ... on Person { pay: salary } }
    }
    fragment Outer on Person { name ...Inner }
    fragment Inner on Person { ... on Worker { id ... on Person { salary } } }`;
    expect(await federation.ask(source)).toEqual({
      data: { person: { name: 'Ada', id: 'p1', salary: null, pay: null } },
      errors: [withheld('Person.salary', 'person', 'salary'), withheld('Person.salary', 'person', 'pay')],
    });
    expect(asked(federation).join()).not.toContain('salary');
  });

  it('opens a field of an interface to those who may read it of every type', async () => {
    const source = '{ workers { name salary } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        workers: [
          { name: 'Ada', salary: null },
          { name: 'Unit 1', salary: null },
        ],
      },
      errors: [withheld('Worker.salary', 'workers', 0, 'salary'), withheld('Worker.salary', 'workers', 1, 'salary')],
    });
    expect(asked(federation).join()).not.toContain('salary');
    expect(await federation.ask(source, {}, { rights: holding('pay:all') })).toEqual({
      data: {
        workers: [
          { name: 'Ada', salary: 90 },
          { name: 'Unit 1', salary: 0 },
        ],
      },
    });
  });

  it('opens a field of a type to those who may read it there, whatever other types ask for', async () => {
    const source = '{ workers { name ... on Robot { salary } ... on Person { salary } } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        workers: [
          { name: 'Ada', salary: null },
          { name: 'Unit 1', salary: 0 },
        ],
      },
      errors: [withheld('Person.salary', 'workers', 0, 'salary')],
    });
    expect(asked(federation).join()).toMatch(/on Robot ?\{[^}]*salary[^}]*\}/);
  });

  it('gives by one selection what another of the same key may not have', async () => {
    const source = '{ workers { salary ... on Robot { salary } } }';
    expect(await federation.ask(source)).toEqual({
      data: { workers: [{ salary: null }, { salary: 0 }] },
      errors: [withheld('Worker.salary', 'workers', 0, 'salary')],
    });
  });

  it('shows of a guarded member of a union that it is there and what it is, and nothing else', async () => {
    const source = `{ things {
      __typename
      ... on Safe { code }
      ... on Keeper { name robot { serial } }
      ... on Robot { serial }
    } }`;
    expect(await federation.ask(source, {}, { rights: { ...trusted('vault'), isAuthenticated: false } })).toEqual({
      data: {
        things: [{ __typename: 'Robot', serial: 'S-1' }, { __typename: 'Safe', code: 7 }, null, null],
      },
      errors: [withheld('Keeper.name', 'things', 3, 'name')],
    });
    expect(asked(federation).join()).not.toContain('Keeper');
    expect(await federation.ask('{ things { __typename } }')).toEqual({
      data: {
        things: [{ __typename: 'Robot' }, { __typename: 'Safe' }, null, { __typename: 'Keeper' }],
      },
    });
    expect(asked(federation)).toEqual(['registry: {things{__typename}}']);
  });

  it('knows policies, all of one alternative', async () => {
    const source = '{ things { ... on Safe { code } } }';
    const codeFor = async (rights: typeof member) => {
      const { data } = (await federation.ask(source, {}, { rights })) as { data: { things: { code: number }[] } };
      return data.things[1]?.code;
    };
    expect(await codeFor(trusted('vault'))).toBe(7);
    expect(await codeFor(trusted('owner', 'guest'))).toBe(7);
    expect(await codeFor(trusted('owner'))).toBeUndefined();
    expect(await codeFor(holding('vault'))).toBeUndefined();
  });

  it('heeds @skip and @include: what is left out is not withheld', async () => {
    const source = `query ($with: Boolean!, $not: Boolean!) {
      motto
      mottoOfMembers @include(if: $with)
      ... @skip(if: $not) { again: mottoOfMembers }
      mottoOfMembers @skip(if: true)
    }`;
    expect(await federation.ask(source, { with: false, not: true })).toEqual({
      data: { motto: 'In varietate concordia' },
    });
    expect(await federation.ask(source, { with: true, not: true })).toEqual({
      data: { motto: 'In varietate concordia', mottoOfMembers: null },
      errors: [withheld('Query.mottoOfMembers', 'mottoOfMembers')],
    });
    expect(await federation.ask(source, { with: false, not: false }, { rights: member })).toEqual({
      data: { motto: 'In varietate concordia', again: 'Inside' },
    });
  });

  it('sends no variable that only withheld fields use, and still checks it', async () => {
    const source = 'query ($first: Int, $name: String!) { people(first: $first) { id } greeting(name: $name) }';
    expect(await federation.ask(source, { first: 2, name: 'Ada' })).toEqual({
      data: { people: [{ id: 'p1' }, { id: 'p2' }], greeting: null },
      errors: [withheld('Query.greeting', 'greeting')],
    });
    expect(federation.subgraphs.calls.map(({ variables }) => variables)).toEqual([{ first: 2 }]);
    expect(asked(federation).join()).not.toContain('$name');
    expect(await federation.ask(source, { first: 2 })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(asked(federation)).toEqual([]);
  });

  it('asks a subgraph for nothing that needs a foreign field which the caller may not read', async () => {
    expect(await federation.ask('{ person(id: "p1") { badge tax holidays } }')).toEqual({
      data: { person: { badge: '[Ada]', tax: null, holidays: 30 } },
      errors: [withheld('Person.tax', 'person', 'tax')],
    });
    expect(asked(federation).join()).not.toMatch(/salary|tax/);
  });

  it('runs nothing of a mutation of which a part is not allowed', async () => {
    const source = `mutation ($really: Boolean = true) {
      rename(id: "p1", name: "Eve") { name }
      dismiss(id: "p1") @include(if: $really)
      gone: dismiss(id: "p2") @include(if: $really)
    }`;
    expect(await federation.ask(source, {}, { rights: member })).toEqual({
      errors: [
        {
          message: 'The caller lacks the rights to Mutation.dismiss. Nothing was executed.',
          extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
        },
      ],
    });
    expect([deeds, asked(federation)]).toEqual([[], []]);
    expect(await federation.ask(source, { really: false }, { rights: member })).toEqual({
      data: { rename: { name: 'Eve' } },
    });
    expect(await federation.ask(source, {}, { rights: holding('dismiss') })).toEqual({
      data: { rename: { name: 'Eve' }, dismiss: true, gone: true },
    });
    expect(deeds).toEqual(['rename p1', 'rename p1', 'dismiss p1', 'dismiss p2']);
  });

  it('withholds fields of what a mutation answers, like any other', async () => {
    expect(await federation.ask('mutation { rename(id: "p1", name: "Eve") { name salary } }')).toEqual({
      data: { rename: { name: 'Eve', salary: null } },
      errors: [withheld('Person.salary', 'rename', 'salary')],
    });
    expect(deeds).toEqual(['rename p1']);
  });

  it.each([
    ['the member first', [member, undefined]],
    ['the public first', [undefined, member]],
  ])('keeps the answers of unequal callers to the same text apart, %s', async (_, order) => {
    await using fresh = await federate([registry, payroll]);
    const answers = [];
    for (const rights of [...order, ...order]) {
      const answer = (await fresh.ask('{ mottoOfMembers }', {}, rights && { rights })) as { data: object };
      answers.push(answer.data);
    }
    const expected = order.map((rights) => ({ mottoOfMembers: rights ? 'Inside' : null }));
    expect(answers).toEqual([...expected, ...expected]);
  });

  it('does not show its directives to clients', async () => {
    const { data } = (await federation.ask('{ __schema { directives { name } types { name } } }')) as {
      data: { __schema: { directives: { name: string }[]; types: { name: string }[] } };
    };
    const { directives, types } = data.__schema;
    expect(directives.map(({ name }) => name).sort()).toEqual([
      'deprecated',
      'include',
      'oneOf',
      'skip',
      'specifiedBy',
    ]);
    expect(types.filter(({ name }) => /scope|policy/i.test(name))).toEqual([]);
  });
});
