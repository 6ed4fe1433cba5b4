import type { NonEmptyArray, PubSub } from 'type-graphql';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '@alliance/schema';
import type { SubgraphConfig } from '../config.js';
import type { DatabaseDefinition } from '../database/database.js';
import type { Session } from '../database/session.js';

/** What every resolver of a subgraph receives as its context. */
export interface SubgraphContext<Loaders = unknown> {
  readonly viewer: Viewer;
  readonly session: Session;
  /** Made anew for each request: many keys, one query. */
  readonly loaders: Loaders;
  /**
   * The same request as of an earlier moment, with what its caller could read then; the request itself without a moment.
   *
   * @throws BAD_USER_INPUT for a moment that lies ahead, and for more different ones than a request may ask about
   */
  readonly asOf: (moment?: Date | null) => Promise<SubgraphContext<Loaders>>;
}

/** Finds the entity behind the key that another subgraph refers to; null when this viewer may not see it. */
export type ReferenceResolver<Loaders> = (
  reference: Readonly<Record<string, unknown>>,
  context: SubgraphContext<Loaders>,
) => unknown;

/** A subgraph's table of contents. */
export interface SubgraphDefinition<Loaders = unknown> {
  /** Name in the supergraph, and the audience of the tokens it accepts. */
  readonly name: string;
  /** Variable that carries its port when it is started alone. */
  readonly portVariable: string;
  readonly defaultPort: number;
  readonly database: DatabaseDefinition;
  readonly resolvers: NonEmptyArray<new (...args: never[]) => object>;
  /** Classes of types to which no root field leads, such as another institution's type with a field of ours. */
  readonly types?: readonly (new (...args: never[]) => object)[];
  readonly references: Readonly<Record<string, ReferenceResolver<Loaders>>>;
  /** Where subscriptions with `topics` listen. Those with a `subscribe` function need none. */
  readonly events?: PubSub;
  readonly createLoaders: (session: Session) => Loaders;
  /** Fills an empty demo alliance; safe to run again, also after it was killed in the middle. */
  readonly seed?: (seeding: Seeding) => Promise<void>;
}

/** What the demo seed of a subgraph works with. */
export interface Seeding {
  readonly config: SubgraphConfig;
  /** Contributes in a member's name, under the same rules as everybody. The seed closes the session. */
  readonly sessionFor: (viewer: Viewer) => Session;
  /** Writes what no member could write, such as the first members themselves. Never on behalf of a viewer. */
  readonly asOwner: <T>(work: (em: SqlEntityManager) => Promise<T>) => Promise<T>;
}
