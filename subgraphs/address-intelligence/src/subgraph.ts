import { ledgerResolvers, recallResolvers, type SubgraphDefinition } from '@alliance/kit';
import { ActorResolver } from './api/actor.resolver.js';
import { AddressResolver } from './api/address.resolver.js';
import {
  AddressAttestationsResolver,
  AttestationResolver,
  MemberAttestationsResolver,
} from './api/attestation.resolver.js';
import { AttestationType } from './api/attestation.type.js';
import { CorrectionResolver } from './api/correction.resolver.js';
import { createIntelligenceLoaders, type IntelligenceLoaders } from './api/intelligence-context.js';
import {
  resolveActor,
  resolveAddress,
  resolveAttestation,
  resolveMember,
  resolveSource,
} from './api/intelligence.reference.js';
import { MemberStub } from './api/member.stub.js';
import { PublishingResolver } from './api/publishing.resolver.js';
import { QuarantineResolver } from './api/quarantine.resolver.js';
import { HiddenInstitutionsResolver, ScreeningResolver } from './api/screening.resolver.js';
import { intelligenceDatabase } from './persistence/intelligence-database.js';
import { seedDemoIntelligence } from './seed/seed-demo-intelligence.js';

/** Address intelligence's table of contents. */
export const addressIntelligenceSubgraph: SubgraphDefinition<IntelligenceLoaders> = {
  name: 'address-intelligence',
  portVariable: 'ADDRESS_INTELLIGENCE_PORT',
  defaultPort: 4003,
  database: intelligenceDatabase,
  resolvers: [
    AddressResolver,
    AddressAttestationsResolver,
    ScreeningResolver,
    HiddenInstitutionsResolver,
    AttestationResolver,
    MemberAttestationsResolver,
    ActorResolver,
    QuarantineResolver,
    PublishingResolver,
    CorrectionResolver,
    ...ledgerResolvers('addressIntelligenceLedger'),
    ...recallResolvers({
      list: 'attestationRecalls',
      acknowledge: 'acknowledgeAttestationRecalls',
      recordTypes: ['Attestation'],
      record: () => AttestationType,
      member: () => MemberStub,
    }),
  ],
  references: {
    Address: resolveAddress,
    Attestation: resolveAttestation,
    Source: resolveSource,
    Actor: resolveActor,
    Member: resolveMember,
  },
  createLoaders: createIntelligenceLoaders,
  seed: seedDemoIntelligence,
};
