import { readFile } from 'node:fs/promises';

import type { SubgraphChannelsByName, SubgraphChannelSettings } from '../config/subgraph-channels.js';

/** A request as it will be sent, names of headers in lower case. */
export interface OutgoingRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Gives the headers that prove who sends a request. */
export type SignOutgoing = (request: OutgoingRequest) => Promise<Readonly<Record<string, string>>>;

/** What proves the hub to a subgraph, and the subgraph to the hub, beside the token. */
export interface SubgraphChannel {
  readonly sign: SignOutgoing | undefined;
  /** PEM texts. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

/** By name of the subgraph. */
export type SubgraphChannels = ReadonlyMap<string, SubgraphChannel>;

/** Reads the files that the settings name. Rejects when one cannot be read. */
export async function loadSubgraphChannels(
  settings: SubgraphChannelsByName,
  sign: SignOutgoing,
): Promise<SubgraphChannels> {
  const loading = Object.entries(settings).map(async ([name, channel]) => [name, await load(channel, sign)] as const);
  return new Map(await Promise.all(loading));
}

async function load(
  { sign: isSigned, caFile, certFile, keyFile }: SubgraphChannelSettings,
  sign: SignOutgoing,
): Promise<SubgraphChannel> {
  const tls = {
    ...(caFile !== undefined && { ca: await readFile(caFile) }),
    ...(certFile !== undefined && { cert: await readFile(certFile) }),
    ...(keyFile !== undefined && { key: await readFile(keyFile) }),
  };
  return { sign: isSigned ? sign : undefined, tls };
}
