import type { Caller } from '@alliance/schema';

import type { TestSubgraph } from '../../support/running-subgraph.js';

export const press = { publisher: 'Example Press', kind: 'PRESS', url: 'https://press.example/report' };

/** An attestation that speaks of a scam, unless `more` says otherwise. */
export const scam = (reference: string, address: unknown, more: object = {}): object => ({
  reference,
  chain: 'ethereum',
  address,
  claimType: 'ABUSE',
  concepts: ['SCAM'],
  method: 'FORENSIC',
  ...more,
});

/** An address of one digit. */
export const evm = (digit: string): string => `0x${digit.repeat(40)}`;

const publishMutation = `mutation ($input: PublishAttestationsInput!) {
  publishAttestations(input: $input) { accepted updated unchanged quarantined results { reference outcome id version subject reason message } }
}`;

/** Publishes, marked GREEN unless `more` says otherwise. Resolves to the payload, or to the answer when it was refused. */
export type Publish = (caller: Caller, items: object[], more?: object) => Promise<any>;

/** @param subgraph - the one that runs when something is published */
export function publishingTo(subgraph: () => TestSubgraph): Publish {
  return async (caller, items, more = {}) => {
    const input = { marking: { tlp: 'GREEN' }, source: press, items, ...more };
    const answer = await subgraph().ask(caller, publishMutation, { input });
    return answer.errors ? answer : answer.data!.publishAttestations;
  };
}

/** Screens addresses. Resolves to the answers, in their order. */
export type Screen = (caller: Caller, ...values: string[]) => Promise<any[]>;

/** @param subgraph - the one that runs when something is screened */
export function screeningBy(subgraph: () => TestSubgraph): Screen {
  return async (caller, ...values) => {
    const query = `query ($a: [AddressInput!]!) { screenAddresses(addresses: $a) { submitted address { id } refused { reason } screening {
    band score bandOverride riskTypes reasons { concept weight discount countedInstead otherChain originator { id } } ended { list endedOn explanation } knownGood { id } } } }`;
    const answer = await subgraph().ask(caller, query, { a: values.map((value) => ({ value })) });
    return answer.data!.screenAddresses as any[];
  };
}
