import { type DocumentNode, Kind, type OperationDefinitionNode, print, visit } from 'graphql';

import { type Plan, type PlanRequest, PlanningError } from '../plan.js';
import type { Detour } from './interface-objects.js';
import type { JoinFacts } from './join-facts.js';
import { narrowSelections } from './narrow-selections.js';
import { withUsedVariables } from './operation-places.js';
import { withOwnSelections } from './own-selections.js';
import { checkPlan, correctedPlan, type Loss } from './plan-check.js';
import { PlannerEndedError, type PlannerHost } from './planner-host.js';
import { withoutSpareFetches } from './spare-fetches.js';
import { translatePlan } from './translate-plan.js';

/** A plan that delivers all that is asked for, or none. */
export type Attempt = SuccessfulAttempt | FailedAttempt;

export interface SuccessfulAttempt {
  readonly plan: Plan;
  /** The native planner ended before the plan was found another way. Default: it did not. */
  readonly endedPlanner?: boolean;
}

export interface FailedAttempt {
  readonly plan: undefined;
  /** What the plan would lose; nothing when there was none. */
  readonly losses: readonly Loss[];
  readonly error: PlanningError;
}

export type Conditions = Omit<PlanRequest, 'source' | 'operationName'>;

/** How the host knows a supergraph, and the detour of it if there is one. */
interface Routes {
  readonly plain: number;
  readonly around: { readonly supergraph: number; readonly detour: Detour } | undefined;
}

/** A supergraph to plan over, with the ways there are around gaps of the native planner. */
export class PlanningGround {
  constructor(
    private readonly host: PlannerHost,
    private readonly routes: Routes,
    readonly facts: JoinFacts,
  ) {}

  /**
   * Plans an operation without named fragments, and checks the plan. Rejects only when time is up.
   *
   * @param source - the operation as the client wrote it
   */
  async attempt(
    operation: OperationDefinitionNode,
    conditions: Conditions,
    source: string = print(operation),
  ): Promise<Attempt> {
    const { plain, around } = this.routes;
    const plan = () => this.planOver(plain, source, operation, conditions);
    if (!around) return this.checked(plan, operation, conditions);
    const detoured = around.detour.rewrite(source);
    const first = detoured.isNecessary ? undefined : await this.checked(plan, operation, conditions);
    if (first?.plan) return first;
    const planAround = async () =>
      around.detour.restore(await this.planOver(around.supergraph, detoured.source, operation, conditions));
    const second = await this.checked(planAround, operation, conditions);
    // What goes wrong on the detour says nothing to the client; what went wrong before does.
    if (!second.plan) return first ?? second;
    return { ...second, endedPlanner: first?.error instanceof PlannerEndedError };
  }

  /** Once more, with each fragment said as narrowly as it holds; undefined where that makes no difference. */
  async attemptNarrowed(operation: OperationDefinitionNode, conditions: Conditions): Promise<Attempt | undefined> {
    const document = narrowSelections({ kind: Kind.DOCUMENT, definitions: [operation] }, this.facts.schema);
    const narrowed = operationOf(document, undefined);
    const isSame = !narrowed || print(narrowed) === print(operation);
    return isSame ? undefined : this.attempt(withUsedVariables(narrowed, operation), conditions);
  }

  private async checked(
    makePlan: () => Promise<Plan>,
    operation: OperationDefinitionNode,
    { signal }: Conditions,
  ): Promise<Attempt> {
    try {
      return judged(await makePlan(), operation, this.facts);
    } catch (error) {
      if (!(error instanceof PlanningError) || signal?.aborted) throw error;
      return { plan: undefined, losses: [], error };
    }
  }

  private async planOver(
    supergraph: number,
    source: string,
    operation: OperationDefinitionNode,
    conditions: Conditions,
  ): Promise<Plan> {
    const request = { ...conditions, source, operationName: operation.name?.value };
    const isRisky = mayEndPlanner(operation, this.facts);
    return translatePlan(await this.host.plan({ supergraph, request, isRisky }));
  }
}

/** The native planner takes the longer the more fields there are, by the square. */
const manyFields = 500;

/** As far as is known, nothing but fields that require others ends the native planner, and few of those. */
function mayEndPlanner(operation: OperationDefinitionNode, facts: JoinFacts): boolean {
  let [fields, computes] = [0, false];
  visit(operation, {
    Field: ({ name }) => {
      fields += 1;
      computes ||= facts.isComputedSomewhere(name.value);
    },
  });
  return computes || fields > manyFields;
}

/** The plan, corrected where that is enough, if it delivers what is asked for. */
export function judged(plan: Plan, operation: OperationDefinitionNode, facts: JoinFacts): Attempt {
  const { losses, wrongInputs } = checkPlan(plan, operation, facts);
  const [first] = losses;
  if (!first) return { plan: improved(plan, operation, facts) };
  const corrected = correctedPlan(plan, wrongInputs);
  if (corrected && checkPlan(corrected, operation, facts).losses.length === 0) {
    return { plan: improved(corrected, operation, facts) };
  }
  const error = new PlanningError(`No plan was found that delivers ${first.typename}.${first.field}.`);
  return { plan: undefined, losses, error };
}

function improved(plan: Plan, operation: OperationDefinitionNode, facts: JoinFacts): Plan {
  return withoutSpareFetches(withOwnSelections(plan, operation, facts), operation, facts);
}

export function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  return document.definitions.find(
    (node): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION && (name === undefined || node.name?.value === name),
  );
}
