import { type OperationDefinitionNode, print, type SelectionNode } from 'graphql';

import { type Plan, PlanningError, PlanningStoppedError } from '../plan.js';
import { withoutComputed, withoutDetours } from './computed-fields.js';
import { EntityParts } from './entity-parts.js';
import { type Entrances, isEntranceField } from './entrances.js';
import { withMergedFields } from './merged-fields.js';
import { halvesOf } from './operation-halves.js';
import { type OperationPlace, placesOf, withSelections } from './operation-places.js';
import { inParallel, inSequence } from './plan-nodes.js';
import { PlannerEndedError } from './planner-host.js';
import { type Attempt, type Conditions, type FailedAttempt, judged, type PlanningGround } from './planning-ground.js';
import { selectionSetOf, typenameField } from './selection-nodes.js';

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
  failed: FailedAttempt,
  ground: DividedGround,
  conditions: Conditions,
): Promise<Plan> {
  const merged = withMergedFields(operation, ground.whole.facts);
  const plan = await new Division(ground, conditions).divide(merged, ground.whole, failed);
  const whole = judged(plan, operation, ground.whole.facts);
  if (!whole.plan) throw whole.error;
  return whole.plan;
}

class Division {
  private attempts = 0;
  private readonly parts: EntityParts;

  constructor(
    private readonly ground: DividedGround,
    private readonly conditions: Conditions,
  ) {
    const { entrances, fromEntrances } = ground;
    this.parts = new EntityParts(entrances, fromEntrances.facts, (operation) => this.plan(operation, fromEntrances));
  }

  async divide(operation: OperationDefinitionNode, ground: PlanningGround, failed: FailedAttempt): Promise<Plan> {
    for (const place of await this.worthCutting(operation, ground, failed)) {
      const plan = await this.cut(operation, ground, { place, failed });
      if (plan) return plan;
    }
    const halves = halvesOf(operation);
    if (!halves) throw failed.error;
    const plans: Plan[] = [];
    for (const half of halves) plans.push(await this.plan(half, ground));
    return { root: inParallel(plans.map(({ root }) => root)) };
  }

  private async plan(operation: OperationDefinitionNode, ground: PlanningGround): Promise<Plan> {
    const attempt = await this.attempt(operation, ground);
    return attempt.plan ?? this.divide(operation, ground, attempt);
  }

  private async attempt(operation: OperationDefinitionNode, ground: PlanningGround): Promise<Attempt> {
    this.attempts += 1;
    if (this.attempts > maxAttempts) {
      throw new PlanningStoppedError('The operation would have to be divided into too many parts.');
    }
    return ground.attempt(operation, this.conditions);
  }

  /** Places that losses lie below; without a hint, those without which the operation could be planned; else the outermost. */
  private async worthCutting(
    operation: OperationDefinitionNode,
    ground: PlanningGround,
    { losses }: FailedAttempt,
  ): Promise<readonly OperationPlace[]> {
    const places = this.cuttablePlaces(operation);
    if (losses.length > 0) {
      return places.filter(({ keys }) => losses.some(({ path }) => keys.every((key, index) => path[index] === key)));
    }
    // Nearly always it is a field that requires others. To try the places one by one could end the planner each time.
    const computing = places.filter((place) => this.hasComputed(place));
    if (computing.length > 0) return computing;
    for (const place of places) {
      const trimmed = withSelections(operation, place, [typenameField]);
      if ((await this.attempt(trimmed, ground)).plan) return [place];
    }
    return halvesOf(operation) ? [] : places.slice(-1);
  }

  /** The deepest first. */
  private cuttablePlaces(operation: OperationDefinitionNode): readonly OperationPlace[] {
    const { entrances, fromEntrances } = this.ground;
    return placesOf(operation, fromEntrances.facts.schema).filter(
      ({ node, typename }) =>
        !isEntranceField(node.name.value) &&
        this.parts.typesAt(typename).some((type) => entrances.into(type).length > 0),
    );
  }

  private hasComputed({ node, typename }: OperationPlace): boolean {
    const { facts } = this.ground.fromEntrances;
    return this.parts
      .typesAt(typename)
      .some((type) => withoutComputed(node.selectionSet, type, facts).computed.length > 0);
  }

  /** The operation in two: up to the place, and from there on. Undefined when one of them cannot be planned. */
  private async cut(
    operation: OperationDefinitionNode,
    ground: PlanningGround,
    { place, failed }: { readonly place: OperationPlace; readonly failed: FailedAttempt },
  ): Promise<Plan | undefined> {
    try {
      const { staying, leaving } = this.selectionsAt(place, failed);
      const parts = await this.parts.partsAt(operation, leaving);
      const known = parts.flatMap((part) => part.known);
      const rest = withSelections(operation, place, [typenameField, ...staying, ...known]);
      // What was lost here is asked for at another node of the same key.
      if (print(rest) === print(operation)) return undefined;
      const first = await this.planRest(rest, ground, failed);
      return { ...first, root: inSequence([first.root, inParallel(parts.map(({ node }) => node))]) };
    } catch (error) {
      if (!(error instanceof PlanningError) || this.conditions.signal?.aborted) throw error;
      return undefined;
    }
  }

  /**
   * Fields that require others have to leave, and with them what the subgraphs on their way have as well. The rest may
   * come with the object for nothing.
   */
  private selectionsAt(place: OperationPlace, { error }: FailedAttempt): DividedSelections {
    const [type, ...others] = this.parts.typesAt(place.typename);
    const whole = { staying: [], leaving: place };
    if (!(error instanceof PlannerEndedError) || type === undefined || others.length > 0) return whole;
    const { facts } = this.ground.fromEntrances;
    const { staying, leaving } = withoutDetours(place.node.selectionSet, type, facts);
    return { staying, leaving: { ...place, node: { ...place.node, selectionSet: selectionSetOf(leaving) } } };
  }

  /** What ended the planner would end it again, as long as it has fields that require others. */
  private planRest(rest: OperationDefinitionNode, ground: PlanningGround, failed: FailedAttempt): Promise<Plan> {
    const endsPlanner = failed.error instanceof PlannerEndedError;
    const isRisky = endsPlanner && this.cuttablePlaces(rest).some((place) => this.hasComputed(place));
    return isRisky ? this.divide(rest, ground, failed) : this.plan(rest, ground);
  }
}

interface DividedSelections {
  readonly staying: readonly SelectionNode[];
  readonly leaving: OperationPlace;
}
