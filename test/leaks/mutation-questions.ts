import { OperationTypeNode } from 'graphql';

import { accountId, attestationInput, claimInput, incidentInput, sourceInput } from './contributions.js';
import { type FieldNode, fieldOf } from './field-node.js';
import type { Question } from './observer.js';
import { briefSelection } from './selection.js';
import type { ViewerName } from './secrets.js';
import { spokenOf } from './stages.js';
import type { World } from './world.js';

/** A change that is tried by somebody who may not see what it names. */
interface Attempt {
  readonly by: ViewerName;
  /** Given an id: that of a secret, and one of something that never was. */
  readonly args: (id: string) => Readonly<Record<string, unknown>>;
  /** Slots of ids that are tried. */
  readonly slots: readonly string[];
}

const marking = { tlp: 'GREEN' };
const incidents = ['incident:circle', 'incident:named', 'incident:own'];
const attestations = ['attestation:circle:0', 'attestation:named:0', 'attestation:own:0', 'attestation:ended:0'];
const claims = ['claim:circle', 'claim:named', 'claim:own'];
const by = 'outsider';

/**
 * For each mutation what somebody would try who guesses ids. None of them may change anything. A mutation that is not here
 * is one that nobody has thought of; one whose attempts are empty takes nothing by which something hidden could be named,
 * and says why.
 */
const attempts: Readonly<Record<string, readonly Attempt[] | string>> = {
  addClaim: [
    {
      by,
      slots: incidents,
      args: (incident) => ({
        input: { ...claimInput({ word: 'guess', fact: 'LOSS', marking }), isChosen: false, incident },
      }),
    },
  ],
  chooseClaim: [
    { by, slots: incidents, args: (incident) => ({ input: { incident, claim: incident } }) },
    // On an incident of its own, on which the outsider has said something to itself alone.
    {
      by: 'originator',
      slots: ['claim:rival'],
      args: (claim) => ({ input: { incident: '<visible incident>', claim } }),
    },
  ],
  withdrawClaim: [{ by, slots: claims, args: (claim) => ({ input: { claim, reason: 'ERROR' } }) }],
  updateIncident: [
    { by, slots: incidents, args: (id) => ({ input: { id, expectedVersion: 1, summary: 'guess' } }) },
    {
      by: 'originator',
      slots: ['incident:rival'],
      args: (id) => ({ input: { id, expectedVersion: 1, summary: 'guess' } }),
    },
  ],
  changeIncidentState: [
    { by, slots: incidents, args: (id) => ({ input: { id, state: 'CONFIRMED' } }) },
    {
      by: 'originator',
      slots: ['incident:rival'],
      args: (mergedInto) => ({ input: { id: '<visible incident>', state: 'MERGED', mergedInto } }),
    },
  ],
  withdrawIncident: [{ by, slots: incidents, args: (id) => ({ input: { id, reason: 'ERROR' } }) }],
  correctAttestation: [
    { by, slots: attestations, args: (id) => ({ input: { id, expectedVersion: 1, label: 'guess' } }) },
  ],
  withdrawAttestation: [{ by, slots: attestations, args: (id) => ({ input: { id, reason: 'ERROR' } }) }],
  publishAttestations: [
    {
      by,
      slots: attestations,
      args: (id) => {
        const item = { ...attestationInput('guess'), address: accountId(spokenOf), derivedFrom: [id] };
        return { input: { marking: { tlp: 'RED' }, source: sourceInput('guess'), items: [item] } };
      },
    },
    {
      by,
      slots: ['hidden-lair', 'circle'],
      args: (sharingGroup) => {
        const item = { ...attestationInput('guess'), address: accountId(spokenOf) };
        return { input: { marking: { tlp: 'AMBER', sharingGroup }, source: sourceInput('guess'), items: [item] } };
      },
    },
  ],
  reportIncident: [
    {
      by,
      slots: ['hidden-lair', 'circle'],
      args: (sharingGroup) => ({
        input: incidentInput({ word: 'guess', marking: { tlp: 'AMBER', sharingGroup } }, spokenOf),
      }),
    },
  ],
  revokeApiKey: [
    { by, slots: ['apiKey:key:0'], args: (keyId) => ({ keyId }) },
    { by: 'originator', slots: ['apiKey:rival-key:0'], args: (keyId) => ({ keyId }) },
  ],
  addGroupMember: [
    { by, slots: ['hidden-lair', 'circle'], args: (group) => ({ input: { group, member: 'outside' } }) },
  ],
  removeGroupMember: [
    { by, slots: ['hidden-lair', 'circle'], args: (group) => ({ input: { group, member: 'confidant' } }) },
  ],
  closeSharingGroup: [{ by, slots: ['hidden-lair', 'circle'], args: (id) => ({ id }) }],
  changeMemberStatus: [
    {
      by,
      slots: ['applicant-one'],
      args: (member) => ({ input: { member, status: 'EMAIL_VERIFIED', reason: 'a guess' } }),
    },
  ],
  proposeMemberStatus: [
    { by, slots: ['applicant-one'], args: (member) => ({ input: { member, status: 'ACTIVE', reason: 'a guess' } }) },
  ],
  approveProposal: [{ by, slots: ['proposal:0', 'proposal:1'], args: (id) => ({ id }) }],
  withdrawProposal: [{ by, slots: ['proposal:0', 'proposal:1'], args: (id) => ({ id }) }],
  acknowledgeIncidentRecalls: [{ by, slots: ['recall:incident'], args: (id) => ({ ids: [id] }) }],
  acknowledgeAttestationRecalls: [{ by, slots: ['recall:attestation'], args: (id) => ({ ids: [id] }) }],
  claimFirstKey: [{ by: 'public', slots: ['applicant-one'], args: (member) => ({ member, claim: 'a guess' }) }],
  concludeList: "Names a list of one's own; those of others are not looked at.",
  registerActors: 'Actors are public.',
  createApiKey: 'Names nothing that is there.',
  registerPublicKey: 'Public keys are public.',
  revokePublicKey: 'Public keys are public.',
  updateMember: "Changes one's own institution.",
  applyForMembership:
    'Short names are chosen by applicants, so that one that is taken has to be refused, whoever has taken it.',
  createSharingGroup:
    'Short names are chosen by owners, so that one that is taken has to be refused, whoever has taken it.',
};

