import { isAddress, type VariableReader } from './variable-reader.js';

/** Where a subgraph is reached, and the name under which the hub knows it (also the audience of its tokens). */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

const variable = 'HUB_SUBGRAPHS';
const expectedAddresses = 'name=address pairs separated by commas, such as members=http://127.0.0.1:4001/graphql';
const subgraphName = /^[a-z][a-z0-9-]{0,62}$/;

/** Reads which subgraphs there are. They have no default. */
export function readSubgraphAddresses(reader: VariableReader): readonly SubgraphAddress[] {
  const text = reader.optional(variable);
  if (text === undefined) {
    reader.refuse(variable, expectedAddresses, undefined);
    return [];
  }
  const subgraphs = text.split(',').map((pair) => readPair(pair.trim()));
  const found = subgraphs.filter((subgraph) => subgraph !== undefined);
  const names = new Set(found.map(({ name }) => name));
  if (found.length < subgraphs.length) reader.refuse(variable, expectedAddresses, text);
  else if (names.size < found.length) reader.refuse(variable, 'each name once', text);
  return found;
}

function readPair(pair: string): SubgraphAddress | undefined {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
  if (name === undefined || url === undefined) return undefined;
  return subgraphName.test(name) && isAddress(url, ['http:', 'https:']) ? { name, url } : undefined;
}
