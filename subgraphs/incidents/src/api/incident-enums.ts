import { registerEnumType } from 'type-graphql';
import { enumOf } from '@alliance/kit';
import { claimFacts } from '../domain/claim.js';
import { incidentStates, rejectionReasons } from '../domain/incident-state.js';
import {
  fidelities,
  incidentCategories,
  partyRoles,
  severities,
  versionChanges,
  withdrawalReasons,
} from '../domain/incident-vocabulary.js';
import { type IncidentOrder, incidentOrders } from '../persistence/incident-filter.js';
import { reportOutcomes } from '../persistence/report.repository.js';

export const IncidentCategoryEnum = enumOf(incidentCategories);
export const IncidentStateEnum = enumOf(incidentStates);
export const RejectionReasonEnum = enumOf(rejectionReasons);
export const SeverityEnum = enumOf(severities);
export const FidelityEnum = enumOf(fidelities);
export const PartyRoleEnum = enumOf(partyRoles);
export const ClaimFactEnum = enumOf(claimFacts);
export const WithdrawalReasonEnum = enumOf(withdrawalReasons);
export const VersionChangeEnum = enumOf(versionChanges);
export const ReportOutcomeEnum = enumOf(reportOutcomes);
export const IncidentOrderEnum = enumOf(Object.keys(incidentOrders) as IncidentOrder[]);

registerEnumType(IncidentCategoryEnum, { name: 'IncidentCategory', description: 'Kinds of incidents.' });
registerEnumType(IncidentStateEnum, {
  name: 'IncidentState',
  description:
    'REPORTED → TRIAGED → CONFIRMED → CONTAINED → CLOSED. REJECTED with a reason and MERGED into another incident are final.',
});
registerEnumType(RejectionReasonEnum, {
  name: 'RejectionReason',
  description: 'Why an incident is rejected (MISP false-positive taxonomy).',
});
registerEnumType(SeverityEnum, { name: 'Severity', description: 'How grave an incident is (MISP object incident).' });
registerEnumType(FidelityEnum, {
  name: 'Fidelity',
  description: 'How exact a stated time is (MISP object monetary-impact). What is finer than this is filler.',
});
registerEnumType(PartyRoleEnum, { name: 'PartyRole', description: 'What an address or an actor did in an incident.' });
registerEnumType(ClaimFactEnum, {
  name: 'ClaimFact',
  description:
    'What is claimed. LOSS and RECOVERED are money, VICTIMS and ARRESTS counts, START and END times, ATTRIBUTION is text.',
});
registerEnumType(WithdrawalReasonEnum, { name: 'WithdrawalReason', description: 'Why a record was taken back.' });
registerEnumType(VersionChangeEnum, { name: 'IncidentVersionChange', description: 'What made a new version.' });
registerEnumType(ReportOutcomeEnum, {
  name: 'ReportOutcome',
  description: 'ACCEPTED: new. UPDATED: known by its reference, with other content. UNCHANGED: known, nothing new.',
});
registerEnumType(IncidentOrderEnum, { name: 'IncidentOrder', description: 'How incidents are sorted.' });
