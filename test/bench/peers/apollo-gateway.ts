/**
 * Serves a supergraph with `@apollo/gateway` behind Apollo Server's own HTTP server:
 * `<folder with the peers> <supergraph file> <port> <fetcher>`. The packages are those of that folder. The fetcher is
 * `own`, the one it comes with, or `global`, that of Node, which costs it less.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

interface Operation {
  readonly request: { readonly http?: { readonly headers: { set(name: string, value: string): void } } };
  readonly context: { readonly authorization?: string };
}

interface ApolloGatewayPackage {
  readonly ApolloGateway: new (options: object) => object;
  readonly RemoteGraphQLDataSource: new (options: object) => object;
}

interface ApolloServerPackage {
  readonly ApolloServer: new (options: object) => object;
}

interface StandalonePackage {
  startStandaloneServer(server: object, options: object): Promise<unknown>;
}

const [folder = '', file = '', port = '', fetcher] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(folder), 'package.json'));
const { ApolloGateway, RemoteGraphQLDataSource } = load('@apollo/gateway') as ApolloGatewayPackage;
const { ApolloServer } = load('@apollo/server') as ApolloServerPackage;
const { startStandaloneServer } = load('@apollo/server/standalone') as StandalonePackage;

process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(file, 'utf8'),
  buildService: ({ url }: { readonly url: string }) =>
    new RemoteGraphQLDataSource({
      url,
      // Answers of subgraphs are not to be cached by the whole; saves the reading of their headers.
      honorSubgraphCacheControlHeader: false,
      ...(fetcher === 'global' && { fetcher: globalThis.fetch }),
      willSendRequest({ request, context }: Operation) {
        if (context.authorization !== undefined) request.http?.headers.set('authorization', context.authorization);
      },
    }),
});
await startStandaloneServer(new ApolloServer({ gateway, introspection: true, csrfPrevention: false }), {
  listen: { port: Number(port), host: '127.0.0.1' },
  context: async ({ req }: { readonly req: { readonly headers: { readonly authorization?: string } } }) => ({
    authorization: req.headers.authorization,
  }),
});
