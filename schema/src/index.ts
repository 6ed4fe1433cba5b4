export { type ApiKeyProof, createApiKey, type NewApiKey, parseApiKey } from './api-key.js';
export { badInput, type ErrorCode, errorCodes, refusal } from './error-codes.js';
export {
  type Caller,
  generateSigningJwk,
  importSigningKey,
  type SigningKey,
  signSubgraphToken,
  subgraphTokenLifetimeSeconds,
  TokenRefusedError,
  type VerifiedViewer,
  verifySubgraphToken,
} from './identity.js';
export { type KeyHolder, keyHolderQuery } from './identity-provider.js';
export {
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  paps,
  parseTlp,
  type Tlp,
  tlpLevel,
  tlpOfLevel,
  tlps,
} from './marking.js';
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
export { type MarkedRecord, mayView } from './visibility.js';
