import type { DocumentNode, FieldNode } from 'graphql';

import { cutOperation, type CutOperation, type OperationParts } from './cut-operation.js';
import { judge, readRequirements, type Requirements } from './requirements.js';
import { noRights, type Rights } from './rights.js';
import type { Coordinate } from './type-graph.js';

export type { Coordinate, CutOperation, OperationParts, Rights };

/** What one caller may select of a supergraph. */
export interface Verdict {
  /**
   * Equal for all callers who may select the same; empty when that is everything there is. A part of the key of
   * whatever is kept for operations.
   */
  readonly fingerprint: string;
  isOpen(coordinate: Coordinate): boolean;
  /**
   * Cuts out what the caller may not select.
   *
   * @param rootType - name of the type at the root of the operation
   * @param besides - fields of the operation that are cut on other grounds
   */
  cut(parts: OperationParts, rootType: string, besides?: ReadonlySet<FieldNode>): CutOperation;
}

/** The rule of who may select what of one supergraph, by its directives. */
export class Authorization {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly known = new WeakMap<Rights, Verdict>();

  private constructor(private readonly requirements: Requirements) {}

  /** Throws an `UnknownProtectionError` when the supergraph is protected by something that is not known here. */
  static of(supergraph: DocumentNode): Authorization {
    return new Authorization(readRequirements(supergraph));
  }

  /** The verdict on a caller. Without rights, only what asks for nothing is open. Rights must not change. */
  verdictOn(rights: Rights = noRights): Verdict {
    const known = this.known.get(rights);
    if (known) return known;
    const judgement = judge(this.requirements, rights);
    const verdict = this.verdicts.get(judgement) ?? this.verdictOf(judgement);
    this.known.set(rights, verdict);
    return verdict;
  }

  private verdictOf(judgement: string): Verdict {
    const { types } = this.requirements;
    const isOpen = (coordinate: Coordinate) =>
      this.requirements.of(coordinate).every((number) => judgement[number] === '1');
    const isEverythingOpen = !judgement.includes('0');
    const verdict: Verdict = {
      fingerprint: isEverythingOpen ? '' : judgement,
      isOpen,
      cut: (parts, rootType, besides = nothing) =>
        isEverythingOpen && besides.size === 0
          ? { parts, withheld: new Map() }
          : cutOperation(parts, rootType, types, (coordinate, node) => !besides.has(node) && isOpen(coordinate)),
    };
    if (this.verdicts.size < maxVerdicts) this.verdicts.set(judgement, verdict);
    return verdict;
  }
}

const nothing: ReadonlySet<FieldNode> = new Set();

/** Verdicts kept. Callers differ by few rights; should they differ by many, a verdict is soon made. */
const maxVerdicts = 1_000;
