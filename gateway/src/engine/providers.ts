import type { PathStep, Plan, PlanNode } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';
import { type FetchedField, SubgraphOperation } from './fetched-fields.js';

/** The subgraphs that a plan asks for the field at a path of the response, one for each fetch that asks for it. */
export function providersOf(plan: Plan, path: ResponsePath): readonly string[] {
  let place = placesOfPlans.get(plan);
  if (!place) placesOfPlans.set(plan, (place = placesOf(plan)));
  for (const key of path) {
    if (typeof key !== 'string') continue;
    place = place.below.get(key);
    if (!place) return [];
  }
  return place.providers.map(({ subgraph }) => subgraph);
}

/** A place in the response, lists left out. */
interface FetchedPlace {
  readonly below: Map<string, FetchedPlace>;
  readonly providers: Provider[];
}

/** A fetch about the objects at one path. */
interface Provider {
  readonly subgraph: string;
}

/** To read what a plan fetches takes as long as to compile it, and some ask for each entity fetch, or for each error. */
const placesOfPlans = new WeakMap<Plan, FetchedPlace>();

function placesOf({ root, subscription }: Plan): FetchedPlace {
  const top = newPlace();
  if (subscription) addFields(top, new SubgraphOperation(subscription.operation).fields, subscription);
  if (root) addFetches(top, root);
  return top;
}

function addFetches(top: FetchedPlace, node: PlanNode): void {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      for (const child of node.nodes) addFetches(top, child);
      return;
    case 'root-fetch':
      addFields(top, new SubgraphOperation(node.operation).fields, { subgraph: node.subgraph });
      return;
    case 'entity-fetch': {
      const fieldsOf = Map.groupBy(new SubgraphOperation(node.operation).fields, ({ key }) => key);
      for (const { responseKey, paths } of node.batches) {
        const fields = (fieldsOf.get(responseKey) ?? []).flatMap((field) => field.fields);
        for (const path of paths) addFields(placeAt(top, path), fields, { subgraph: node.subgraph });
      }
    }
  }
}

function addFields(place: FetchedPlace, fields: readonly FetchedField[], provider: Provider): void {
  for (const { key, fields: below } of fields) {
    const next = placeBelow(place, responseKeyOf(key));
    if (next.providers.at(-1) !== provider) next.providers.push(provider);
    addFields(next, below, provider);
  }
}

function placeAt(top: FetchedPlace, path: readonly PathStep[]): FetchedPlace {
  let place = top;
  for (const step of path) if (step.kind === 'field') place = placeBelow(place, responseKeyOf(step.key));
  return place;
}

function placeBelow({ below }: FetchedPlace, key: string): FetchedPlace {
  let place = below.get(key);
  if (!place) below.set(key, (place = newPlace()));
  return place;
}

function newPlace(): FetchedPlace {
  return { below: new Map(), providers: [] };
}