export interface AttemptReport {
  /** Attempts that were answered otherwise for a secret than for nothing, or that changed something. */
  readonly findings: readonly string[];
  /** Mutations of which nobody has thought. */
  readonly unthought: readonly string[];
}

/** Tries every mutation on what somebody may not see, and on what never was. */
export async function tryMutations(world: World, dump: () => Promise<string>): Promise<AttemptReport> {
  const { observer } = world;
  const fields = Object.keys(observer.schema.getMutationType()?.getFields() ?? {});
  const findings: string[] = [];
  const before = await dump();
  for (const name of fields) {
    const tried = attempts[name];
    if (tried === undefined || typeof tried === 'string') continue;
    for (const attempt of tried) findings.push(...(await tryOne(world, name, attempt)));
  }
  if ((await dump()) !== before) findings.push('something was changed');
  const unthought = fields.filter((name) => !(name in attempts)).map((name) => `Mutation.${name} is never guessed at`);
  return { findings, unthought };
}

async function tryOne(world: World, name: string, { by: who, slots, args }: Attempt): Promise<string[]> {
  const findings: string[] = [];
  for (const slot of slots) {
    const isKnown = slot.includes(':');
    const id = isKnown ? world.secrets.id(slot) : slot;
    const nothing = isKnown ? world.secrets.standIn(slot) : `${slot.slice(0, -1)}x`;
    const told: string[] = [];
    for (const each of [id, nothing]) {
      const question = questionOf(world, name, args(each));
      const answer = await world.observer.ask(world.viewers[who], question);
      told.push(world.observer.comparable(question, answer).replaceAll(each, '<id>').replaceAll(`<${slot}>`, '<id>'));
      if (answer.body.errors === undefined) findings.push(`${name} of ${slot} by ${who} is not refused`);
    }
    if (told[0] !== told[1]) findings.push(`${name} of ${slot} by ${who}: ${String(told[0])} but ${String(told[1])}`);
  }
  return findings;
}

function questionOf(world: World, name: string, args: Readonly<Record<string, unknown>>): Question {
  const field = fieldOf(world.observer.schema, 'Mutation', name);
  const text = JSON.stringify(args).replaceAll('<visible incident>', world.hand.visible('incident'));
  const root: FieldNode = {
    key: name,
    coordinate: `Mutation.${name}`,
    field,
    args: JSON.parse(text) as Readonly<Record<string, unknown>>,
    children: briefSelection(field, () => undefined, 0),
  };
  return { name: `guess: ${name}`, kind: OperationTypeNode.MUTATION, roots: [root] };
}
