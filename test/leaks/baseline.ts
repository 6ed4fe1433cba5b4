import {
  accountId,
  attestationInput,
  chain,
  claimInput,
  incidentDetails,
  incidentInput,
  sourceInput,
} from './contributions.js';
import { hushedUp, spokenOf } from './stages.js';
import type { StageHand } from './stage-hand.js';
import type { ViewerName } from './secrets.js';

/** An XRP address of one customer of an exchange; tagged, so that `Address.tag` has a value. */
export const taggedAddress = 'xrpl:0:rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe-12345';
/** On a list of addresses that others name by mistake. */
export const knownGoodAddress = 'eip155:1:0x000000000000000000000000000000000000dead';
/** A published list, and two editions of it. */
export const list = { id: 'test-list', first: '2026-01-01', second: '2026-02-01' };

/** What is there before anything else: seen by everybody, but for a few things whose words are looked for. */
export async function plantBaseline(hand: StageHand): Promise<void> {
  await hand.act('originator', 'updateMember', { input: profile });
  const validity = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2099-01-01T00:00:00.000Z' };
  const registered = await hand.act('originator', 'registerPublicKey', {
    input: { algorithm: 'ED25519', publicKey, ...validity },
  });
  await hand.act('originator', 'revokePublicKey', { keyId: registered['keyId'] });
  await hand.act('outsider', 'registerActors', {
    input: { actors: [mallory, { ...mallory, id: 'oscar', label: 'Oscar' }] },
  });
  await plantIncidents(hand);
  await plantAttestations(hand);
  await plantList(hand);
  await plantRoot(hand);
  await admitOne(hand);
  await plantRecalled(hand);
  const { canary: reason } = hand.secrets.get('history');
  const decision = { member: 'confidant', reason: `${reason} for the record`, verification: 'IN_PERSON' };
  await hand.act('steward', 'changeMemberStatus', { input: { ...decision, status: 'SUSPENDED' } });
  await approve(hand, { ...decision, status: 'ACTIVE' });
}

/** A step that takes two people. */
async function approve(hand: StageHand, input: object): Promise<void> {
  const { id } = await hand.act('steward', 'proposeMemberStatus', { input });
  await hand.act(hand.secondSteward, 'approveProposal', { id });
}

const profile = {
  displayName: 'The anchor',
  aliases: ['anchor & Sons'],
  kind: 'EXCHANGE',
  vaspCategories: ['EXCHANGE'],
  jurisdictions: ['CN', 'HK'],
  website: 'https://anchor.example',
  regulators: [{ name: 'Authority', licence: 'A-1' }],
};

