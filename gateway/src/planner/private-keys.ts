import { Kind, parse, print, visit } from 'graphql';

import type { EntityBatch, PathStep, PlanNode, RequiredSelection, Rewrite, RewriteStep } from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import { fetchesIn, mapFetches } from './plan-nodes.js';
import { keyOf } from './selection-nodes.js';

/** More inputs than one part can have: numbers of aliases do not meet between parts. */
const perPart = 100_000;

/** The native planner's own aliases; the engine knows them as no client's. */
const internalAlias = /^_internal_qp_alias_\d+$/;

/** @param part - number of the part of the plan; no two parts share a name */
export function privateKey(part: number, index: number): string {
  return `_internal_qp_alias_${part * perPart + index}`;
}

/**
 * Gives what a part of a plan fetches for itself, under arguments, names that no other part uses. Other parts may want
 * the same field of the same object with other arguments.
 *
 * @param asked - keys that clients asked for
 */
export function withPrivateKeys(node: PlanNode, asked: ReadonlySet<string>, part: number): PlanNode | undefined {
  const names = new Map<string, string>();
  const rename = (key: string) => names.get(key) ?? key;
  const makePrivate = (key: string) => {
    if (!names.has(key)) names.set(key, privateKey(part, names.size));
  };
  for (const fetch of fetchesIn(node)) {
    if (fetch.kind === 'root-fetch') continue;
    const roots = new Set(fetch.batches.map(({ responseKey }) => responseKey));
    visit(parse(fetch.operation, { noLocation: true }), {
      Field: (field) => {
        const key = keyOf(field);
        const isOwn = internalAlias.test(key) || ((field.arguments?.length ?? 0) > 0 && !asked.has(key));
        if (isOwn && !roots.has(key)) makePrivate(key);
      },
    });
  }
  if (names.size === 0) return node;
  return mapFetches(node, (fetch) =>
    fetch.kind === 'root-fetch'
      ? fetch
      : {
          ...fetch,
          operation: renamedOperation(fetch.operation, rename),
          batches: fetch.batches.map((batch) => renamedBatch(batch, rename)),
        },
  );
}

function renamedOperation(operation: string, rename: (key: string) => string): string {
  const document = visit(withoutSpreads(parse(operation, { noLocation: true })), {
    Field: (field) => {
      const key = rename(keyOf(field));
      return key === keyOf(field) ? undefined : { ...field, alias: { kind: Kind.NAME, value: key } };
    },
  });
  return print(document);
}

function renamedBatch(batch: EntityBatch, rename: (key: string) => string): EntityBatch {
  return {
    ...batch,
    paths: batch.paths.map((path) =>
      path.map((step): PathStep => (step.kind === 'field' ? { ...step, key: rename(step.key) } : step)),
    ),
    requires: batch.requires.map((each) => renamedInput(each, rename)),
    outputRewrites: batch.outputRewrites.map((each) => renamedRewrite(each, rename)),
  };
}

function renamedInput(selection: RequiredSelection, rename: (key: string) => string): RequiredSelection {
  const selections = selection.selections?.map((each) => renamedInput(each, rename));
  if (selection.kind === 'fragment') return { ...selection, selections: selections ?? [] };
  return { ...selection, readFrom: rename(selection.readFrom), selections };
}

function renamedRewrite(rewrite: Rewrite, rename: (key: string) => string): Rewrite {
  const path = rewrite.path.map((step): RewriteStep =>
    step.kind === 'key' ? { ...step, key: rename(step.key) } : step,
  );
  return rewrite.kind === 'rename-key' ? { ...rewrite, path, to: rename(rewrite.to) } : { ...rewrite, path };
}
