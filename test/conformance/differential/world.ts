import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { compose, federate } from '../../support/federation.js';
import type { SubgraphSource } from '../../support/subgraph-server.js';
import { addressOf, type AilingSubgraph, interceptionBy } from './ailments.js';
import type { Answer, Asked } from './answer.js';
import { numberFrom } from './number-from.js';
import { MadeUpData, type Mishaps } from './made-up-data.js';
import { withMadeUpData } from './made-up-subgraphs.js';
import { askReference, type ReferenceAnswer } from './reference.js';
import { startStockGateway } from './stock-gateway.js';
import { SubgraphTypes } from './subgraph-types.js';

/** Subgraphs without data, and what may go wrong in them. */
export interface World {
  readonly name: string;
  readonly sources: readonly SubgraphSource[];
  readonly mishaps: Mishaps;
}

/** A world that answers in three ways. */
export interface RunningWorld extends AsyncDisposable {
  readonly schema: GraphQLSchema;
  readonly ask: (asked: Asked) => Promise<Answers>;
}

export interface Answers {
  readonly schema: GraphQLSchema;
  readonly types: SubgraphTypes;
  readonly ours: Answer;
  readonly oracle: Answer;
  readonly reference: ReferenceAnswer;
}

/**
 * Subgraphs behind HTTP, our engine and the stock gateway over the same ones, and one schema over the same data. That
 * one is always sound, whatever ails a subgraph.
 */
export async function startWorld(
  { sources, mishaps }: World,
  seed: string,
  ailing?: AilingSubgraph,
): Promise<RunningWorld> {
  const supergraph = parse(compose(sources, () => ''));
  const fullSchema = buildASTSchema(supergraph, { assumeValid: true, assumeValidSDL: true });
  const types = new SubgraphTypes(sources);
  const data = new MadeUpData(seed, types, fullSchema, mishaps);
  await using stack = new AsyncDisposableStack();
  // The same operation is planned alike when it is asked again.
  let percentage = 0;
  const subgraphs = sources.map((source) => withMadeUpData(source, data));
  const federation = stack.use(
    await federate(subgraphs, {
      ...(ailing && { addressOf: (name) => addressOf(name, ailing) }),
      overridePercentage: () => percentage,
    }),
  );
  if (ailing) federation.subgraphs.intercept(interceptionBy(ailing));
  const { engine } = federation;
  const oracle = stack.use(await startStockGateway(engine.supergraphSdl));
  const opened = stack.move();
  return {
    schema: engine.schema,
    ask: async (asked) => {
      const { source, variables, operationName } = asked;
      const options = operationName === undefined ? {} : { operationName };
      percentage = numberFrom(`${seed} ${source}`, 100);
      return {
        schema: engine.schema,
        types,
        ours: (await federation.ask(source, variables, options)) as Answer,
        oracle: await oracle.ask(asked),
        reference: await askReference(engine.schema, data, asked),
      };
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
