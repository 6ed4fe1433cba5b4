export { type ApiKeyProof, createApiKey, type NewApiKey, parseApiKey } from './api-key.js';
export { badInput, type ErrorCode, errorCodes, refusal } from './error-codes.js';
export {
  type GroupMembership,
  type JoinSees,
  joinSeesValues,
  membershipIn,
  readGroupMembership,
} from './group-membership.js';
export {
  type Caller,
  generateSigningJwk,
  importSigningKey,
  pseudonymSecretOf,
  type SigningKey,
  signSubgraphToken,
  subgraphTokenLifetimeSeconds,
  TokenRefusedError,
  type VerifiedViewer,
  verifySubgraphToken,
} from './identity.js';
export { type KeyHolder, keyHolderQuery } from './identity-provider.js';
export { GrowingTree, type HashedNode } from './ledger/growing-tree.js';
export {
  entryOctets,
  hashEntry,
  itemsText,
  type LedgerEntryContent,
  type LedgerItem,
  type LedgerKind,
  ledgerKinds,
} from './ledger/ledger-entry.js';
export {
  createLedgerSigner,
  isSignedHead,
  type LedgerHead,
  type LedgerSigner,
  type SignedLedgerHead,
} from './ledger/ledger-head.js';
export {
  consistencyRanges,
  emptyTreeRoot,
  foldSubtrees,
  hashChildren,
  hashLeaf,
  inclusionRanges,
  type LeafRange,
  nodesOfRange,
  provesConsistency,
  provesInclusion,
  type TreeHash,
  type TreeNode,
} from './ledger/merkle-tree.js';
export {
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  paps,
  parseTlp,
  type PurposeOfUse,
  purposesOfUse,
  type Tlp,
  tlpLevel,
  tlpOfLevel,
  tlps,
} from './marking.js';
export { type MemberStanding, memberStandingQuery, readMemberStanding } from './member-standing.js';
export {
  type NonceMemory,
  requestSignatureLifetimeSeconds,
  type SignableRequest,
  SignatureRefusedError,
  signRequest,
  verifyRequest,
} from './request-signature.js';
export {
  hasRole,
  type HubViewer,
  memberOf,
  type MemberViewer,
  publicViewer,
  type PublicViewer,
  type Role,
  roles,
  type Viewer,
} from './viewer.js';
export { type MarkedRecord, mayView, mayWrite, requireWritable, type WrittenMarking } from './visibility.js';