const publicKey = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----`;

const mallory = {
  id: 'mallory',
  label: 'Mallory',
  uri: 'https://mallory.example/',
  categories: ['exchange'],
  jurisdictions: ['LI'],
  aliases: ['Mal'],
};

const clear = { tlp: 'CLEAR', pap: 'CLEAR', originatorDisplay: 'NAMED' };
const green = { tlp: 'GREEN' };

async function report(hand: StageHand, by: ViewerName, word: string, marking: object): Promise<string> {
  const answer = await hand.act(by, 'reportIncident', { input: incidentInput({ word, marking }, spokenOf) });
  return (answer['incident'] as { readonly id: string }).id;
}

async function plantIncidents(hand: StageHand): Promise<void> {
  const { canary: summary } = hand.secrets.get('first-words');
  const open = { ...incidentInput({ word: 'open', marking: clear }, spokenOf), summary };
  const reported = await hand.act('originator', 'reportIncident', { input: open });
  const { id } = reported['incident'] as { readonly id: string };
  hand.remember('incident', id);
  const second = {
    ...claimInput({ word: 'second', fact: 'LOSS', marking: clear }),
    isChosen: false,
    value: '80000000',
  };
  await hand.act('originator', 'addClaim', { input: { ...second, incident: id } });
  await report(hand, 'outsider', 'neighbourly', green);
  await hand.act('originator', 'updateIncident', { input: { id, expectedVersion: 1, summary: 'in other words' } });
  const { canary } = hand.secrets.get('superseded');
  const first = { ...incidentInput({ word: canary, marking: green }, spokenOf), claims: [] };
  const superseded = await hand.act('originator', 'reportIncident', { input: first });
  const { id: again, version } = superseded['incident'] as { readonly id: string; readonly version: number };
  const next = { ...incidentDetails('clean', spokenOf), id: again, expectedVersion: version };
  await hand.act('originator', 'updateIncident', { input: next });
  await endSome(hand);
}

async function endSome(hand: StageHand): Promise<void> {
  const rejected = await report(hand, 'originator', 'rejected', clear);
  const refuted = { expectedVersion: 1, state: 'REJECTED', reason: 'REFUTED', note: 'refuted by the desk' };
  await hand.act('originator', 'changeIncidentState', { input: { id: rejected, ...refuted } });
  const merged = await report(hand, 'originator', 'merged', clear);
  const into = { id: merged, state: 'MERGED', mergedInto: hand.visible('incident') };
  await hand.act('originator', 'changeIncidentState', { input: into });
  const withdrawn = await report(hand, 'originator', 'withdrawn', clear);
  await hand.act('originator', 'withdrawIncident', { input: { id: withdrawn, reason: 'ERROR', note: 'in error' } });
}

async function plantAttestations(hand: StageHand): Promise<void> {
  const items = [
    { ...attestationInput('open', 'one'), address: accountId(spokenOf), chain, actor: 'mallory' },
    { ...attestationInput('open', 'tagged'), address: taggedAddress },
    { ...attestationInput('open', 'good'), address: knownGoodAddress, claimType: 'SANCTION' },
    { ...attestationInput('open', 'domain'), domain: 'phish.example' },
    { ...attestationInput('open', 'transaction'), chain, transaction: `0x${'cd'.repeat(32)}` },
    { ...attestationInput('open', 'actor'), actorSubject: 'mallory' },
    { ...attestationInput('open', 'sibling'), address: accountId(spokenOf).replace('eip155:1:', 'eip155:56:') },
  ];
  const source = { ...sourceInput('open', 'AUTHORITY') };
  const input = { marking: clear, source, list: { id: 'other-list', version: list.first }, items };
  const { results } = await hand.act('originator', 'publishAttestations', { input });
  const [first] = results as readonly { readonly id: string }[];
  hand.remember('attestation', first?.id ?? '');
  hand.remember('source', await hand.sourceOf('originator', first?.id ?? ''));
  const follows = { ...attestationInput('follows'), address: accountId(spokenOf), derivedFrom: [first?.id] };
  await hand.act('outsider', 'publishAttestations', {
    input: { marking: green, source: sourceInput('open'), items: [follows] },
  });
  for (const by of ['originator', 'outsider', 'latecomer'] as const) {
    const { canary } = hand.secrets.get('hushed');
    const hushed = { ...attestationInput(canary, `${canary}-${by}`), address: accountId(hushedUp) };
    await hand.act(by, 'publishAttestations', {
      input: { marking: { tlp: 'AMBER' }, source: sourceInput(canary), items: [hushed] },
    });
  }
}

/** A list of which the second edition names one address less. */
async function plantList(hand: StageHand): Promise<void> {
  const entry = (n: number) => ({ ...attestationInput('listed', `listed-${String(n)}`), address: accountId(n) });
  const publish = (version: string, items: readonly object[]) =>
    hand.act('originator', 'publishAttestations', {
      input: {
        marking: clear,
        source: sourceInput('listed', 'AUTHORITY'),
        list: { id: list.id, version },
        items: items.map((item) => ({ ...item, claimType: 'SANCTION' })),
      },
    });
  await publish(list.first, [entry(spokenOf), entry(5)]);
  await publish(list.second, [entry(5)]);
  await hand.act('originator', 'concludeList', { input: { id: list.id, version: list.second } });
}

/** What was read by others and then taken back, two of each: they are told to drop it, and have dropped some of it. */
async function plantRecalled(hand: StageHand): Promise<void> {
  const { canary: word } = hand.secrets.get('recalled');
  const marking = { tlp: 'AMBER', sharingGroup: 'circle' };
  const incidents = [
    await report(hand, 'originator', word, marking),
    await report(hand, 'originator', `${word}-again`, marking),
  ];
  const items = ['', '-again'].map((end) => ({
    ...attestationInput(word, `${word}${end}`),
    address: accountId(7),
  }));
  const { results } = await hand.act('originator', 'publishAttestations', {
    input: { marking, source: sourceInput(word), items },
  });
  const attestations = (results as readonly { readonly id: string }[]).map(({ id }) => id);
  for (const [index, which] of ['', '-again'].entries()) {
    hand.secrets.learnId(`recalled:incident${which}`, incidents[index] ?? '');
    hand.secrets.learnId(`recalled:attestation${which}`, attestations[index] ?? '');
  }
  for (const id of incidents) await hand.query('insider', 'incident', { id });
  for (const id of attestations) await hand.query('insider', 'attestation', { id });
  for (const id of incidents) await hand.act('originator', 'withdrawIncident', { input: { id, reason: 'ERROR' } });
  for (const id of attestations)
    await hand.act('originator', 'withdrawAttestation', { input: { id, reason: 'ERROR' } });
  for (const [slot, list, acknowledge] of [
    ['incident', 'incidentRecalls', 'acknowledgeIncidentRecalls'],
    ['attestation', 'attestationRecalls', 'acknowledgeAttestationRecalls'],
  ] as const) {
    const { nodes } = (await hand.query('insider', list)) as { readonly nodes: readonly { readonly id: string }[] };
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error(`Nobody has to drop the ${slot}.`);
    hand.secrets.learnId(`recall:${slot}`, first.id);
    hand.secrets.learnId(`recall:${slot}-again`, second.id);
    await hand.act('insider', acknowledge, { ids: [first.id] });
  }
}

/** A member that came by the way that is open to anyone. */
async function admitOne(hand: StageHand): Promise<void> {
  const named = { id: 'admitted', legalName: 'Admitted Limited', displayName: 'The admitted' };
  const applicant = { ...named, kind: 'WALLET', jurisdictions: ['CN'], website: 'https://admitted.example' };
  const { claim } = await hand.act('public', 'applyForMembership', { input: applicant });
  const decision = { member: 'admitted', reason: 'as it should be', verification: 'DOCUMENTS' };
  for (const status of ['EMAIL_VERIFIED', 'UNDER_REVIEW']) {
    await hand.act('steward', 'changeMemberStatus', { input: { ...decision, status } });
  }
  await approve(hand, { ...decision, status: 'ACTIVE' });
  await hand.act('public', 'claimFirstKey', { member: 'admitted', claim });
}

/** Its originator's alone, and what others are told follows from it. */
async function plantRoot(hand: StageHand): Promise<void> {
  const { canary } = hand.secrets.get('root');
  const item = { ...attestationInput(canary), address: accountId(6) };
  const { results } = await hand.act('originator', 'publishAttestations', {
    input: { marking: { tlp: 'AMBER' }, source: sourceInput(canary), items: [item] },
  });
  hand.secrets.learnId('attestation:root', (results as readonly { readonly id: string }[])[0]?.id ?? '');
}
