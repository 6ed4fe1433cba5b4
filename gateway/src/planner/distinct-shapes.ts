import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import type { EntityFetch, Plan, Rewrite, RewriteStep, RootFetch, SubscriptionFetch } from '../plan.js';
import { dependsOnTypes, withoutSpreads } from './fragment-spreads.js';
import type { JoinFacts } from './join-facts.js';
import { mapFetches } from './plan-nodes.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';

/** Another alias than any that clients, planner or engine give. */
const prefix = '_shape_';

/**
 * Asks under aliases for fields that share a response key and are of unlike types in the subgraph, as `Book.title: String`
 * and `Film.title: String!` are: a subgraph refuses an operation that has both under one key (GraphQL specification,
 * section 5.3.2). Clients cannot know that, since the types may be alike in their schema, and since one of the fields
 * may be a required input. The native planner sees to it only where it is not.
 */
export function withDistinctShapes(plan: Plan, facts: JoinFacts): Plan {
  const { root, subscription } = plan;
  return {
    root: mapFetches(root, (fetch) => (fetch.kind === 'root-fetch' ? atRoot(fetch, facts) : ofEntities(fetch, facts))),
    ...(subscription && { subscription: atRoot(subscription, facts) }),
  };
}

function atRoot<Fetch extends RootFetch | SubscriptionFetch>(fetch: Fetch, facts: JoinFacts): Fetch {
  if (!dependsOnTypes(fetch, facts)) return fetch;
  const { operation, renames } = new DistinctShapes(fetch.subgraph, facts).apply(fetch.operation);
  if (renames.length === 0) return fetch;
  return { ...fetch, operation, outputRewrites: [...renames, ...fetch.outputRewrites] };
}

function ofEntities(fetch: EntityFetch, facts: JoinFacts): EntityFetch {
  if (!dependsOnTypes(fetch, facts)) return fetch;
  const { operation, renames } = new DistinctShapes(fetch.subgraph, facts).apply(fetch.operation);
  if (renames.length === 0) return fetch;
  const batches = fetch.batches.map((batch) => {
    const own = renames.flatMap((rename): Rewrite[] => {
      const [first, ...path] = rename.path;
      return first?.kind === 'key' && first.key === batch.responseKey ? [{ ...rename, path }] : [];
    });
    return { ...batch, outputRewrites: [...own, ...batch.outputRewrites] };
  });
  return { ...fetch, operation, batches };
}

/** What stands under a path of keys, of whichever types. */
interface Place {
  readonly typename: string;
  readonly keys: readonly string[];
}

class DistinctShapes {
  private readonly renames: Rewrite[] = [];
  /** Shapes that were met, in order, by the keys that lead to them. */
  private readonly met = new Map<string, string[]>();

  constructor(
    private readonly subgraph: string,
    private readonly facts: JoinFacts,
  ) {}

  /** The operation, and how its answer is told apart from one without aliases. */
  apply(text: string): { readonly operation: string; readonly renames: readonly Rewrite[] } {
    const document = withoutSpreads(parse(text, { noLocation: true }));
    const changed = this.document(document);
    return { operation: this.renames.length > 0 ? print(changed) : text, renames: this.renames };
  }

  private document(document: DocumentNode): DocumentNode {
    const definitions = document.definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION ? this.definition(node) : node,
    );
    return { ...document, definitions };
  }

  private definition(node: OperationDefinitionNode): OperationDefinitionNode {
    const typename = this.facts.schema.getRootType(node.operation)?.name ?? '';
    return { ...node, selectionSet: this.selectionSet(node.selectionSet, { typename, keys: [] }) };
  }

  private selectionSet({ selections }: SelectionSetNode, place: Place): SelectionSetNode {
    return selectionSetOf(selections.map((node) => this.selection(node, place)));
  }

  private selection(node: SelectionNode, place: Place): SelectionNode {
    if (node.kind === Kind.FIELD) return this.field(node, place);
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    const typename = node.typeCondition?.name.value ?? place.typename;
    return { ...node, selectionSet: this.selectionSet(node.selectionSet, { ...place, typename }) };
  }

  private field(node: FieldNode, { typename, keys }: Place): FieldNode {
    const key = this.keyFor(node, { typename, keys });
    const below = this.facts.typeOfField(this.subgraph, typename, node.name.value) ?? '';
    const place = { typename: below, keys: [...keys, key] };
    return {
      ...node,
      ...(key !== keyOf(node) && { alias: { kind: Kind.NAME, value: key } }),
      ...(node.selectionSet && { selectionSet: this.selectionSet(node.selectionSet, place) }),
    };
  }

  /** The field's own key for the first shape that is met under it, another for each other. */
  private keyFor(node: FieldNode, { typename, keys }: Place): string {
    const own = keyOf(node);
    const path = JSON.stringify([...keys, own]);
    const shapes = this.met.get(path) ?? [];
    this.met.set(path, shapes);
    const shape = this.shapeOf(node, typename);
    const index = shapes.indexOf(shape);
    if (index === 0) return own;
    const key = `${prefix}${index < 0 ? shapes.length : index}_${own}`;
    if (index > 0) return key;
    if (shapes.push(shape) === 1) return own;
    const steps = [...keys, key].map((each): RewriteStep => ({ kind: 'key', key: each }));
    this.renames.push({ kind: 'rename-key', path: steps, to: own });
    return key;
  }

  /** Lists, non-nulls and, of leaves, the type: in these, fields under one key have to agree. */
  private shapeOf({ name, selectionSet }: FieldNode, typename: string): string {
    const type = this.facts.typeTextIn(this.subgraph, typename, name.value) ?? name.value;
    return selectionSet ? type.replace(/\w+/, '{}') : type;
  }
}
