import {
  accountId,
  attestationInput,
  claimInput,
  incidentDetails,
  incidentInput,
  sourceInput,
} from './contributions.js';
import type { Stage, StageHand } from './stage-hand.js';
import type { ViewerName } from './secrets.js';

/** An address of which everybody hears something, and on which every secret attestation is. */
export const spokenOf = 1;
/** An address of which one secret alone speaks. */
export function unspokenOf(secret: string): number {
  return Buffer.from(secret).reduce((number, byte) => (number * 31 + byte) % 0xefff, 7) + 0x1000;
}
/** An address about which three institutions keep something to themselves. */
export const hushedUp = 3;

const members: readonly ViewerName[] = [
  'outsider',
  'latecomer',
  'lowly',
  'clerk',
  'insider',
  'recipient',
  'investigator',
  'originator',
  'steward',
];

/** Moments between which every viewer but those in its audience must notice nothing. */
export const stages: readonly Stage[] = [
  {
    name: 'members',
    audience: members,
    plant: async (hand) => {
      await plantRecords(hand, 'members', { tlp: 'GREEN' });
      const { canary } = hand.secrets.get('contact');
      const contacts = [{ role: `${canary} desk`, reachedBy: `${canary}@anchor.example` }];
      await hand.act('originator', 'updateMember', { input: { contacts } });
    },
  },
  {
    name: 'circle',
    audience: ['originator', 'insider', 'recipient', 'investigator'],
    plant: async (hand) => {
      await plantRecords(hand, 'circle', { tlp: 'AMBER', sharingGroup: 'circle' });
      const marking = { tlp: 'AMBER_STRICT', sharingGroup: 'circle', originatorDisplay: 'ANONYMOUS' };
      await plantRecords(hand, 'strict', marking, { derivedFrom: hand.secrets.id('attestation:root') });
    },
  },
  {
    name: 'named',
    audience: ['originator', 'recipient', 'investigator'],
    plant: async (hand) => {
      const recipients = await hand.recipientIds(['recipient', 'investigator']);
      await plantRecords(hand, 'named', (subgraph) => ({ tlp: 'RED', recipients: recipients[subgraph] }));
    },
  },
  {
    name: 'purpose',
    audience: ['originator', 'clerk', 'investigator'],
    plant: (hand) => plantRecords(hand, 'purpose', { tlp: 'GREEN', purposes: ['INVESTIGATION'] }),
  },
  { name: 'own', audience: ['originator'], plant: plantOwn },
  { name: 'rival', audience: ['outsider'], plant: plantRival },
];

type Marking = object | ((subgraph: 'incidents' | 'address-intelligence') => object);

/** An incident, a claim on an incident that everybody sees, and two attestations with their source. */
async function plantRecords(
  hand: StageHand,
  name: string,
  marking: Marking,
  { by = 'originator', derivedFrom }: { readonly by?: ViewerName; readonly derivedFrom?: string } = {},
): Promise<void> {
  const { canary: word } = hand.secrets.get(name);
  const markingIn = typeof marking === 'function' ? marking : () => marking;
  const reported = await hand.act(by, 'reportIncident', {
    input: incidentInput({ word, marking: markingIn('incidents') }, spokenOf),
  });
  hand.secrets.learnId(`incident:${name}`, idIn(reported, 'incident'));
  const claim = claimInput({ word, fact: 'LOSS', marking: markingIn('incidents') });
  const added = await hand.act(by, 'addClaim', {
    input: { ...claim, isChosen: false, value: '99000001', incident: hand.visible('incident') },
  });
  const claims = added['claims'] as readonly { readonly id: string; readonly note: string | null }[];
  hand.secrets.learnId(`claim:${name}`, claims.find(({ note }) => note?.includes(word))?.id ?? '');
  const published = await publish(hand, by, {
    name,
    marking: markingIn('address-intelligence'),
    ...(derivedFrom !== undefined && { derivedFrom: [derivedFrom] }),
  });
  published.forEach((id, index) => {
    hand.secrets.learnId(`attestation:${name}:${String(index)}`, id);
  });
  hand.secrets.learnId(`source:${name}`, await hand.sourceOf(by, published[0] ?? ''));
}

async function publish(
  hand: StageHand,
  by: ViewerName,
  { name, marking, derivedFrom = [] }: { name: string; marking: object; derivedFrom?: readonly string[] },
): Promise<string[]> {
  const { canary: word } = hand.secrets.get(name);
  const items = [spokenOf, unspokenOf(name)].map((subject) => ({
    ...attestationInput(word, `${word}-${String(subject)}`),
    address: accountId(subject),
    derivedFrom,
    source: sourceInput(word),
  }));
  const input = { marking, source: sourceInput(word), items };
  const { results } = await hand.act(by, 'publishAttestations', { input });
  return (results as readonly { readonly id: string | null }[]).map(({ id }) => id ?? '');
}

async function plantOwn(hand: StageHand): Promise<void> {
  await plantRecords(hand, 'own', { tlp: 'AMBER' });
  await plantRecords(hand, 'embargo', { tlp: 'GREEN', releaseAt: '2099-01-01T00:00:00.000Z' });
  await plantEnded(hand, 'ended');
  await plantUnmarked(hand, 'originator', '');
  await plantList(hand, 'own');
  const { canary: name } = hand.secrets.get('group');
  const group = { name, purpose: `${name} purpose`, maxTlp: 'AMBER', reshare: 'NONE', joinSees: 'ALL_HISTORY' };
  for (const id of ['hidden-lair', 'shut-lair']) {
    await hand.act('originator', 'createSharingGroup', { input: { ...group, id } });
    await hand.act('originator', 'addGroupMember', { input: { group: id, member: 'confidant', role: 'READER' } });
  }
  await hand.act('originator', 'removeGroupMember', { input: { group: 'hidden-lair', member: 'confidant' } });
  await hand.act('originator', 'addGroupMember', {
    input: { group: 'hidden-lair', member: 'confidant', role: 'READER' },
  });
  await hand.act('originator', 'closeSharingGroup', { id: 'shut-lair' });
}

