import {
  type FieldNode,
  type GraphQLCompositeType,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import { type PathStep, type Plan, type PlanNode, PlanningError, type RequiredSelection } from '../plan.js';
import { type ComputedField, ComputedInputs, computingFetch, isWithin, withoutComputed } from './computed-fields.js';
import { type Entrances, isEntrance } from './entrances.js';
import { withoutSpreads } from './fragment-spreads.js';
import { narrowSelections } from './narrow-selections.js';
import { type OperationPlace, placesOf, withSelections, withUsedVariables } from './operation-places.js';
import type { Loss } from './plan-check.js';
import { keyOf } from './plan-rehearsal.js';
import { type Attempt, type Conditions, judged, type PlanningGround } from './planning-ground.js';
import { withPrivateKeys } from './private-keys.js';

/** Plans made at most for one operation. */
const maxAttempts = 150;

/** Where operations are planned: as they are, and from an entity on. */
export interface DividedGround {
  readonly whole: PlanningGround;
  readonly entrances: Entrances;
  readonly fromEntrances: PlanningGround;
}

/**
 * Plans an operation in parts, where the native planner finds no plan for the whole or loses something of it: what is
 * below an entity is planned as if the entity's key were known, and fetched when the rest has been. No root field is
 * asked for twice. Rejects with a `PlanningError` that names a field when that does not help either.
 */
export async function planInParts(
  operation: OperationDefinitionNode,
  failed: Attempt,
  ground: DividedGround,
  conditions: Conditions,
): Promise<Plan> {
  const plan = await new Division(ground, conditions).divide(operation, ground.whole, failed);
  const whole = judged(plan, operation, ground.whole.facts);
  if (!whole.plan) throw whole.error;
  return whole.plan;
}

class Division {
  private attempts = 0;
  private parts = 0;

  constructor(
    private readonly ground: DividedGround,
    private readonly conditions: Conditions,
  ) {}

  async divide(operation: OperationDefinitionNode, ground: PlanningGround, failed: Attempt): Promise<Plan> {
    if (failed.plan) return failed.plan;
    const { schema } = this.ground.fromEntrances.facts;
    const places = placesOf(operation, schema).filter((place) => this.isCuttable(place));
    for (const place of await this.worthCutting(places, operation, ground, failed.losses)) {
      const plan = await this.cut(operation, ground, place);
      if (plan) return plan;
    }
    const halves = halvesOf(operation);
    if (!halves) throw failed.error;
    const plans: Plan[] = [];
    for (const half of halves) plans.push(await this.plan(half, ground));
    return { root: { kind: 'parallel', nodes: plans.flatMap(({ root }) => root ?? []) } };
  }

  private async plan(operation: OperationDefinitionNode, ground: PlanningGround): Promise<Plan> {
    return this.divide(operation, ground, await this.attempt(operation, ground));
  }

  private async attempt(operation: OperationDefinitionNode, ground: PlanningGround): Promise<Attempt> {
    this.attempts += 1;
    if (this.attempts > maxAttempts)
      throw new PlanningError('The operation would have to be divided into too many parts.');
    return ground.attempt(operation, this.conditions);
  }

  private isCuttable({ node, typename }: OperationPlace): boolean {
    return (
      !node.name.value.startsWith('_at_') &&
      this.typesAt(typename).some((type) => this.ground.entrances.into(type).length > 0)
    );
  }

  /** Places that losses lie below; without a hint, those without which the operation could be planned; else the outermost. */
  private async worthCutting(
    places: readonly OperationPlace[],
    operation: OperationDefinitionNode,
    ground: PlanningGround,
    losses: readonly Loss[],
  ): Promise<readonly OperationPlace[]> {
    const below = places.filter(({ keys }) =>
      losses.some(({ path }) => keys.every((key, index) => path[index] === key)),
    );
    if (losses.length > 0) return below;
    // Nearly always it is a field that requires others. To try the places one by one could end the planner each time.
    const computing = places.filter((place) => this.hasComputed(place));
    if (computing.length > 0) return computing;
    for (const place of places) {
      const trimmed = withSelections(operation, place, [typenameField]);
      if ((await this.attempt(trimmed, ground)).plan) return [place];
    }
    return halvesOf(operation) ? [] : places.toReversed().slice(0, 1);
  }

  private hasComputed({ node, typename }: OperationPlace): boolean {
    const { facts } = this.ground.fromEntrances;
    return this.typesAt(typename).some((type) => withoutComputed(node.selectionSet, type, facts).computed.length > 0);
  }

  /** The operation in two: up to the place, and from there on. Undefined when one of them cannot be planned. */
  private async cut(
    operation: OperationDefinitionNode,
    ground: PlanningGround,
    place: OperationPlace,
  ): Promise<Plan | undefined> {
    try {
      const parts = await this.partsAt(operation, place);
      const rest = withSelections(operation, place, [typenameField, ...parts.flatMap(({ known }) => known)]);
      // What was lost here is asked for at another node of the same key.
      if (print(rest) === print(operation)) return undefined;
      const first = await this.plan(rest, ground);
      const nodes = parts.map(({ node }) => node);
      const root = sequence([...(first.root ? [first.root] : []), ...(nodes.length > 0 ? [parallel(nodes)] : [])]);
      return { ...first, root };
    } catch (error) {
      if (!(error instanceof PlanningError) || this.conditions.signal?.aborted) throw error;
      return undefined;
    }
  }

  private async partsAt(operation: OperationDefinitionNode, place: OperationPlace): Promise<Part[]> {
    const parts: Part[] = [];
    const isAbstract = isAbstractType(this.ground.whole.facts.schema.getType(place.typename));
    for (const type of this.typesAt(place.typename)) {
      const { selections } = this.selectionsFor(operation, place, type);
      if (selections.every((node) => node.kind === Kind.FIELD && keyOf(node) === '__typename')) continue;
      const [entrances, on] = [this.ground.entrances.into(type), isAbstract ? type : undefined];
      if (entrances.length === 0) parts.push({ known: inFragment(selections, on), node: sequence([]) });
      else parts.push(await this.partOf(operation, place, { selections, type, entrances, on }));
    }
    return parts;
  }

  private async partOf(
    operation: OperationDefinitionNode,
    place: OperationPlace,
    { selections, type, entrances, on }: EntitySelections,
  ): Promise<Part> {
    let reason: unknown;
    for (const entrance of entrances) {
      try {
        const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
        const plan = await this.planAt(operationAt(entrance, selectionSet, operation), entrance, type);
        const path: readonly PathStep[] =
          on === undefined ? place.path : [...place.path, { kind: 'type', names: [on] }];
        const { known, node } = withoutEntrance(plan.root ?? sequence([]), path);
        this.parts += 1;
        return { known: inFragment(known, on), node: withPrivateKeys(node, keysIn(selectionSet), this.parts) };
      } catch (error) {
        if (!(error instanceof PlanningError) || this.conditions.signal?.aborted) throw error;
        reason ??= error;
      }
    }
    throw reason;
  }

  /**
   * Plans what is asked for of an entity. The fields that require others come last, each from its own inputs: the
   * native planner knows no way to many of them but from the subgraph that has the inputs.
   */
  private async planAt(operation: OperationDefinitionNode, entrance: string, type: string): Promise<Plan> {
    const ground = this.ground.fromEntrances;
    const [field] = operation.selectionSet.selections;
    const asked = field?.kind === Kind.FIELD ? field.selectionSet : undefined;
    const { rest, computed } = withoutComputed(
      asked ?? { kind: Kind.SELECTION_SET, selections: [] },
      type,
      ground.facts,
    );
    if (computed.length === 0) return this.plan(operation, ground);
    this.parts += 1;
    const inputs = new ComputedInputs(this.parts * 1_000);
    const places = placesOf(operation, ground.facts.schema);
    const below: PlanNode[] = [];
    const bySubgraph = new Map<string, (ComputedField & { requires: RequiredSelection[] })[]>();
    for (const { node, provider } of computed) {
      const requires = [...inputs.add(provider.key), ...inputs.add(provider.inputs)];
      const place = places.find((each) => each.node.selectionSet === node.selectionSet);
      const selections = place && (await this.selectionsWithin(operation, place, provider.subgraph, below));
      const selectionSet = selections && { kind: Kind.SELECTION_SET as const, selections };
      const others = bySubgraph.get(provider.subgraph) ?? [];
      bySubgraph.set(provider.subgraph, [
        ...others,
        { node: { ...node, ...(selectionSet && { selectionSet }) }, provider, requires },
      ]);
    }
    const selections = [typenameField, ...rest, ...inputs.selections];
    const first = await this.planAt(
      operationAt(entrance, { kind: Kind.SELECTION_SET, selections }, operation),
      entrance,
      type,
    );
    const path: readonly PathStep[] = [{ kind: 'field', key: entrance }];
    const fetches = [...bySubgraph.values()].map((each) => computingFetch(each, { type, path, declared: operation }));
    return { root: sequence([first.root ?? sequence([]), parallel(fetches), ...below]) };
  }

  /** What to select below a computed field of the subgraph that computes it; the rest is fetched later. */
  private async selectionsWithin(
    operation: OperationDefinitionNode,
    place: OperationPlace,
    subgraph: string,
    later: PlanNode[],
  ): Promise<readonly SelectionNode[]> {
    const { facts } = this.ground.fromEntrances;
    if (isWithin(subgraph, place.typename, place.node.selectionSet, facts)) return place.node.selectionSet.selections;
    const parts = await this.partsAt(operation, place);
    const selections = [typenameField, ...parts.flatMap(({ known }) => known)];
    if (!isWithin(subgraph, place.typename, { kind: Kind.SELECTION_SET, selections }, facts)) {
      throw new PlanningError(`No plan was found that delivers what is below ${keyOf(place.node)}.`);
    }
    later.push(...parts.map(({ node }) => node));
    return selections;
  }

  /** What is asked for of objects of one type, fragments narrowed to it. */
  private selectionsFor(operation: OperationDefinitionNode, { node }: OperationPlace, type: string): SelectionSetNode {
    const [entrance] = this.ground.entrances.into(type);
    const { schema } = this.ground.fromEntrances.facts;
    if (entrance === undefined) {
      const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: type } };
      return {
        kind: Kind.SELECTION_SET,
        selections: [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: node.selectionSet }],
      };
    }
    const document = {
      kind: Kind.DOCUMENT as const,
      definitions: [operationAt(entrance, node.selectionSet, operation)],
    };
    const [narrowed] = narrowSelections(document, schema).definitions;
    const [field] = narrowed?.kind === Kind.OPERATION_DEFINITION ? narrowed.selectionSet.selections : [];
    return (field?.kind === Kind.FIELD ? field.selectionSet : undefined) ?? node.selectionSet;
  }

  private typesAt(typename: string): readonly string[] {
    const { schema } = this.ground.whole.facts;
    const type = schema.getType(typename);
    if (!isCompositeType(type)) return [];
    const types: readonly GraphQLCompositeType[] = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    return types.map(({ name }) => name);
  }
}

