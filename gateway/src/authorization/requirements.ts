import type { ConstDirectiveNode, DocumentNode } from 'graphql';

import { type Demand, isMet, readAlternatives } from './demand.js';
import { findGuards, type GuardKind } from './guard-directives.js';
import type { Rights } from './rights.js';
import { type Coordinate, TypeGraph } from './type-graph.js';

/**
 * What the fields of a supergraph ask of those who select them. Demands are numbered, each counted once however many
 * fields make it, so that a caller is judged by them once.
 */
export interface Requirements {
  readonly demands: readonly Demand[];
  /** Numbers of the demands that a field makes; all of them must be met. */
  of(coordinate: Coordinate): readonly number[];
  readonly types: TypeGraph;
}

/**
 * Reads the directives `@authenticated`, `@requiresScopes` and `@policy` of a supergraph.
 *
 * A field asks for what stands on itself, on the type that has it and on the type it leads to, for what the fields ask
 * for that subgraphs are handed for it (`@requires`), and, on an interface, for what the same field asks for on each of
 * its concrete types: which of them an object is of is not known before it is fetched.
 *
 * Throws an `UnknownProtectionError` when the supergraph is protected by something that is not known here.
 */
export function readRequirements(supergraph: DocumentNode): Requirements {
  return new RequirementReader(supergraph).read();
}

interface Reached extends Coordinate {
  /** Reached from a type that has the field of an interface. What other types of it ask for is not its concern. */
  readonly isLent: boolean;
}

class RequirementReader {
  private readonly guards: ReadonlyMap<string, GuardKind>;
  private readonly types: TypeGraph;
  private readonly numbers = new Map<string, number>();
  private readonly demands: Demand[] = [];

  constructor(supergraph: DocumentNode) {
    this.guards = findGuards(supergraph);
    this.types = new TypeGraph(supergraph);
  }

  read(): Requirements {
    const found = new Map<string, readonly number[]>();
    if (!this.types.usesDirectives(this.guards)) return { demands: [], types: this.types, of: () => [] };
    for (const coordinate of this.types.coordinates) {
      const numbers = this.demandsOf(coordinate);
      if (numbers.length > 0) found.set(coordinateText(coordinate), numbers);
    }
    return {
      demands: this.demands,
      types: this.types,
      of: (coordinate) => found.get(coordinateText(coordinate)) ?? [],
    };
  }

  private demandsOf(coordinate: Coordinate): readonly number[] {
    const numbers = new Set<number>();
    for (const each of this.closureOf(coordinate)) {
      const target = this.types.targetOf(each) ?? '';
      const directives = [
        ...this.types.directivesOf(each.type),
        ...(this.types.field(each)?.directives ?? []),
        ...this.types.directivesOf(target),
      ];
      for (const directive of directives) {
        const number = this.numberOf(directive);
        if (number !== undefined) numbers.add(number);
      }
    }
    return [...numbers].sort((a, b) => a - b);
  }

  /** The field and all those whose demands it takes over. Inputs may need each other; each is followed once. */
  private closureOf(start: Coordinate): readonly Coordinate[] {
    const reached = new Map<string, Reached>();
    const reach = (next: Reached) => {
      const key = next.isLent ? `lent ${coordinateText(next)}` : coordinateText(next);
      if (!reached.has(key)) reached.set(key, next);
    };
    reach({ ...start, isLent: false });
    for (const { type, field, isLent } of reached.values()) {
      for (const input of this.types.inputsOf({ type, field })) reach({ ...input, isLent: false });
      for (const lender of this.types.lendersOf({ type, field })) reach({ type: lender, field, isLent: true });
      if (isLent) continue;
      for (const concrete of this.types.implementationsOf(type)) reach({ type: concrete, field, isLent: false });
    }
    return [...reached.values()];
  }

  private numberOf(directive: ConstDirectiveNode): number | undefined {
    const guard = this.guards.get(directive.name.value);
    if (!guard) return undefined;
    const demand = demandOf(guard, directive);
    const key = JSON.stringify(demand);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.demands.push(demand) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}

function demandOf(guard: GuardKind, directive: ConstDirectiveNode): Demand {
  switch (guard) {
    case 'authenticated':
      return { kind: 'authenticated' };
    case 'requiresScopes':
      return { kind: 'scopes', anyOf: readAlternatives(directive, 'scopes') };
    case 'policy':
      return { kind: 'policies', anyOf: readAlternatives(directive, 'policies') };
  }
}

/** A schema coordinate as it is written (GraphQL specification, section "Schema Coordinates"). */
function coordinateText({ type, field }: Coordinate): string {
  return `${type}.${field}`;
}

/** One character for each demand: whether it is met. */
export function judge({ demands }: Requirements, rights: Rights): string {
  return demands.map((demand) => (isMet(demand, rights) ? '1' : '0')).join('');
}
