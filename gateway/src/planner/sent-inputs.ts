import { Kind, type SelectionSetNode } from 'graphql';

import type { EntityBatch, RequiredSelection, Rewrite } from '../plan.js';
import type { JoinFacts } from './join-facts.js';
import { argumentText, type KnownObject } from './known-object.js';

/** A field that a fetch gets computed from the value of another one than it requires, and where the right one is. */
export interface WrongInput {
  readonly batch: EntityBatch;
  /** The name under which the subgraph gets it. */
  readonly sendAs: string;
  /** Where the data have the right one; undefined when they have it nowhere. */
  readonly readFrom: string | undefined;
}

/** What a subgraph is sent of an object for one name, and what of the objects below. */
interface SentInput {
  readonly readFrom: string;
  readonly below: RequiredSelection[];
}

/** What the representation of one object consists of, as a batch makes it. */
export class SentInputs {
  private readonly sent = new Map<string, SentInput>();

  /** @param typename - what the object calls itself */
  constructor(
    private readonly facts: JoinFacts,
    requires: readonly RequiredSelection[],
    typename: string,
  ) {
    this.add(requires, typename);
  }

  get isEmpty(): boolean {
    return this.sent.size === 0;
  }

  /** Whether all of it is known of the object. */
  areKnownOf(object: KnownObject): boolean {
    return [...this.sent].every(([name, { readFrom, below }]) => {
      if (name === '__typename') return true;
      const field = object.fields.get(readFrom);
      return field !== undefined && [...field.below.values()].every((each) => this.of(each, below).areKnownOf(each));
    });
  }

  /** Where they are not the values that a field of the object requires. */
  amiss({ selections }: SelectionSetNode, object: KnownObject): Omit<WrongInput, 'batch'>[] {
    return selections.flatMap((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const applies = !node.typeCondition || this.facts.isOfType(object.type, node.typeCondition.name.value);
        return applies ? this.amiss(node.selectionSet, object) : [];
      }
      const name = node.name.value;
      if (name === '__typename') return [];
      const args = argumentText(node.arguments);
      const input = this.sent.get(name);
      const field = input && object.fields.get(input.readFrom);
      if (!input || field?.name !== name || field.args !== args) {
        const right = [...object.fields].find(([, each]) => each.name === name && each.args === args);
        return [{ sendAs: name, readFrom: right?.[0] }];
      }
      const { selectionSet } = node;
      const isRight =
        !selectionSet ||
        [...field.below.values()].every((each) => this.of(each, input.below).amiss(selectionSet, each).length === 0);
      return isRight ? [] : [{ sendAs: name, readFrom: undefined }];
    });
  }

  private of(object: KnownObject, requires: readonly RequiredSelection[]): SentInputs {
    return new SentInputs(this.facts, requires, object.said ?? object.type);
  }

  private add(requires: readonly RequiredSelection[], typename: string): void {
    for (const selection of requires) {
      if (selection.kind === 'fragment') {
        if (this.facts.isOfType(typename, selection.typeCondition)) this.add(selection.selections, typename);
        continue;
      }
      const { sendAs, readFrom, selections = [] } = selection;
      const known = this.sent.get(sendAs);
      if (known) known.below.push(...selections);
      else this.sent.set(sendAs, { readFrom, below: [...selections] });
    }
  }
}

/** The type under which an object is sent that calls itself `typename`. */
export function sentType(typename: string, rewrites: readonly Rewrite[], facts: JoinFacts): string {
  for (const rewrite of rewrites) {
    if (rewrite.kind !== 'set-value') continue;
    const [types, key, ...rest] = rewrite.path;
    const isTypename = key?.kind === 'key' && key.key === '__typename' && rest.length === 0;
    if (types?.kind !== 'type' || !isTypename) continue;
    if (types.names.some((name) => facts.isOfType(typename, name))) return rewrite.value;
  }
  return typename;
}

/** What an object calls itself that has not said so: the type that the representation is for. */
export function onlyTypeCondition(requires: readonly RequiredSelection[]): string | undefined {
  const [first, ...others] = requires;
  return first?.kind === 'fragment' && others.length === 0 ? first.typeCondition : undefined;
}
