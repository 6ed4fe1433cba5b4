import { badInput } from '@alliance/schema';
import { renewedAfterWrites } from '../graphql/loaders.js';
import type { Database } from '../database/database.js';
import type { Session } from '../database/session.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';

/** Earlier moments that one request may ask about. */
export const maxMoments = 4;

/**
 * The context of one request: its session, loaders of its own, and the same for each earlier moment that it asks about.
 * Loaders keep what they have loaded; whenever the session has written there are others, which know nothing yet.
 */
export function createRequestContext<Loaders>(
  { createLoaders }: Pick<SubgraphDefinition<Loaders>, 'createLoaders'>,
  database: Pick<Database, 'pastSessionOf'>,
  session: Session,
): SubgraphContext<Loaders> {
  const moments = new Map<number, Promise<SubgraphContext<Loaders>>>();
  const contextOf = (read: Session): SubgraphContext<Loaders> => {
    const loaders = renewedAfterWrites(session, () => createLoaders(read));
    return Object.assign(withLoaders(loaders), { viewer: read.viewer, session: read, asOf });
  };
  const asOf = async (moment?: Date | null): Promise<SubgraphContext<Loaders>> => {
    if (moment === null || moment === undefined) return present;
    const known = moments.get(moment.getTime());
    if (known !== undefined) return known;
    if (moment > new Date()) throw badInput('asOf', 'a moment that has passed', moment);
    if (moments.size === maxMoments) {
      throw badInput('asOf', `at most ${String(maxMoments)} different moments in one request`, moment);
    }
    const past = database.pastSessionOf(session, moment).then(contextOf);
    moments.set(moment.getTime(), past);
    return past;
  };
  const present = contextOf(session);
  return present;
}

/** In the prototype, since Apollo Server copies the properties of the context itself, and would ask for them once. */
function withLoaders<Loaders>(loaders: () => Loaders): Pick<SubgraphContext<Loaders>, 'loaders'> {
  const prototype = {
    get loaders(): Loaders {
      return loaders();
    },
  };
  return Object.create(prototype) as typeof prototype;
}
