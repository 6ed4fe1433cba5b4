import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badInput, mayWrite, type MemberViewer, refusal, tlpOfLevel } from '@alliance/schema';
import { checkText, type Marking, readMarking, requireMember } from '@alliance/kit';
import type { AttestationRow } from '../persistence/attestation.entity.js';
import type { NewAttestation } from '../persistence/new-attestation.js';
import { publishBatch } from '../persistence/publishing.repository.js';
import type { SourceRow } from '../persistence/source.entity.js';
import { withdrawOne } from '../persistence/withdrawal.repository.js';
import { isUuid } from './attestation.resolver.js';
import { AttestationType, showAttestation } from './attestation.type.js';
import { inheritMarkings, requireWritableItem } from './inherit-markings.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { CorrectAttestationInput, WithdrawAttestationInput } from './publishing.input.js';

@Resolver()
export class CorrectionResolver {
  @Mutation(() => AttestationType, {
    description: 'Replaces your attestation by a new version. What is left out stays as it is.',
  })
  async correctAttestation(
    @Arg('input', () => CorrectAttestationInput) input: CorrectAttestationInput,
    @Ctx() context: IntelligenceContext,
  ): Promise<AttestationType> {
    const viewer = requireMember(context.viewer);
    const row = await ownCurrent(input.id, viewer, context);
    if (row.version !== input.expectedVersion) {
      const message = `input.expectedVersion: the current version is ${String(row.version)}, got ${String(input.expectedVersion)}. Read it again.`;
      throw refusal('CONFLICT', message, { field: 'input.expectedVersion' });
    }
    const source = await context.loaders.sources.load(row.source);
    if (source === null) throw refusal('CONFLICT', 'Its source is marked beyond your clearance.');
    const items = await inheritMarkings([correct(row, source, input)], context);
    for (const item of items) requireWritableItem(item, viewer);
    await publishBatch(context.session, viewer, { items, quarantined: [] });
    return reread(row.id, context);
  }

  @Mutation(() => AttestationType, {
    description:
      'Withdraws your attestation: its id, times and reason stay, its content is gone. Also after you have left its sharing group, then without a note.',
  })
  async withdrawAttestation(
    @Arg('input', () => WithdrawAttestationInput) input: WithdrawAttestationInput,
    @Ctx() context: IntelligenceContext,
  ): Promise<AttestationType> {
    const viewer = requireMember(context.viewer);
    const row = await ownCurrent(input.id, viewer, context);
    if (input.note && !mayWrite({ ...row, tlp: tlpOfLevel(row.tlp) }, viewer)) {
      throw badInput('input.note', 'no note, since you share nothing in its sharing group any more', input.note);
    }
    const withdrawal = {
      reason: input.reason,
      effectiveOn: input.effectiveOn ?? new Date().toISOString().slice(0, 10),
      note: input.note ? checkText('input.note', input.note, { max: 500 }) : null,
    };
    const done = await withdrawOne(context.session, viewer, { id: row.id, version: row.version, withdrawal });
    if (!done) throw refusal('CONFLICT', 'Somebody of your institution has changed it meanwhile. Read it again.');
    return reread(row.id, context);
  }
}

/** The current version of an attestation of the viewer's own; NOT_FOUND for one that it does not see. */
async function ownCurrent(id: string, viewer: MemberViewer, { loaders }: IntelligenceContext): Promise<AttestationRow> {
  const row = isUuid(id) ? await loaders.attestations.load(id) : null;
  if (row === null) throw refusal('NOT_FOUND', `There is no attestation "${id}".`);
  if (row.originator !== viewer.member) {
    throw refusal('FORBIDDEN', 'Only the originator corrects or withdraws an attestation.');
  }
  if (row.state === 'WITHDRAWN') throw refusal('CONFLICT', 'It is withdrawn already.');
  return row;
}

function correct(row: AttestationRow, source: SourceRow, input: CorrectAttestationInput): NewAttestation {
  const { publisher, url, kind, title, retrievedOn, licence, root } = source;
  const marking: Marking = input.marking ? readMarking(input.marking, 'input.marking', row) : row;
  const { tlp, sharingGroup, recipients, releaseAt, purposes, pap, originatorDisplay } = marking;
  if (input.validUntil && input.validUntil <= new Date())
    throw badInput('input.validUntil', 'a moment in the future', input.validUntil);
  return {
    reference: row.reference,
    subjectKind: row.subjectKind,
    subject: row.subject,
    subjectKey: row.subjectKey,
    submitted: row.submitted,
    claimType: row.claimType,
    concepts: input.concepts ? [...new Set(input.concepts)] : row.concepts,
    label: input.label ? checkText('input.label', input.label, { max: 200 }) : row.label,
    statement: input.statement ? checkText('input.statement', input.statement, { max: 500 }) : row.statement,
    actor: input.actor ? checkText('input.actor', input.actor, { max: 200 }) : row.actor,
    method: input.method ?? row.method,
    reliability: input.reliability ?? row.reliability,
    observedFrom: input.observedFrom ?? row.observedFrom,
    observedTo: input.observedTo ?? row.observedTo,
    validUntil: input.validUntil ?? row.validUntil,
    evidence: row.evidence,
    source: { publisher, url, kind, title, retrievedOn, licence, root },
    derivedFrom: row.derivedFrom,
    tlp,
    sharingGroup,
    recipients,
    releaseAt,
    purposes,
    pap,
    originatorDisplay,
    list: row.list,
    listVersion: row.listVersion,
  };
}

async function reread(id: string, { loaders, session }: IntelligenceContext): Promise<AttestationType> {
  const row = await loaders.attestations.clear(id).load(id);
  if (row === null) throw new Error(`The attestation ${id} vanished after it was written.`);
  return showAttestation(session)(row);
}
