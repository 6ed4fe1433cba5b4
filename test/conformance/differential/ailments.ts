import type { Interception } from '../../support/subgraph-server.js';

/** What may ail a subgraph as a whole. */
export const ailments = ['refuses connections', 'fails on every call for entities'] as const;

export interface AilingSubgraph {
  readonly subgraph: string;
  readonly ailment: (typeof ailments)[number];
}

/** A port of the loopback interface on which nobody listens. */
const nowhere = 'http://127.0.0.1:1/';

/** Where a subgraph is said to be, if it is not to be found. */
export function addressOf(name: string, { subgraph, ailment }: AilingSubgraph): string | undefined {
  return name === subgraph && ailment === 'refuses connections' ? nowhere : undefined;
}

/** Answers in place of a subgraph that fails on entities, and on nothing else. */
export function interceptionBy({ subgraph, ailment }: AilingSubgraph): Interception | undefined {
  if (ailment !== 'fails on every call for entities') return undefined;
  return (call, response) => {
    if (call.subgraph !== subgraph || !call.query.includes('_entities')) return false;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: null, errors: [{ message: `${subgraph} is out of order.` }] }));
    return true;
  };
}
