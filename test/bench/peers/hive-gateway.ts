/**
 * Serves a supergraph with Hive Gateway and the Rust planner, behind Node's own HTTP server:
 * `<folder with the peers> <supergraph file> <port>`. The packages are those of that folder.
 */
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface HiveGatewayPackage {
  createGatewayRuntime(options: object): RequestListener;
}

interface RouterRuntimePackage {
  readonly unifiedGraphHandler: unknown;
}

const [folder = '', file = '', port = ''] = process.argv.slice(2);
const { resolve } = createRequire(path.join(path.resolve(folder), 'package.json'));
const { createGatewayRuntime } = (await load('@graphql-hive/gateway')) as HiveGatewayPackage;
const { unifiedGraphHandler } = (await load('@graphql-hive/router-runtime')) as RouterRuntimePackage;

const gateway = createGatewayRuntime({
  supergraph: path.resolve(file),
  unifiedGraphHandler,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }: { readonly request: Request }) => ({
      authorization: request.headers.get('authorization'),
    }),
  },
  logging: false,
  landingPage: false,
  graphiql: false,
});
createServer(gateway).listen(Number(port), '127.0.0.1');

/** As ESM: its own imports are, and a second copy of `graphql` would not know the first one's values. */
async function load(name: string): Promise<unknown> {
  return import(pathToFileURL(resolve(name)).href.replace(/\.cjs$/, '.js'));
}
