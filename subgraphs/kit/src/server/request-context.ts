import { badInput } from '@alliance/schema';
import type { Database } from '../database/database.js';
import type { Session } from '../database/session.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';

/** Earlier moments that one request may ask about. */
export const maxMoments = 4;

/** The context of one request: its session, loaders of its own, and the same for each earlier moment that it asks about. */
export function createRequestContext<Loaders>(
  { createLoaders }: Pick<SubgraphDefinition<Loaders>, 'createLoaders'>,
  database: Pick<Database, 'pastSessionOf'>,
  session: Session,
): SubgraphContext<Loaders> {
  const moments = new Map<number, Promise<SubgraphContext<Loaders>>>();
  const createPast = async (moment: Date): Promise<SubgraphContext<Loaders>> => {
    const past = await database.pastSessionOf(session, moment);
    return { viewer: past.viewer, session: past, loaders: createLoaders(past), asOf: present.asOf };
  };
  const present: SubgraphContext<Loaders> = {
    viewer: session.viewer,
    session,
    loaders: createLoaders(session),
    asOf: async (moment) => {
      if (moment === null || moment === undefined) return present;
      const known = moments.get(moment.getTime());
      if (known !== undefined) return known;
      if (moment > new Date()) throw badInput('asOf', 'a moment that has passed', moment);
      if (moments.size === maxMoments) {
        throw badInput('asOf', `at most ${String(maxMoments)} different moments in one request`, moment);
      }
      const past = createPast(moment);
      moments.set(moment.getTime(), past);
      return past;
    },
  };
  return present;
}
