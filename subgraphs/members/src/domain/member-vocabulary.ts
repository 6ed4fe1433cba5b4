/** Kinds of institutions (TRISA's business categories and the alliance's announcement). */
export const memberKinds = [
  'EXCHANGE',
  'WALLET',
  'CUSTODIAN',
  'PAYMENT',
  'ISSUER',
  'ANALYTICS',
  'SECURITY_FIRM',
  'BLOCKCHAIN_PROJECT',
  'INDUSTRY_BODY',
  'RESEARCH',
  'GOVERNMENT_ADVISORY',
  'REGULATOR',
  'LAW_ENFORCEMENT',
] as const;

export type MemberKind = (typeof memberKinds)[number];

/** How far the alliance has checked that an institution is who it says. */
export const verifications = ['UNVERIFIED', 'EMAIL', 'DOCUMENTS', 'IN_PERSON'] as const;

export type Verification = (typeof verifications)[number];

/** Whether readers of a group may pass on what they read there. */
export const reshares = ['NONE', 'GROUP_OWNER', 'ANY_MEMBER'] as const;

export type Reshare = (typeof reshares)[number];

export const groupStatuses = ['OPEN', 'CLOSED'] as const;

export type GroupStatus = (typeof groupStatuses)[number];

export const groupRoles = ['OWNER', 'CONTRIBUTOR', 'READER'] as const;

export type GroupRole = (typeof groupRoles)[number];

/** Signature algorithms of a member's public keys. */
export const keyAlgorithms = ['ED25519', 'ES256', 'RS256'] as const;

export type KeyAlgorithm = (typeof keyAlgorithms)[number];
