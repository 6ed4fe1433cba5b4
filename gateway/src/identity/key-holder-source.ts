import { type ApiKeyProof, type KeyHolder, keyHolderQuery, purposesOfUse, readGroupMembership } from '@alliance/schema';
import type { SubgraphAddress } from '../config/subgraph-address.js';

/** Who holds a key; null when nobody does. Throws when the question stays open. */
export type FindKeyHolder = (proof: ApiKeyProof) => Promise<KeyHolder | null>;

/** Asks a subgraph in the hub's own name. */
export type AskSubgraph = (
  subgraph: SubgraphAddress,
  question: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  timeoutMs: number,
) => Promise<Record<string, unknown>>;

/** Asks the subgraph that keeps the alliance's members. */
export function keyHolderSource(ask: AskSubgraph, subgraph: SubgraphAddress, timeoutMs: number): FindKeyHolder {
  return async ({ keyId, secretHash }) => {
    const { keyHolder } = await ask(subgraph, { query: keyHolderQuery, variables: { keyId, secretHash } }, timeoutMs);
    // Only an explicit null is a verdict; an answer without the field leaves the question open.
    if (keyHolder === null) return null;
    if (!isKeyHolder(keyHolder))
      throw new TypeError('The identity subgraph answered something else than a key holder.');
    return strictly(keyHolder);
  };
}

/** A group or a purpose that is not as it must be is left out, which denies. */
function strictly(holder: KeyHolder): KeyHolder {
  return {
    ...holder,
    groups: holder.groups.flatMap((group) => readGroupMembership(group) ?? []),
    purpose: purposesOfUse.find((purpose) => purpose === holder.purpose) ?? null,
  };
}

function isKeyHolder(value: unknown): value is KeyHolder {
  const holder = value as Partial<KeyHolder> | undefined;
  const texts = [holder?.principal, holder?.member, holder?.clearance];
  return (
    texts.every((text) => typeof text === 'string') && Array.isArray(holder?.roles) && Array.isArray(holder?.groups)
  );
}
