import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';

import type {
  EntityBatch,
  EntityFetch,
  PathStep,
  Plan,
  PlanNode,
  RequiredSelection,
  Rewrite,
  RewriteStep,
  RootFetch,
} from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import type { JoinFacts } from './join-facts.js';
import { argumentText, type KnownObject, knownObject, learn } from './known-object.js';

/** A field that a fetch gets computed from the value of another one than it requires, and where the right one is. */
export interface WrongInput {
  readonly batch: EntityBatch;
  /** The name under which the subgraph gets it. */
  readonly sendAs: string;
  /** Where the data have the right one; undefined when they have it nowhere. */
  readonly readFrom: string | undefined;
}

/** A plan is made of more than can be rehearsed in passing. */
export class RehearsalTooLong extends Error {
  override readonly name = 'RehearsalTooLong';
}

/** Objects that one rehearsal follows at most. */
const maxObjects = 20_000;

/**
 * Runs a plan without asking anybody: at each place stands one object of each type it can have there, and each fetch
 * adds what its subgraph would answer, by the same rules as the engine. What is missing at the end is missing for clients.
 */
export class Rehearsal {
  readonly wrongInputs: WrongInput[] = [];
  private objects = 0;

  constructor(private readonly facts: JoinFacts) {}

  /** What is known of the root object when all has been fetched. */
  run({ root, subscription }: Plan, rootType: string): KnownObject {
    const known = knownObject(rootType, rootType);
    if (subscription) this.fetchRoot({ ...subscription, kind: 'root-fetch', operationKind: 'query' }, known);
    if (root) this.follow(root, known);
    return known;
  }

  private follow(node: PlanNode, root: KnownObject): void {
    switch (node.kind) {
      case 'sequence':
      case 'parallel':
        for (const child of node.nodes) this.follow(child, root);
        return;
      case 'root-fetch':
        this.fetchRoot(node, root);
        return;
      case 'entity-fetch':
        this.fetchEntities(node, root);
        return;
      default:
        return node satisfies never;
    }
  }

  private fetchRoot({ subgraph, operation, outputRewrites }: RootFetch, root: KnownObject): void {
    const told = knownObject(root.type);
    this.answer({ subgraph, view: root.type }, selectionsOf(operation), told);
    for (const rewrite of outputRewrites) this.rewrite(told, rewrite.path, rewrite);
    learn(root, told, (typename) => this.facts.isObject(typename));
  }

  private fetchEntities({ subgraph, operation, batches }: EntityFetch, root: KnownObject): void {
    const all = selectionsOf(operation);
    const told = batches.map((batch) => {
      const field = all.selections.find((node) => node.kind === Kind.FIELD && keyOf(node) === batch.responseKey);
      const selectionSet = field?.kind === Kind.FIELD ? field.selectionSet : undefined;
      const targets = batch.paths.flatMap((path) => this.targets(root, path));
      return [...new Set(targets)].map((target) => ({
        target,
        told: this.entity(subgraph, batch, selectionSet, target),
      }));
    });
    for (const { target, told: each } of told.flat()) {
      if (each) learn(target, each, (typename) => this.facts.isObject(typename));
    }
  }

  private targets(from: KnownObject, [step, ...rest]: readonly PathStep[]): KnownObject[] {
    if (!step) return [from];
    if (step.kind === 'elements') return this.targets(from, rest);
    if (step.kind === 'field') {
      return [...(from.fields.get(step.key)?.below.values() ?? [])].flatMap((each) => this.targets(each, rest));
    }
    const { said } = from;
    const fits = said === undefined || step.names.some((name) => this.facts.isOfType(said, name));
    return fits ? this.targets(from, rest) : [];
  }

  /** What the subgraph tells about the object; nothing when it is not asked. */
  private entity(
    subgraph: string,
    batch: EntityBatch,
    selectionSet: SelectionSetNode | undefined,
    target: KnownObject,
  ): KnownObject | undefined {
    const typename = target.said ?? onlyTypeCondition(batch.requires) ?? '';
    const sent = this.required(batch.requires, typename);
    if (!selectionSet || sent.size === 0 || !this.has(target, sent)) return undefined;
    const sentType = this.sentType(typename, batch.inputRewrites);
    if (!this.facts.knows(subgraph, sentType)) return undefined;
    const view = this.facts.isInterfaceObject(subgraph, sentType) ? sentType : target.type;
    const told = knownObject(target.type);
    this.answer({ subgraph, view }, selectionSet, told);
    this.distrust(told, { subgraph, view, batch, target, sent });
    for (const rewrite of batch.outputRewrites) this.rewrite(told, rewrite.path, rewrite);
    return told;
  }

  /** What a representation of an object consists of, by the name it is sent under. */
  private required(
    selections: readonly RequiredSelection[],
    typename: string,
    into = new Map<string, RequiredInput>(),
  ) {
    for (const selection of selections) {
      if (selection.kind === 'fragment') {
        const applies = this.facts.isOfType(typename, selection.typeCondition);
        if (applies) this.required(selection.selections, typename, into);
        continue;
      }
      const known = into.get(selection.sendAs);
      if (known) known.below.push(...(selection.selections ?? []));
      else into.set(selection.sendAs, { readFrom: selection.readFrom, below: [...(selection.selections ?? [])] });
    }
    return into;
  }

  private has(object: KnownObject, sent: ReadonlyMap<string, RequiredInput>): boolean {
    return [...sent].every(([name, { readFrom, below }]) => {
      if (name === '__typename') return true;
      const field = object.fields.get(readFrom);
      if (!field) return false;
      return [...field.below.values()].every((each) => this.has(each, this.required(below, each.said ?? each.type)));
    });
  }

