import type { ReferenceResolver } from '@alliance/kit';
import { parseAddressId } from '../domain/chain/canonicalise-address.js';
import { addressOf } from './address.type.js';
import { isUuid } from './attestation.resolver.js';
import { showAttestation } from './attestation.type.js';
import type { IntelligenceLoaders } from './intelligence-context.js';
import { showSource } from './source.type.js';

type Resolve = ReferenceResolver<IntelligenceLoaders>;

/** Every canonical address exists, so nothing is looked up and nothing can be found out by guessing. */
export const resolveAddress: Resolve = ({ id }) => {
  const parsed = parseAddressId(String(id));
  return parsed.ok ? addressOf(parsed.address) : null;
};

export const resolveAttestation: Resolve = async ({ id }, { loaders, session }) => {
  const row = isUuid(String(id)) ? await loaders.attestations.load(String(id)) : null;
  return row && showAttestation(session)(row);
};

export const resolveSource: Resolve = async ({ id }, { loaders, session }) => {
  const source = await loaders.sources.load(String(id));
  return source && showSource(source, session);
};

export const resolveActor: Resolve = ({ id }, { loaders }) => loaders.actors.load(String(id));

/** The member exists or not in its own subgraph; here only its attestations are asked. */
export const resolveMember: Resolve = ({ id }) => ({ id: String(id) });
