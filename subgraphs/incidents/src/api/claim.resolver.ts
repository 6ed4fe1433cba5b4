import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { readClaim } from '../domain/claim.js';
import { chooseClaims, summariseFacts } from '../domain/fact-summary.js';
import { requireMember } from '../domain/record-marking.js';
import { maxLength, readOptionalText } from '../domain/text-rule.js';
import type { ClaimRow } from '../persistence/claim.entity.js';
import { addClaim, chooseClaim, withdrawClaim } from '../persistence/claim.repository.js';
import { AddClaimInput, ChooseClaimInput, WithdrawClaimInput } from './claim.input.js';
import { ChosenFacts, claimTypeOf, ClaimType, factSummaryTypeOf, FactSummaryType } from './claim.type.js';
import type { IncidentContext } from './incident.loader.js';
import { readChangedIncident } from './changed-incident.js';
import { shownOriginator } from './incident.resolver.js';
import { IncidentType } from './incident.type.js';
import { MemberStub } from './member.stub.js';
import { readMarkingWithin } from './read-report.js';
import { SharingGroupStub } from './sharing-group.stub.js';

/** What an incident tells by its claims. */
@Resolver(() => IncidentType)
export class IncidentClaimsResolver {
  @FieldResolver(() => [ClaimType], { description: 'Oldest first.' })
  async claims(@Root() incident: IncidentType, @Ctx() context: IncidentContext): Promise<ClaimType[]> {
    const { claims, show } = await claimsOf(incident, context);
    return claims.map(show);
  }

  @FieldResolver(() => [FactSummaryType], { description: 'For each fact and unit the chosen value and the spread.' })
  async facts(@Root() incident: IncidentType, @Ctx() context: IncidentContext): Promise<FactSummaryType[]> {
    const { claims, choice, show } = await claimsOf(incident, context);
    return summariseFacts(claims, choice).map((summary) => factSummaryTypeOf(summary, show));
  }

  @FieldResolver(() => ChosenFacts, {
    description: 'For each fact the claim that the originator chose, or else the first that it made itself.',
  })
  async chosen(@Root() incident: IncidentType, @Ctx() context: IncidentContext): Promise<ChosenFacts> {
    const { choice, show } = await claimsOf(incident, context);
    const chosen = (fact: ClaimRow['fact']): ClaimType | null => {
      const claim = choice.get(fact);
      return claim ? show(claim) : null;
    };
    return {
      loss: chosen('LOSS'),
      victims: chosen('VICTIMS'),
      arrests: chosen('ARRESTS'),
      recovered: chosen('RECOVERED'),
      start: chosen('START'),
      end: chosen('END'),
      attribution: chosen('ATTRIBUTION'),
    };
  }
}

@Resolver(() => ClaimType)
export class ClaimResolver {
  @FieldResolver(() => MemberStub, {
    nullable: true,
    description: 'Who brought the claim. Null when it does not show its name, except to itself.',
  })
  originator(@Root() claim: ClaimType, @Ctx() { viewer }: IncidentContext): MemberStub | null {
    return shownOriginator({ originator: claim.originatorId, originatorDisplay: claim.originatorDisplay }, viewer);
  }

  @FieldResolver(() => SharingGroupStub, { nullable: true })
  sharingGroup(@Root() { sharingGroupId }: ClaimType): SharingGroupStub | null {
    return sharingGroupId === null ? null : { id: sharingGroupId };
  }

  @Mutation(() => IncidentType, {
    description: 'Adds a claim of yours to an incident that you see. The same claim again changes nothing.',
  })
  async addClaim(
    @Arg('input', () => AddClaimInput) input: AddClaimInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    requireMember(context.viewer);
    await addClaim(context.session, {
      incident: input.incident,
      content: readClaim('input', input),
      marking: (incident) => readMarkingWithin(input.marking, incident),
      isChosen: input.isChosen === true,
    });
    return readChangedIncident(input.incident, context);
  }

  @Mutation(() => IncidentType, {
    description: 'Makes a claim the one to show for its fact. For the originator of the incident.',
  })
  async chooseClaim(
    @Arg('input', () => ChooseClaimInput) input: ChooseClaimInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    await chooseClaim(context.session, input);
    return readChangedIncident(input.incident, context);
  }

  @Mutation(() => IncidentType, {
    description: 'Takes back a claim of yours. Returns the incident to which it belonged.',
  })
  async withdrawClaim(
    @Arg('input', () => WithdrawClaimInput) { claim, reason, note }: WithdrawClaimInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    const request = { claim, reason, note: readOptionalText('note', note, maxLength.note) };
    return readChangedIncident(await withdrawClaim(context.session, request), context);
  }
}

/** All claims of an incident: whoever asks for one of them, or for what they come to, is told of them all. */
async function claimsOf({ id, row, asOf }: IncidentType, context: IncidentContext) {
  const { loaders, session } = await context.asOf(asOf);
  const claims = await loaders.claims.load(id);
  const choice = chooseClaims(claims, row);
  const shown = new Map(
    claims.map((claim) => {
      const isChosen = choice.get(claim.fact) === claim;
      return [claim, claimTypeOf(claim, { tlp: row.tlp, isChosen }, session)];
    }),
  );
  const show = (claim: ClaimRow): ClaimType => {
    const type = shown.get(claim);
    if (type === undefined) throw new Error(`The claim ${claim.id} is none of the incident ${id}.`);
    return type;
  };
  return { claims, choice, show };
}