/** What is asked for below an entity: what has to be known of it beforehand, and how the rest is fetched. */
interface Part {
  readonly known: readonly SelectionNode[];
  readonly node: PlanNode;
}

interface EntitySelections {
  readonly selections: readonly SelectionNode[];
  readonly type: string;
  readonly entrances: readonly string[];
  /** The type of the entity, where others are possible. */
  readonly on: string | undefined;
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function operationAt(
  entrance: string,
  selectionSet: SelectionSetNode,
  whole: OperationDefinitionNode,
): OperationDefinitionNode {
  const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: entrance }, selectionSet };
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  return withUsedVariables(operation, whole);
}

function inFragment(selections: readonly SelectionNode[], on: string | undefined): readonly SelectionNode[] {
  if (on === undefined) return selections;
  const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: on } };
  return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections } }];
}

/** The operation in two by what it selects at its root, or of the entity it begins at; mutations stay whole. */
function halvesOf(operation: OperationDefinitionNode): readonly OperationDefinitionNode[] | undefined {
  if (operation.operation !== OperationTypeNode.QUERY) return undefined;
  return halvesOfSelections(operation.selectionSet)?.map((selectionSet) =>
    withUsedVariables({ ...operation, selectionSet }, operation),
  );
}

function halvesOfSelections({ selections }: SelectionSetNode): readonly SelectionSetNode[] | undefined {
  const [only] = selections;
  if (selections.length > 1) {
    const middle = Math.ceil(selections.length / 2);
    return [selections.slice(0, middle), selections.slice(middle)].map((half) => ({
      kind: Kind.SELECTION_SET,
      selections: half,
    }));
  }
  const isWay =
    only?.kind === Kind.INLINE_FRAGMENT || (only?.kind === Kind.FIELD && only.name.value.startsWith('_at_'));
  if (!isWay || !only.selectionSet) return undefined;
  return halvesOfSelections(only.selectionSet)?.map((selectionSet) => ({
    kind: Kind.SELECTION_SET,
    selections: [{ ...only, selectionSet }],
  }));
}

