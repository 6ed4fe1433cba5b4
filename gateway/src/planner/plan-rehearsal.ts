import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';

import type { EntityBatch, EntityFetch, PathStep, Plan, Rewrite, RewriteStep, RootFetch } from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import type { JoinFacts } from './join-facts.js';
import { argumentText, type KnownObject, knownObject, learn } from './known-object.js';
import { fetchesIn } from './plan-nodes.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';
import { onlyTypeCondition, SentInputs, sentType, type WrongInput } from './sent-inputs.js';

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
    for (const fetch of root ? fetchesIn(root) : []) {
      if (fetch.kind === 'root-fetch') this.fetchRoot(fetch, known);
      else this.fetchEntities(fetch, known);
    }
    return known;
  }

  private fetchRoot({ subgraph, operation, outputRewrites }: RootFetch, root: KnownObject): void {
    const told = knownObject(root.type);
    this.answer({ subgraph, view: root.type }, selectionsOf(operation), told);
    for (const rewrite of outputRewrites) this.rewrite(told, rewrite.path, rewrite);
    learn(root, told, (typename) => this.facts.isObject(typename));
  }

  private fetchEntities({ subgraph, operation, batches }: EntityFetch, root: KnownObject): void {
    const answers = new Map(
      selectionsOf(operation).selections.flatMap((node) =>
        node.kind === Kind.FIELD ? [[keyOf(node), node.selectionSet] as const] : [],
      ),
    );
    const told = batches.map((batch) => {
      const selectionSet = answers.get(batch.responseKey);
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
    const sent = new SentInputs(this.facts, batch.requires, typename);
    if (!selectionSet || sent.isEmpty || !sent.areKnownOf(target)) return undefined;
    const sentAs = sentType(typename, batch.inputRewrites, this.facts);
    if (!this.facts.knows(subgraph, sentAs)) return undefined;
    const view = this.facts.isInterfaceObject(subgraph, sentAs) ? sentAs : target.type;
    const told = knownObject(target.type);
    this.answer({ subgraph, view }, selectionSet, told);
    this.distrust(told, { subgraph, view, batch, target, sent });
    for (const rewrite of batch.outputRewrites) this.rewrite(told, rewrite.path, rewrite);
    return told;
  }

  /** Marks fields of an answer that are computed from something else than they require. */
  private distrust(told: KnownObject, { subgraph, view, batch, target, sent }: Asked): void {
    for (const [key, field] of told.fields) {
      const inputs = this.facts.inputsOf(subgraph, view, field.name);
      if (!inputs) continue;
      for (const wrong of sent.amiss(inputs, target)) {
        told.fields.set(key, { ...field, args: undefined });
        this.wrongInputs.push({ batch, ...wrong });
      }
    }
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

interface Asked extends View {
  readonly batch: EntityBatch;
  readonly target: KnownObject;
  readonly sent: SentInputs;
}

function selectionsOf(operation: string): SelectionSetNode {
  for (const node of withoutSpreads(parse(operation, { noLocation: true })).definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) return node.selectionSet;
  }
  return selectionSetOf([]);
}
