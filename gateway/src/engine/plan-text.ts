import { parse, print } from 'graphql';

import type {
  DescribedEntities,
  DescribedFetch,
  DescribedNode,
  DescribedRun,
  PlanDescription,
} from './plan-description.js';

/**
 * A plan as text, in the form that is customary in the field; what happened when it was run stands beside it in
 * comments.
 */
export function planText({ node, fetches = [] }: PlanDescription): string {
  const runs = new Map(fetches.map((run) => [run.id, run]));
  return block('QueryPlan', node ? nodeLines(node, runs) : []).join('\n');
}

type Runs = ReadonlyMap<number, DescribedRun>;

function nodeLines(node: DescribedNode, runs: Runs): string[] {
  switch (node.kind) {
    case 'sequence':
    case 'parallel': {
      const name = node.kind === 'sequence' ? 'Sequence' : 'Parallel';
      return block(
        name,
        node.nodes.flatMap((child) => nodeLines(child, runs)),
      );
    }
    case 'subscription': {
      const rest = node.rest ? block('Rest', nodeLines(node.rest, runs)) : [];
      return block('Subscription', [...block('Primary', nodeLines(node.primary, runs)), ...rest]);
    }
    case 'fetch':
      return fetchLines(node, runs.get(node.id));
    default:
      return node satisfies never;
  }
}

function fetchLines(fetch: DescribedFetch, run: DescribedRun | undefined): string[] {
  const operation = print(parse(fetch.operation)).split('\n');
  const heading = `(service: ${JSON.stringify(fetch.subgraph)})`;
  const remark = run ? [remarkOf(run)] : [];
  const { entities } = fetch;
  if (!entities) return block(`Fetch${heading}`, [...remark, ...operation]);
  const [only] = entities;
  if (only && entities.length === 1 && only.at.length === 1) {
    const lines = [...remark, `${only.requires} =>`, ...operation];
    return block(`Flatten(path: ${JSON.stringify(only.at[0])})`, block(`Fetch${heading}`, lines));
  }
  return block(`BatchFetch${heading}`, [...remark, ...entities.flatMap(entityLines), ...operation]);
}

function entityLines({ variable, at, requires }: DescribedEntities): string[] {
  return [...at.map((path) => `Flatten(path: ${JSON.stringify(path)})`), `${requires} => $${variable}`];
}

function remarkOf(run: DescribedRun): string {
  const { id, state, code, startMs = 0, durationMs, representations, requestBytes = 0, errors = 0 } = run;
  if (state === 'skipped') return `# fetch ${id}: skipped`;
  const facts = [
    `at ${startMs.toFixed(1)} ms`,
    durationMs === undefined ? 'not ended' : `took ${durationMs.toFixed(1)} ms`,
    ...(representations === undefined ? [] : [counted(representations, 'entity', 'entities')]),
    `${counted(requestBytes, 'byte', 'bytes')} sent`,
    ...(errors > 0 ? [counted(errors, 'error', 'errors')] : []),
  ];
  return `# fetch ${id}: ${code === undefined ? state : `failed with ${code}`}; ${facts.join(', ')}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function block(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [`${heading} {}`];
  return [`${heading} {`, ...lines.map((line) => `  ${line}`), '}'];
}
