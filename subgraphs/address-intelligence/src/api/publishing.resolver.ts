import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { badInput, refusal } from '@alliance/schema';
import { checkText, readRepeatableMarking, requireMember } from '@alliance/kit';
import { publishBatch, type Published } from '../persistence/publishing.repository.js';
import { concludeList, readConcludedVersion } from '../persistence/withdrawal.repository.js';
import { inheritMarkings, requireWritableItem } from './inherit-markings.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { PublishOutcomeEnum } from './intelligence-enums.js';
import { ListEditionInput, PublishAttestationsInput } from './publishing.input.js';
import { type BatchDefaults, readItem, type ReadItem, readSource } from './read-attestation.js';

/** Items in one batch at most. */
export const maxBatchItems = 2000;

@ObjectType({ description: 'What became of one item.' })
export class PublishResult {
  @Field(() => String)
  reference!: string;

  @Field(() => PublishOutcomeEnum)
  outcome!: Published['outcome'] | 'QUARANTINED';

  @Field(() => ID, { nullable: true, description: 'The attestation; null when it was quarantined.' })
  id!: string | null;

  @Field(() => Int, { nullable: true })
  version!: number | null;

  @Field(() => String, { nullable: true, description: 'Canonical subject: the CAIP-10 id of an address.' })
  subject!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was quarantined, as a code.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was quarantined, in words.' })
  message!: string | null;
}

@ObjectType({ description: 'What became of a batch; the four counts add up to the items.' })
export class PublishAttestationsPayload {
  @Field(() => Int)
  accepted!: number;

  @Field(() => Int)
  updated!: number;

  @Field(() => Int)
  unchanged!: number;

  @Field(() => Int)
  quarantined!: number;

  @Field(() => [PublishResult], { description: 'In the order of the items.' })
  results!: PublishResult[];
}

@ObjectType()
export class ConcludeListPayload {
  @Field(() => Int, { description: 'Statements that ended.' })
  withdrawn!: number;

  @Field(() => [ID])
  attestations!: readonly string[];
}

@Resolver()
export class PublishingResolver {
  @Mutation(() => PublishAttestationsPayload, {
    description: `Publishes up to ${String(maxBatchItems)} statements, all or nothing, and each once however often it is sent. What cannot be read goes to your quarantine.`,
  })
  async publishAttestations(
    @Arg('input', () => PublishAttestationsInput) input: PublishAttestationsInput,
    @Ctx() context: IntelligenceContext,
  ): Promise<PublishAttestationsPayload> {
    const viewer = requireMember(context.viewer);
    const { items } = input;
    if (items.length === 0 || items.length > maxBatchItems)
      throw badInput('input.items', `1 to ${String(maxBatchItems)} items`, items.length);
    const defaults = await readDefaults(input, context);
    const read = items.map((item) => readItem(item, defaults));
    const stated = read.flatMap((item) => (item.ok ? [item.attestation] : []));
    requireWritableItem(defaults.marking, viewer);
    const attestations = await inheritMarkings(stated, context);
    const quarantined = read.flatMap((item) => (item.ok ? [] : [item.quarantine]));
    const published = await publishBatch(context.session, viewer, { items: attestations, quarantined });
    return payloadOf(read, published);
  }

  @Mutation(() => ConcludeListPayload, {
    description:
      'Says that an edition of a list has been published whole: your statements that it no longer names end as of its date.',
  })
  async concludeList(
    @Arg('input', () => ListEditionInput) input: ListEditionInput,
    @Ctx() context: IntelligenceContext,
  ): Promise<ConcludeListPayload> {
    const viewer = requireMember(context.viewer);
    const conclusion = await concludeList(context.session, viewer, input.id, input.version);
    if (!conclusion.ok) throw staleEdition(input, conclusion.concludedVersion);
    return { withdrawn: conclusion.withdrawn.length, attestations: conclusion.withdrawn };
  }
}

async function readDefaults(
  input: PublishAttestationsInput,
  { session, viewer }: IntelligenceContext,
): Promise<BatchDefaults> {
  const list = input.list
    ? { id: checkText('input.list.id', input.list.id, { max: 100 }), version: input.list.version }
    : undefined;
  if (list) {
    const concluded = await readConcludedVersion(session, requireMember(viewer), list.id);
    if (concluded !== undefined && concluded > list.version) throw staleEdition(list, concluded);
  }
  return {
    marking: readRepeatableMarking(input.marking, 'input.marking'),
    source: input.source ? readSource(input.source) : undefined,
    list,
  };
}

function staleEdition({ id, version }: ListEditionInput, concluded: string): Error {
  return refusal(
    'CONFLICT',
    `input.list.version: ${id} of ${concluded} is published already, so that of ${version} is out of date.`,
    {
      field: 'input.list.version',
    },
  );
}

function payloadOf(read: readonly ReadItem[], published: readonly Published[]): PublishAttestationsPayload {
  const stored = published.values();
  const results = read.map((item): PublishResult => {
    if (!item.ok) {
      const { reference, reason, message } = item.quarantine;
      return { reference, outcome: 'QUARANTINED', id: null, version: null, subject: null, reason, message };
    }
    const { reference, subject } = item.attestation;
    const next = stored.next();
    if (next.done) throw new Error('An item of the batch was not stored.');
    return { reference, subject, ...next.value, reason: null, message: null };
  });
  const count = (outcome: PublishResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  return {
    accepted: count('ACCEPTED'),
    updated: count('UPDATED'),
    unchanged: count('UNCHANGED'),
    quarantined: count('QUARANTINED'),
    results,
  };
}