/** A plan from an entrance, put where the entity stands; and what the entrance was asked for. */
function withoutEntrance(node: PlanNode, path: readonly PathStep[]): Part {
  const known: SelectionNode[] = [];
  const moved = (each: PlanNode): PlanNode | undefined => {
    switch (each.kind) {
      case 'sequence':
      case 'parallel': {
        const nodes = each.nodes.flatMap((child) => moved(child) ?? []);
        return nodes.length > 0 ? { ...each, nodes } : undefined;
      }
      case 'root-fetch':
        if (!isEntrance(each.subgraph)) throw new PlanningError('A part of the operation would begin anew.');
        known.push(...askedOfEntrance(each.operation));
        return undefined;
      case 'entity-fetch':
        return {
          ...each,
          batches: each.batches.map((batch) => ({
            ...batch,
            paths: batch.paths.map((steps) => [...path, ...steps.slice(1)]),
          })),
        };
    }
  };
  return { node: moved(node) ?? sequence([]), known };
}

function askedOfEntrance(operation: string): readonly SelectionNode[] {
  const found: SelectionNode[] = [];
  for (const node of withoutSpreads(parse(operation, { noLocation: true })).definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const field of node.selectionSet.selections) {
      if (field.kind === Kind.FIELD) found.push(...(field.selectionSet?.selections ?? []));
    }
  }
  return found;
}

function keysIn(selectionSet: SelectionSetNode): ReadonlySet<string> {
  const keys = new Set<string>();
  visit(selectionSet, { Field: (node) => void keys.add(keyOf(node)) });
  return keys;
}

function sequence(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'sequence', nodes };
}

function parallel(nodes: readonly PlanNode[]): PlanNode {
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { kind: 'parallel', nodes };
}
