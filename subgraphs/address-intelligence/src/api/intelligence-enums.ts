import { registerEnumType } from 'type-graphql';
import { enumOf } from '@alliance/kit';
import { type AddressRelation, addressRelations } from '../domain/chain/related-addresses.js';
import { type Concept, concepts, labelOf } from '../domain/attestation/concept.js';
import {
  type AttestationState,
  attestationStates,
  type ClaimType,
  claimTypes,
  type EvidenceKind,
  evidenceKinds,
  type Method,
  methodLevels,
  methods,
  type Reliability,
  reliabilities,
  type SourceKind,
  sourceKinds,
  type SubjectKind,
  subjectKinds,
  type WithdrawalReason,
  withdrawalReasons,
} from '../domain/attestation/vocabulary.js';
import { type Band, bands, type Discount, discounts, type RiskType, riskTypes } from '../domain/screening/score.js';

export const ConceptEnum = enumOf<Concept>(concepts);
export const MethodEnum = enumOf<Method>(methods);
export const ReliabilityEnum = enumOf<Reliability>(reliabilities);
export const ClaimTypeEnum = enumOf<ClaimType>(claimTypes);
export const SourceKindEnum = enumOf<SourceKind>(sourceKinds);
export const EvidenceKindEnum = enumOf<EvidenceKind>(evidenceKinds);
export const AttestationStateEnum = enumOf<AttestationState>(attestationStates);
export const WithdrawalReasonEnum = enumOf<WithdrawalReason>(withdrawalReasons);
export const SubjectKindEnum = enumOf<SubjectKind>(subjectKinds);
export const BandEnum = enumOf<Band>(bands);
export const RiskTypeEnum = enumOf<RiskType>(riskTypes);
export const DiscountEnum = enumOf<Discount>(discounts);
export const AddressRelationEnum = enumOf<AddressRelation>(Object.keys(addressRelations) as AddressRelation[]);
export const PublishOutcomeEnum = enumOf(['ACCEPTED', 'UPDATED', 'UNCHANGED', 'QUARANTINED', 'REFUSED'] as const);

registerEnumType(ConceptEnum, {
  name: 'Concept',
  description: 'What is said of an address: the concept tree of GraphSense, after INTERPOL’s.',
  valuesConfig: Object.fromEntries(concepts.map((concept) => [concept, { description: labelOf(concept) }])),
});
registerEnumType(MethodEnum, {
  name: 'Method',
  description: 'How a statement was obtained; a level of confidence follows from it (GraphSense).',
  valuesConfig: Object.fromEntries(
    methods.map((method) => [method, { description: `Level ${String(methodLevels[method])}.` }]),
  ),
});
registerEnumType(ReliabilityEnum, {
  name: 'Reliability',
  description: 'Reliability of the source on the Admiralty scale.',
});
registerEnumType(ClaimTypeEnum, { name: 'ClaimType', description: 'What kind of statement it is.' });
registerEnumType(SourceKindEnum, { name: 'SourceKind' });
registerEnumType(EvidenceKindEnum, { name: 'EvidenceKind' });
registerEnumType(AttestationStateEnum, { name: 'AttestationState' });
registerEnumType(WithdrawalReasonEnum, { name: 'WithdrawalReason' });
registerEnumType(SubjectKindEnum, { name: 'SubjectKind', description: 'What an attestation speaks of.' });
registerEnumType(BandEnum, { name: 'Band', description: 'How bad, in a word.' });
registerEnumType(RiskTypeEnum, {
  name: 'RiskType',
  description: 'About the address itself, about its counterparties, or about the same account elsewhere.',
});
registerEnumType(DiscountEnum, {
  name: 'Discount',
  description: 'Why a statement does not count: another one counts in its place.',
});
registerEnumType(AddressRelationEnum, {
  name: 'AddressRelation',
  valuesConfig: Object.fromEntries(
    Object.entries(addressRelations).map(([relation, description]) => [relation, { description }]),
  ),
});
registerEnumType(PublishOutcomeEnum, { name: 'PublishOutcome', description: 'What became of a submitted item.' });