  private sentType(typename: string, rewrites: readonly Rewrite[]): string {
    for (const rewrite of rewrites) {
      if (rewrite.kind !== 'set-value') continue;
      const [types, key, ...rest] = rewrite.path;
      const isIt = key?.kind === 'key' && key.key === '__typename' && rest.length === 0;
      if (types?.kind !== 'type' || !isIt) continue;
      if (types.names.some((name) => this.facts.isOfType(typename, name))) return rewrite.value;
    }
    return typename;
  }

  /** Marks fields of an answer that are computed from something else than they require. */
  private distrust(told: KnownObject, { subgraph, view, batch, target, sent }: Asked): void {
    for (const [key, field] of told.fields) {
      const inputs = this.facts.inputsOf(subgraph, view, field.name);
      if (!inputs) continue;
      for (const wrong of this.inputsAmiss(inputs, target, sent)) {
        told.fields.set(key, { ...field, args: undefined });
        this.wrongInputs.push({ batch, ...wrong });
      }
    }
  }

  private inputsAmiss(
    { selections }: SelectionSetNode,
    object: KnownObject,
    sent: ReadonlyMap<string, RequiredInput>,
  ): Pick<WrongInput, 'sendAs' | 'readFrom'>[] {
    return selections.flatMap((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const applies = !node.typeCondition || this.facts.isOfType(object.type, node.typeCondition.name.value);
        return applies ? this.inputsAmiss(node.selectionSet, object, sent) : [];
      }
      const name = node.name.value;
      if (name === '__typename') return [];
      const args = argumentText(node.arguments);
      const input = sent.get(name);
      const field = input && object.fields.get(input.readFrom);
      if (!input || field?.name !== name || field.args !== args) {
        const right = [...object.fields].find(([, each]) => each.name === name && each.args === args);
        return [{ sendAs: name, readFrom: right?.[0] }];
      }
      if (!node.selectionSet) return [];
      const below = node.selectionSet;
      const wrong = [...field.below.values()].flatMap((each) =>
        this.inputsAmiss(below, each, this.required(input.below, each.said ?? each.type)),
      );
      return wrong.length > 0 ? [{ sendAs: name, readFrom: undefined }] : [];
    });
  }

  /** Adds what a subgraph answers to a selection about an object, which it knows as one of type `view`. */
  private answer(asked: View, { selections }: SelectionSetNode, told: KnownObject): void {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const applies = !node.typeCondition || this.facts.isOfType(asked.view, node.typeCondition.name.value);
        if (applies) this.answer(asked, node.selectionSet, told);
      } else if (node.name.value === '__typename') {
        if (keyOf(node) === '__typename') told.said = asked.view;
        else told.fields.set(keyOf(node), { name: '__typename', args: asked.view, below: new Map() });
      } else this.answerField(asked, node, told);
    }
  }

  private answerField({ subgraph, view }: View, node: FieldNode, told: KnownObject): void {
    const key = keyOf(node);
    const args = argumentText(node.arguments);
    const field = told.fields.get(key) ?? { name: node.name.value, args, below: new Map<string, KnownObject>() };
    told.fields.set(key, field);
    if (!node.selectionSet) return;
    const typename = this.facts.typeOfField(subgraph, view, node.name.value) ?? '';
    const isWhole = this.facts.isInterfaceObject(subgraph, typename);
    for (const type of this.facts.possibleTypes(subgraph, view, node.name.value)) {
      const each = field.below.get(type) ?? this.newObject(type);
      field.below.set(type, each);
      this.answer({ subgraph, view: isWhole ? typename : type }, node.selectionSet, each);
    }
  }

  private newObject(type: string): KnownObject {
    this.objects += 1;
    if (this.objects > maxObjects) throw new RehearsalTooLong();
    return knownObject(type);
  }

  private rewrite(object: KnownObject, [step, ...rest]: readonly RewriteStep[], rewrite: Rewrite): void {
    if (step?.kind === 'type') {
      const { said } = object;
      const fits = said === undefined || step.names.some((name) => this.facts.isOfType(said, name));
      if (fits) this.rewrite(object, rest, rewrite);
    } else if (step && rest.length > 0) {
      for (const each of object.fields.get(step.key)?.below.values() ?? []) this.rewrite(each, rest, rewrite);
    } else if (step) rewriteKey(object, step.key, rewrite);
  }
}

function rewriteKey(object: KnownObject, key: string, rewrite: Rewrite): void {
  if (rewrite.kind === 'set-value') {
    if (key === '__typename') object.said = rewrite.value;
    return;
  }
  const field = object.fields.get(key);
  if (field) object.fields.set(rewrite.to, field);
}

interface View {
  readonly subgraph: string;
  readonly view: string;
}

interface RequiredInput {
  readonly readFrom: string;
  readonly below: RequiredSelection[];
}

interface Asked extends View {
  readonly batch: EntityBatch;
  readonly target: KnownObject;
  readonly sent: ReadonlyMap<string, RequiredInput>;
}

export function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function selectionsOf(operation: string): SelectionSetNode {
  for (const node of withoutSpreads(parse(operation, { noLocation: true })).definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) return node.selectionSet;
  }
  return { kind: Kind.SELECTION_SET, selections: [] };
}

function onlyTypeCondition(requires: readonly RequiredSelection[]): string | undefined {
  const [first, ...others] = requires;
  return first?.kind === 'fragment' && others.length === 0 ? first.typeCondition : undefined;
}
