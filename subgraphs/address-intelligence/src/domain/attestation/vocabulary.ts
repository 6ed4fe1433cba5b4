/** How a statement was obtained, and the level of confidence, 0 to 100, that follows (GraphSense, confidence.csv). */
export const methodLevels = {
  OVERRIDE: 100,
  OWNERSHIP: 100,
  LEDGER_IMMANENT: 100,
  MANUAL_TRANSACTION: 90,
  SERVICE_API: 70,
  FORENSIC_INVESTIGATION: 70,
  AUTHORITY_DATA: 60,
  TRUSTED_PROVIDER: 50,
  SERVICE_DATA: 50,
  FORENSIC: 50,
  UNTRUSTED_TRANSACTION: 40,
  WEB_CRAWL: 20,
  HEURISTIC: 10,
  UNKNOWN: 5,
} as const;

export type Method = keyof typeof methodLevels;
export const methods = Object.keys(methodLevels) as Method[];

/** Reliability of a source on the Admiralty scale, as a factor (MISP admiralty-scale; F: cannot be judged). */
export const reliabilityFactors = { A: 1, B: 0.75, C: 0.5, D: 0.25, E: 0, F: 0.5 } as const;

export type Reliability = keyof typeof reliabilityFactors;
export const reliabilities = Object.keys(reliabilityFactors) as Reliability[];

/** What kind of statement it is (Chainalysis' split of claims, TagPack tag types). */
export const claimTypes = ['STRUCTURAL', 'ATTRIBUTION', 'ABUSE', 'SANCTION', 'EVENT', 'MENTION', 'BENIGN'] as const;
export type ClaimType = (typeof claimTypes)[number];

export const sourceKinds = ['AUTHORITY', 'LEDGER', 'MEMBER_OWN', 'VENDOR', 'ACADEMIC', 'COMMUNITY', 'PRESS'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export const evidenceKinds = [
  'LEDGER_TX',
  'SIGNED_MESSAGE',
  'TLS_ATTESTATION',
  'AUTHORITY_NOTICE',
  'COURT_RULING',
  'DOCUMENT',
  'SCREENSHOT',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Life cycle as it is stored; EXPIRED follows from `validUntil` and the clock. */
export const attestationStates = ['PUBLISHED', 'EXPIRED', 'WITHDRAWN'] as const;
export type AttestationState = (typeof attestationStates)[number];

export const withdrawalReasons = ['ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/** What an attestation speaks of. */
export const subjectKinds = ['ADDRESS', 'TRANSACTION', 'DOMAIN', 'ACTOR'] as const;
export type SubjectKind = (typeof subjectKinds)[number];
