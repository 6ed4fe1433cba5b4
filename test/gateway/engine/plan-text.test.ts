import { describePlan } from '../../../gateway/src/engine/plan-description.js';
import { planText } from '../../../gateway/src/engine/plan-text.js';
import type { EntityBatch, EntityFetch, Plan, RootFetch } from '../../../gateway/src/plan.js';

const root = (subgraph: string, operation: string): RootFetch => ({
  kind: 'root-fetch',
  subgraph,
  operationKind: 'query',
  operation,
  variables: [],
  outputRewrites: [],
});

const batch = (responseKey: string, variable: string, paths: EntityBatch['paths']): EntityBatch => ({
  responseKey,
  representationsVariable: variable,
  paths,
  requires: [
    {
      kind: 'fragment',
      typeCondition: 'Book',
      selections: [
        { kind: 'field', readFrom: '_as_isbn', sendAs: 'isbn', selections: undefined },
        {
          kind: 'field',
          readFrom: 'size',
          sendAs: 'size',
          selections: [{ kind: 'field', readFrom: 'cm', sendAs: 'cm', selections: undefined }],
        },
      ],
    },
  ],
  inputRewrites: [],
  outputRewrites: [],
});

const entities = (batches: readonly EntityBatch[]): EntityFetch => ({
  kind: 'entity-fetch',
  subgraph: 'desk',
  operationKind: 'query',
  operation: 'query($a:[_Any!]!){_entities(representations:$a){...on Book{loans}}}',
  variables: [],
  batches,
});

const field = (key: string) => ({ kind: 'field', key }) as const;
const elements = { kind: 'elements' } as const;
const textOf = (plan: Plan) => planText(describePlan(plan, undefined));

describe('the text of a plan', () => {
  it('shows what is asked of whom, in which order, and where it belongs', () => {
    const plan: Plan = {
      root: {
        kind: 'sequence',
        nodes: [
          { kind: 'parallel', nodes: [root('shelf', '{books{isbn}}'), root('club', 'query($n:Int){club(n:$n){id}}')] },
          entities([
            batch('_entities', 'a', [
              [field('_as_books'), elements, { kind: 'type', names: ['Book', 'Map'] }, field('next')],
            ]),
          ]),
        ],
      },
    };
    expect(textOf(plan)).toMatchInlineSnapshot(`
      "QueryPlan {
        Sequence {
          Parallel {
            Fetch(service: "shelf") {
              {
                books {
                  isbn
                }
              }
            }
            Fetch(service: "club") {
              query ($n: Int) {
                club(n: $n) {
                  id
                }
              }
            }
          }
          Flatten(path: "books.@|[Book,Map].next") {
            Fetch(service: "desk") {
              { ... on Book { isbn size { cm } } } =>
              query ($a: [_Any!]!) {
                _entities(representations: $a) {
                  ... on Book {
                    loans
                  }
                }
              }
            }
          }
        }
      }"
    `);
  });

  it('shows several places of one call', () => {
    const several = entities([
      batch('_entities', 'a', [[field('one')], [field('two'), elements]]),
      batch('more', 'b', [[field('three')]]),
    ]);
    expect(textOf({ root: several })).toMatchInlineSnapshot(`
      "QueryPlan {
        BatchFetch(service: "desk") {
          Flatten(path: "one")
          Flatten(path: "two.@")
          { ... on Book { isbn size { cm } } } => $a
          Flatten(path: "three")
          { ... on Book { isbn size { cm } } } => $b
          query ($a: [_Any!]!) {
            _entities(representations: $a) {
              ... on Book {
                loans
              }
            }
          }
        }
      }"
    `);
  });

  it('says beside each fetch what happened to it', () => {
    const { node } = describePlan(
      { root: { kind: 'parallel', nodes: ['a', 'b', 'c', 'd'].map((name) => root(name, `{${name}}`)) } },
      undefined,
    );
    const text = planText({
      node,
      fetches: [
        { id: 1, subgraph: 'a', state: 'answered', startMs: 0.26, durationMs: 12.3456, requestBytes: 1, errors: 0 },
        {
          id: 2,
          subgraph: 'b',
          state: 'answered',
          startMs: 1,
          durationMs: 2,
          requestBytes: 90,
          representations: 1,
          errors: 2,
        },
        {
          id: 3,
          subgraph: 'c',
          state: 'failed',
          startMs: 3,
          durationMs: 4,
          requestBytes: 7,
          representations: 20,
          code: 'SUBGRAPH_TIMEOUT',
        },
        { id: 4, subgraph: 'd', state: 'skipped' },
      ],
    });
    expect(text.split('\n').filter((line) => line.includes('#'))).toEqual([
      '      # fetch 1: answered; at 0.3 ms, took 12.3 ms, 1 byte sent',
      '      # fetch 2: answered; at 1.0 ms, took 2.0 ms, 1 entity, 90 bytes sent, 2 errors',
      '      # fetch 3: failed with SUBGRAPH_TIMEOUT; at 3.0 ms, took 4.0 ms, 20 entities, 7 bytes sent',
      '      # fetch 4: skipped',
    ]);
  });

  it('is short for a plan without fetches', () => {
    expect(textOf({ root: undefined })).toBe('QueryPlan {}');
  });
});
