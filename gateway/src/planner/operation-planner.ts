import { type OperationDefinitionNode, print } from 'graphql';

import { type Plan, PlanningError, PlanningStoppedError } from '../plan.js';
import { type DividedGround, planInParts } from './divided-plan.js';
import { EndingFields } from './ending-fields.js';
import { PlannerEndedError, PlannerKilledError, PlannerStoppedError } from './planner-host.js';
import type { Attempt, Conditions, FailedAttempt, PlanningGround } from './planning-ground.js';
import { planSerially } from './serial-plan.js';
import { Turns } from './turns.js';

/** There is no use in trying the whole operation in other words. */
const endings = [PlannerEndedError, PlannerKilledError, PlannerStoppedError];

const endsPlanner: FailedAttempt = { plan: undefined, losses: [], error: new PlannerEndedError() };

/** Plans operations over one supergraph: as a whole, else narrowed, else in parts. */
export class OperationPlanner {
  private readonly endings: EndingFields;
  private readonly turns = new Turns();
  private divided: DividedGround | undefined;

  /** @param makeDivided - called once, when an operation has to be planned in parts */
  constructor(
    private readonly whole: PlanningGround,
    private readonly makeDivided: () => DividedGround,
  ) {
    this.endings = new EndingFields(whole.facts);
  }

  /**
   * @param operation - without named fragments
   * @param source - the same, as the client wrote it
   */
  plan(operation: OperationDefinitionNode, source: string, conditions: Conditions): Promise<Plan> {
    return planSerially(operation, (part) => this.planOne(part, part === operation ? source : print(part), conditions));
  }

  private async planOne(operation: OperationDefinitionNode, source: string, conditions: Conditions): Promise<Plan> {
    const attempt = await this.attempt(operation, source, conditions);
    if (attempt.plan) return attempt.plan;
    if (attempt === endsPlanner) return this.planSuspected(operation, source, conditions);
    if (endings.some((ending) => attempt.error instanceof ending)) {
      return this.planInParts(operation, attempt, conditions);
    }
    const narrowed = await this.whole.attemptNarrowed(operation, conditions);
    return narrowed?.plan ?? this.planInParts(operation, attempt, conditions);
  }

  /**
   * What may end the native planner is tried one after the other: of many operations that ask for the same, only the
   * first ends it, and the rest find it remembered. What is proven waits for none of them.
   */
  private attempt(operation: OperationDefinitionNode, source: string, conditions: Conditions): Promise<Attempt> {
    if (this.endings.areProven(operation)) return this.whole.attempt(operation, conditions, source);
    const { signal } = conditions;
    return this.turns
      .take(() => this.attemptUnproven(operation, source, conditions), signal)
      .catch((error: unknown) => {
        throw signal?.aborted ? new PlanningStoppedError('Planning was aborted.', { cause: error }) : error;
      });
  }

  private async attemptUnproven(
    operation: OperationDefinitionNode,
    source: string,
    conditions: Conditions,
  ): Promise<Attempt> {
    if (this.endings.areIn(operation)) return endsPlanner;
    const attempt = await this.whole.attempt(operation, conditions, source);
    if (attempt.plan) {
      if (!attempt.endedPlanner) this.endings.clear(operation);
    } else if (attempt.error instanceof PlannerEndedError) this.endings.suspect(operation);
    return attempt;
  }

  /** It may be suspected wrongly, so the native planner has the last word. */
  private async planSuspected(
    operation: OperationDefinitionNode,
    source: string,
    conditions: Conditions,
  ): Promise<Plan> {
    try {
      return await this.planInParts(operation, endsPlanner, conditions);
    } catch (error) {
      if (!(error instanceof PlanningError) || conditions.signal?.aborted) throw error;
      const attempt = await this.whole.attempt(operation, conditions, source);
      if (attempt.plan) return attempt.plan;
      throw error;
    }
  }

  private planInParts(
    operation: OperationDefinitionNode,
    failed: FailedAttempt,
    conditions: Conditions,
  ): Promise<Plan> {
    this.divided ??= this.makeDivided();
    return planInParts(operation, failed, this.divided, conditions);
  }
}
