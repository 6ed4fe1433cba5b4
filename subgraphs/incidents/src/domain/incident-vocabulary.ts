/** Kinds of incidents (DOMAIN 4.2; after the concept tree of GraphSense and INTERPOL). */
export const incidentCategories = [
  'PYRAMID_SCHEME',
  'PONZI',
  'INVESTMENT_FRAUD',
  'PHISHING',
  'WALLET_DRAIN',
  'SERVICE_HACK',
  'CONTRACT_EXPLOIT',
  'BRIDGE_EXPLOIT',
  'KEY_COMPROMISE',
  'RANSOMWARE',
  'EXTORTION',
  'RUG_PULL',
  'SANCTIONS_EVASION',
  'MONEY_LAUNDERING',
  'OTHER',
] as const;

export type IncidentCategory = (typeof incidentCategories)[number];

/** How grave an incident is (MISP object `incident`). */
export const severities = ['NOT_SPECIFIED', 'LOW', 'MODERATE', 'HIGH', 'EXTREME'] as const;

export type Severity = (typeof severities)[number];

/** How exact a stated time is (MISP object `monetary-impact`). */
export const fidelities = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

export type Fidelity = (typeof fidelities)[number];

/** What an address or an actor did in an incident (DeFiHackLabs, Chronicle). */
export const partyRoles = [
  'ATTACKER',
  'ATTACK_CONTRACT',
  'VULNERABLE_CONTRACT',
  'VICTIM',
  'COLLECTOR',
  'LAUNDERING_HOP',
  'CASH_OUT',
  'OPERATOR',
] as const;

export type PartyRole = (typeof partyRoles)[number];

/** Why an originator takes a record back (DOMAIN 4.6). */
export const withdrawalReasons = ['ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'] as const;

export type WithdrawalReason = (typeof withdrawalReasons)[number];

/** What made a new version of an incident. */
export const versionChanges = ['REPORTED', 'UPDATED', 'STATE_CHANGED', 'CLAIM_CHOSEN', 'WITHDRAWN'] as const;

export type VersionChange = (typeof versionChanges)[number];
