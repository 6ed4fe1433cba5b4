import 'reflect-metadata';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { buildSchema, createResolversMap, type PubSub } from 'type-graphql';
import { DateScalar, DateTimeScalar, DecimalScalar } from '../graphql/scalars.js';
import type { SubgraphContext, SubgraphDefinition } from './subgraph-definition.js';

const federationLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@provides", "@tag"]
)
`;

/** A subgraph's executable schema, and the SDL that it publishes. */
export interface SubgraphSchema {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** Builds a subgraph's schema from its type-graphql classes and reference resolvers. */
export async function buildSubgraph<Loaders>(
  definition: Pick<SubgraphDefinition<Loaders>, 'resolvers' | 'references' | 'types' | 'events'>,
): Promise<SubgraphSchema> {
  const codeFirst = await buildSchema({
    resolvers: definition.resolvers,
    orphanedTypes: [...(definition.types ?? [])],
    skipCheck: true,
    validate: false,
    pubSub: definition.events ?? noEvents,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
  });
  refuseLostTypes(codeFirst, definition.references);
  const sdl = federationLink + printSubgraphSchema(codeFirst);
  const resolvers: Record<string, unknown> = {
    ...createResolversMap(codeFirst),
    Date: DateScalar,
    DateTime: DateTimeScalar,
    Decimal: DecimalScalar,
  };
  for (const [type, resolve] of Object.entries(definition.references)) {
    resolvers[type] = {
      ...(resolvers[type] as object | undefined),
      __resolveReference: (reference: Readonly<Record<string, unknown>>, context: SubgraphContext<Loaders>) =>
        resolve(reference, context),
    };
  }
  return { schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]), sdl };
}

/** type-graphql wants one as soon as there is a subscription, also for those that have a source of their own. */
const noEvents: PubSub = {
  publish: refuseEvents,
  subscribe: refuseEvents,
};

function refuseEvents(): never {
  throw new Error('A subscription with "topics" needs "events" in the subgraph\'s definition.');
}

/** A type that nothing leads to would be left out without a word, and with it all that the subgraph wants to add. */
function refuseLostTypes(schema: GraphQLSchema, references: object): void {
  const lost = Object.keys(references).filter((type) => schema.getType(type) === undefined);
  if (lost.length > 0) {
    throw new Error(
      `No root field leads to ${lost.join(', ')}. List the classes under "types" in the subgraph's definition.`,
    );
  }
}