/** The edition of a list of which nobody else knows. */
async function plantList(hand: StageHand, name: string): Promise<void> {
  const { canary: word } = hand.secrets.get(name);
  const items = [
    { ...attestationInput(word, `${word}-listed`), claimType: 'SANCTION', address: accountId(unspokenOf(name)) },
  ];
  const list = { id: `${word}-list`, version: '2026-01-01' };
  const input = { marking: { tlp: 'AMBER' }, source: sourceInput(word, 'AUTHORITY'), list, items };
  const { results } = await hand.act('originator', 'publishAttestations', { input });
  hand.secrets.learnId('attestation:listed', (results as readonly { readonly id: string }[])[0]?.id ?? '');
  await hand.act('originator', 'concludeList', { input: list });
}

async function plantRival(hand: StageHand): Promise<void> {
  await plantRecords(hand, 'rival', { tlp: 'AMBER' }, { by: 'outsider' });
  await plantUnmarked(hand, 'outsider', 'rival-');
  const { canary: word } = hand.secrets.get('applicant');
  const input = {
    id: 'applicant-one',
    legalName: `${word} Limited`,
    displayName: word,
    kind: 'LAW_ENFORCEMENT',
    jurisdictions: ['AQ'],
    website: `https://${word}.example`,
  };
  await hand.act('public', 'applyForMembership', { input });
  const { canary: reason } = hand.secrets.get('proposal');
  for (const [index, status] of ['EXPELLED', 'LEFT'].entries()) {
    const proposal = { member: 'confidant', status, reason, verification: 'IN_PERSON' };
    const { id } = await hand.act('steward', 'proposeMemberStatus', { input: proposal });
    hand.secrets.learnId(`proposal:${String(index)}`, String(id));
    if (index === 0) await hand.act('steward', 'withdrawProposal', { id });
  }
}

/** What bears no marking: API keys, and submissions in quarantine; two of each, so that the second is on a further page. */
async function plantUnmarked(hand: StageHand, by: ViewerName, prefix: string): Promise<void> {
  const { canary: label } = hand.secrets.get(`${prefix}key`);
  const { canary: word } = hand.secrets.get(`${prefix}quarantine`);
  for (const index of [0, 1]) {
    const wish = {
      label,
      roles: ['APP'],
      clearance: 'GREEN',
      purpose: 'RESEARCH',
      expiresAt: '2099-01-01T00:00:00.000Z',
    };
    const made = await hand.act(by, 'createApiKey', { input: wish });
    const { keyId } = made['apiKey'] as { readonly keyId: string };
    hand.secrets.learnId(`apiKey:${prefix}key:${String(index)}`, keyId);
    await hand.act(by, 'revokeApiKey', { keyId });
    const item = { ...attestationInput(word, `${word}-${String(index)}`), chain, address: `0x${word}` };
    const input = { marking: { tlp: 'GREEN' }, source: sourceInput(word), items: [item] };
    await hand.act(by, 'publishAttestations', { input });
  }
}

/** Records that were changed and then taken back: their earlier versions and their notes are left. */
async function plantEnded(hand: StageHand, name: string): Promise<void> {
  const { canary: word } = hand.secrets.get(name);
  const marking = { tlp: 'AMBER' };
  const reported = await hand.act('originator', 'reportIncident', {
    input: incidentInput({ word, marking }, spokenOf),
  });
  const id = idIn(reported, 'incident');
  hand.secrets.learnId(`incident:${name}`, id);
  const { version } = reported['incident'] as { readonly version: number };
  const claims = await hand.claimsOf('originator', id);
  hand.secrets.learnId(`claim:${name}`, claims[0] ?? '');
  const choice = { incident: id, claim: claims[1], expectedVersion: version };
  await hand.act('originator', 'chooseClaim', { input: choice });
  await hand.act('originator', 'withdrawClaim', {
    input: { claim: claims[0], reason: 'ERROR', note: `${word} withdrawn` },
  });
  const updated = await hand.act('originator', 'updateIncident', {
    input: { ...incidentDetails(word, spokenOf), id, expectedVersion: version, title: `${word} new title`, marking },
  });
  const note = `${word} taken back`;
  const expectedVersion = updated['version'];
  await hand.act('originator', 'withdrawIncident', { input: { id, expectedVersion, reason: 'ERROR', note } });
  const [first = '', second = ''] = await publish(hand, 'originator', { name, marking });
  hand.secrets.learnId(`attestation:${name}:0`, first);
  hand.secrets.learnId(`attestation:${name}:1`, second);
  hand.secrets.learnId(`source:${name}`, await hand.sourceOf('originator', first));
  await hand.act('originator', 'correctAttestation', {
    input: { ...correction(word), id: first, expectedVersion: 1, marking },
  });
  await hand.act('originator', 'withdrawAttestation', {
    input: { id: first, reason: 'ERROR', effectiveOn: '2026-01-01', note },
  });
}

/** What a correction can state. */
function correction(word: string): object {
  const {
    reference: _reference,
    claimType: _claimType,
    evidence: _evidence,
    derivedFrom: _derivedFrom,
    ...content
  } = attestationInput(`${word} corrected`);
  return content;
}

const chain = 'ethereum';

function idIn(answer: Readonly<Record<string, unknown>>, field: string): string {
  return (answer[field] as { readonly id: string }).id;
}
