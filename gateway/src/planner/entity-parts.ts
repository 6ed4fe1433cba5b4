import {
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import { type PathStep, type Plan, type PlanNode, PlanningError } from '../plan.js';
import { ComputedInputs, computingFetch, type InformedField, isWithin, withoutComputed } from './computed-fields.js';
import { operationAt, type Part, planFromEntity } from './entrance-plan.js';
import type { Entrances } from './entrances.js';
import type { JoinFacts } from './join-facts.js';
import { narrowSelections } from './narrow-selections.js';
import { type OperationPlace, placesOf } from './operation-places.js';
import { inParallel, inSequence } from './plan-nodes.js';
import { withPrivateKeys } from './private-keys.js';
import { fragmentOn, keyOf, selectionSetOf, typenameField } from './selection-nodes.js';

/** Plans an operation that begins at an entrance. Rejects with a `PlanningError` when there is no plan. */
type PlanFromEntrance = (operation: OperationDefinitionNode) => Promise<Plan>;

interface EntitySelections {
  readonly selectionSet: SelectionSetNode;
  readonly type: string;
  readonly entrances: readonly string[];
  /** The type of the entity, where others are possible. */
  readonly on: string | undefined;
}

/** Plans what an operation asks for below its entities, each as if the entity's key were known. */
export class EntityParts {
  private count = 0;

  constructor(
    private readonly entrances: Entrances,
    /** Of the supergraph that has the entrances. */
    private readonly facts: JoinFacts,
    private readonly planFromEntrance: PlanFromEntrance,
  ) {}

  /** The object types that may stand at a place, by the name of its type. */
  typesAt(typename: string): readonly string[] {
    const { schema } = this.facts;
    const type = schema.getType(typename);
    if (!isCompositeType(type)) return [];
    return (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]).map(({ name }) => name);
  }

  /** Rejects with a `PlanningError` when what is asked for of one of the types cannot be planned. */
  async partsAt(operation: OperationDefinitionNode, place: OperationPlace): Promise<readonly Part[]> {
    const parts: Part[] = [];
    const isAbstract = isAbstractType(this.facts.schema.getType(place.typename));
    for (const type of this.typesAt(place.typename)) {
      const entrances = this.entrances.into(type);
      const selectionSet = this.selectionsFor(operation, place, { type, entrance: entrances[0] });
      if (selectionSet.selections.every((node) => node.kind === Kind.FIELD && keyOf(node) === '__typename')) continue;
      const on = isAbstract ? type : undefined;
      parts.push(
        entrances.length === 0
          ? { known: onType(selectionSet.selections, on), node: undefined }
          : await this.partOf(operation, place, { selectionSet, type, entrances, on }),
      );
    }
    return parts;
  }

  /** Tries one entrance after the other. */
  private async partOf(
    operation: OperationDefinitionNode,
    place: OperationPlace,
    { selectionSet, type, entrances, on }: EntitySelections,
  ): Promise<Part> {
    const path: readonly PathStep[] = on === undefined ? place.path : [...place.path, { kind: 'type', names: [on] }];
    let reason: PlanningError | undefined;
    for (const entrance of entrances) {
      try {
        const plan = await this.planAt(operationAt(entrance, selectionSet, operation), entrance, type);
        const { known, node } = planFromEntity(plan, path);
        this.count += 1;
        return { known: onType(known, on), node: node && withPrivateKeys(node, keysIn(selectionSet), this.count) };
      } catch (error) {
        if (!(error instanceof PlanningError)) throw error;
        reason ??= error;
      }
    }
    throw reason ?? new PlanningError(`No entrance leads to ${type}.`);
  }

  /**
   * Plans what is asked for of an entity. The fields that require others come last, each from its own inputs: the
   * native planner knows no way to many of them but from the subgraph that has the inputs.
   */
  private async planAt(operation: OperationDefinitionNode, entrance: string, type: string): Promise<Plan> {
    const [field] = operation.selectionSet.selections;
    const asked = field?.kind === Kind.FIELD ? field.selectionSet : undefined;
    const { rest, computed } = withoutComputed(asked ?? selectionSetOf([]), type, this.facts);
    if (computed.length === 0) return this.planFromEntrance(operation);
    this.count += 1;
    const inputs = new ComputedInputs(this.count);
    const places = placesOf(operation, this.facts.schema);
    const below: PlanNode[] = [];
    const bySubgraph = new Map<string, InformedField[]>();
    for (const { node, provider } of computed) {
      const requires = [...inputs.add(provider.key), ...inputs.add(provider.inputs)];
      const place = places.find((each) => each.node.selectionSet === node.selectionSet);
      const within = place && (await this.selectionsWithin(operation, place, provider.subgraph));
      if (within) below.push(...within.later);
      const selectionSet = within && selectionSetOf(within.selections);
      const others = bySubgraph.get(provider.subgraph) ?? [];
      others.push({ node: selectionSet ? { ...node, selectionSet } : node, provider, requires });
      bySubgraph.set(provider.subgraph, others);
    }
    const needed = selectionSetOf([typenameField, ...rest, ...inputs.selections]);
    const first = await this.planAt(operationAt(entrance, needed, operation), entrance, type);
    const path: readonly PathStep[] = [{ kind: 'field', key: entrance }];
    const fetches = [...bySubgraph.values()].map((each) => computingFetch(each, { type, path, declared: operation }));
    return { root: inSequence([first.root, inParallel(fetches), ...below]) };
  }

  /** What to select below a computed field of the subgraph that computes it, and how the rest is fetched later. */
  private async selectionsWithin(
    operation: OperationDefinitionNode,
    place: OperationPlace,
    subgraph: string,
  ): Promise<{ readonly selections: readonly SelectionNode[]; readonly later: readonly PlanNode[] }> {
    const { typename, node } = place;
    if (isWithin(subgraph, typename, node.selectionSet, this.facts)) {
      return { selections: node.selectionSet.selections, later: [] };
    }
    const parts = await this.partsAt(operation, place);
    const selections = [typenameField, ...parts.flatMap(({ known }) => known)];
    if (!isWithin(subgraph, typename, selectionSetOf(selections), this.facts)) {
      throw new PlanningError(`No plan was found that delivers what is below ${keyOf(node)}.`);
    }
    return { selections, later: parts.flatMap((part) => part.node ?? []) };
  }

  /** What is asked for of objects of one type, fragments narrowed to it. */
  private selectionsFor(
    operation: OperationDefinitionNode,
    { node }: OperationPlace,
    { type, entrance }: { readonly type: string; readonly entrance: string | undefined },
  ): SelectionSetNode {
    if (entrance === undefined) return selectionSetOf([fragmentOn(type, node.selectionSet)]);
    const definitions = [operationAt(entrance, node.selectionSet, operation)];
    const [narrowed] = narrowSelections({ kind: Kind.DOCUMENT, definitions }, this.facts.schema).definitions;
    const [field] = narrowed?.kind === Kind.OPERATION_DEFINITION ? narrowed.selectionSet.selections : [];
    return (field?.kind === Kind.FIELD ? field.selectionSet : undefined) ?? node.selectionSet;
  }
}

function onType(selections: readonly SelectionNode[], type: string | undefined): readonly SelectionNode[] {
  return type === undefined ? selections : [fragmentOn(type, selectionSetOf(selections))];
}

function keysIn(selectionSet: SelectionSetNode): ReadonlySet<string> {
  const keys = new Set<string>();
  visit(selectionSet, { Field: (node) => void keys.add(keyOf(node)) });
  return keys;
}
