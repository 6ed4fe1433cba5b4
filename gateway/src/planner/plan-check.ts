import { type FieldNode, isAbstractType, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

import type { EntityBatch, Plan, RequiredSelection } from '../plan.js';
import type { JoinFacts } from './join-facts.js';
import { argumentText, type KnownField, type KnownObject } from './known-object.js';
import { mapFetches } from './plan-nodes.js';
import { Rehearsal, RehearsalTooLong } from './plan-rehearsal.js';
import { keyOf } from './selection-nodes.js';
import type { WrongInput } from './sent-inputs.js';

/** A field that a plan does not deliver, or computes from the wrong inputs. */
export interface Loss {
  /** Keys of the data that lead to the object. */
  readonly path: readonly string[];
  /** The object's type. */
  readonly typename: string;
  readonly field: string;
}

export interface PlanVerdict {
  readonly losses: readonly Loss[];
  readonly wrongInputs: readonly WrongInput[];
  /** Whether the plan was too large to be checked. */
  readonly isUnchecked: boolean;
}

/**
 * Whether a plan delivers all that an operation asks for, whichever types objects have. The operation has no named
 * fragments and no conditions.
 */
export function checkPlan(plan: Plan, operation: OperationDefinitionNode, facts: JoinFacts): PlanVerdict {
  const rootType = facts.schema.getRootType(operation.operation)?.name ?? '';
  try {
    const rehearsal = new Rehearsal(facts);
    const check = new Check(facts);
    check.object(rehearsal.run(plan, rootType), rootType, [operation.selectionSet], []);
    return { losses: check.losses, wrongInputs: rehearsal.wrongInputs, isUnchecked: false };
  } catch (error) {
    // Nothing is said against such a plan: it would take longer to tell than to run it.
    if (!(error instanceof RehearsalTooLong)) throw error;
    return { losses: [], wrongInputs: [], isUnchecked: true };
  }
}

/** The plan with the right inputs where it has them fetched and sends others; undefined when that is not possible. */
export function correctedPlan(plan: Plan, wrongInputs: readonly WrongInput[]): Plan | undefined {
  const corrections = new Map<EntityBatch, Map<string, string>>();
  for (const { batch, sendAs, readFrom } of wrongInputs) {
    const known = corrections.get(batch) ?? new Map<string, string>();
    if (readFrom === undefined || (known.get(sendAs) ?? readFrom) !== readFrom) return undefined;
    corrections.set(batch, known.set(sendAs, readFrom));
  }
  if (corrections.size === 0) return undefined;
  const root = mapFetches(plan.root, (fetch) => {
    if (fetch.kind === 'root-fetch') return fetch;
    const batches = fetch.batches.map((batch) => {
      const found = corrections.get(batch);
      return found ? { ...batch, requires: batch.requires.map((each) => withCorrections(each, found)) } : batch;
    });
    return { ...fetch, batches };
  });
  return { ...plan, root };
}

function withCorrections(selection: RequiredSelection, found: ReadonlyMap<string, string>): RequiredSelection {
  if (selection.kind === 'field') return { ...selection, readFrom: found.get(selection.sendAs) ?? selection.readFrom };
  return { ...selection, selections: selection.selections.map((each) => withCorrections(each, found)) };
}

class Check {
  readonly losses: Loss[] = [];

  constructor(private readonly facts: JoinFacts) {}

  object(
    known: KnownObject,
    staticType: string,
    selectionSets: readonly SelectionSetNode[],
    path: readonly string[],
  ): void {
    const wanted = new Map<string, Wanted>();
    const narrowing = { staticType, isSeen: false };
    for (const each of selectionSets) this.gather(each, known, wanted, narrowing);
    const isAbstract = isAbstractType(this.facts.schema.getType(staticType));
    if (isAbstract && narrowing.isSeen && known.said !== known.type) this.lose(known, '__typename', path);
    for (const [key, { name, args, below, type }] of wanted) {
      const field = known.fields.get(key);
      if (!field || !isIt(field, name, args)) this.lose(known, name, path);
      else for (const each of field.below.values()) this.object(each, type, below, [...path, key]);
    }
  }

  private lose({ type }: KnownObject, field: string, path: readonly string[]): void {
    this.losses.push({ path, typename: type, field });
  }

  /** `narrowing`: whether anything depends on which of the possible types the object has. */
  private gather(
    { selections }: SelectionSetNode,
    known: KnownObject,
    into: Map<string, Wanted>,
    narrowing: { readonly staticType: string; isSeen: boolean },
  ): void {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value;
        const said = known.said ?? narrowing.staticType;
        // Whether the fragment applies or not: who reads the answer cannot tell unless the type is said.
        if (condition !== undefined && !this.facts.isOfType(said, condition)) narrowing.isSeen = true;
        if (condition !== undefined && !this.facts.isOfType(known.type, condition)) continue;
        this.gather(node.selectionSet, known, into, narrowing);
      } else if (node.name.value === '__typename') {
        if (known.fields.get(keyOf(node))?.args !== known.type) narrowing.isSeen = true;
      } else this.want(node, known, into);
    }
  }

  private want(node: FieldNode, { type }: KnownObject, into: Map<string, Wanted>): void {
    const below = node.selectionSet ? [node.selectionSet] : [];
    const wanted = into.get(keyOf(node));
    if (wanted) {
      wanted.below.push(...below);
      return;
    }
    const name = node.name.value;
    const [args, typeOfField] = [argumentText(node.arguments), this.facts.typeOfField('', type, name) ?? ''];
    into.set(keyOf(node), { name, args, below, type: typeOfField });
  }
}

interface Wanted {
  readonly name: string;
  readonly args: string;
  readonly below: SelectionSetNode[];
  readonly type: string;
}

function isIt(field: KnownField, name: string, args: string): boolean {
  return field.name === name && field.args === args;
}
