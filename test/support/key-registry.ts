import { createApiKey, type KeyHolder } from '@alliance/schema';
import { membershipOf } from './token-issuer.js';
import type { SubgraphContext, SubgraphSources } from './verified-subgraph.js';

/** The members' side of identity in small: who holds which key, and how often it was asked. */
export interface KeyRegistry {
  readonly sources: SubgraphSources;
  /** How often the hub asked for a key's holder. */
  readonly questions: () => number;
  /** Hands out a key; what is not said is that of an analyst. */
  issue(holder?: Partial<KeyHolder>): string;
  /** Replaces what is known of the holder of a key. */
  change(key: string, holder: Partial<KeyHolder>): void;
  revoke(key: string): void;
}

const typeDefs = `
  type Query {
    membersViewer: String!
    keyHolder(keyId: ID!, secretHash: String!): KeyHolder @inaccessible
  }
  type KeyHolder @inaccessible {
    principal: ID!
    member: ID!
    roles: [String!]!
    clearance: String!
    groups: [KeyHolderGroup!]!
    purpose: String
    expiresAt: String
  }
  type KeyHolderGroup @inaccessible {
    id: ID!
    since: String!
    joinSees: String!
    mayWrite: Boolean!
    maxTlp: String!
  }`;

const analyst: KeyHolder = {
  principal: 'person-1',
  member: 'ctma',
  roles: ['ANALYST'],
  clearance: 'AMBER',
  groups: [membershipOf('g1')],
  purpose: null,
  expiresAt: null,
};

export function createKeyRegistry(): KeyRegistry {
  const holders = new Map<string, KeyHolder>();
  const idOf = (key: string): string => key.split('_')[1] ?? '';
  const hashes = new Map<string, string>();
  let questions = 0;
  return {
    questions: () => questions,
    issue: (holder = {}) => {
      const { key, keyId, secretHash } = createApiKey();
      hashes.set(keyId, secretHash);
      holders.set(keyId, { ...analyst, ...holder });
      return key;
    },
    change: (key, holder) => {
      holders.set(idOf(key), { ...analyst, ...holder });
    },
    revoke: (key) => {
      holders.delete(idOf(key));
    },
    sources: {
      typeDefs,
      resolvers: {
        Query: {
          membersViewer: (_source: unknown, _args: unknown, { viewer }: SubgraphContext) => JSON.stringify(viewer),
          keyHolder: (_source: unknown, args: Record<string, unknown>, { viewer }: SubgraphContext) => {
            questions += 1;
            if (viewer.kind !== 'hub') throw new Error('Only the hub may ask.');
            const keyId = String(args['keyId']);
            return hashes.get(keyId) === args['secretHash'] ? (holders.get(keyId) ?? null) : null;
          },
        },
      },
    },
  };
}
