import { jest } from '@jest/globals';

import { type RunningHub, startHub } from '../support/running-hub.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

jest.setTimeout(180_000);

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>;
let hub: RunningHub;

beforeAll(async () => {
  folder = await createTemporaryFolder();
  hub = await startHub(folder.path);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const said = {
  title: 'A theft with the name of its victim',
  category: 'SERVICE_HACK',
  occurred: { from: '2024-05-01T00:00:00Z', fidelity: 'DAY' },
};
const address = '0x52908400098527886e0f7030069857d2e4169ee7';
const statement = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], statement: 'said by Alice' };
const source = { publisher: 'A victim', kind: 'PRESS' };

const reportMutation = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }`;
const publishMutation = `mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }`;
const fields = `nodes { id recordType record reason state reader { id displayName } originator { id } } totalCount`;
const feeds = `{ incidentRecalls { ${fields} } attestationRecalls { ${fields} } }`;
const records = `query ($incident: ID!, $attestation: ID!) {
  incident(id: $incident) { title recalls { nodes { reader { id } state } totalCount } }
  attestation(id: $attestation) { statement recalls { nodes { reader { id } state } totalCount } }
}`;

it('takes back what was shared from whoever has read it, across the hub', async () => {
  const keys = await Promise.all(
    (['tencent-security', 'ctma', 'demo-exchange', 'demo-wallet'] as const).map((member) =>
      hub.keyOf(member, 'analyst'),
    ),
  );
  const [author, reader, slowReader, outsider] = keys as [string, string, string, string];
  const marking = { tlp: 'AMBER', sharingGroup: 'xian-working-group' };
  const report = (key: string, tlp: object) =>
    hub.ask(reportMutation, { key, variables: { input: { ...said, marking: tlp } } });
  const publish = (key: string, tlp: object) => {
    const items = [{ ...statement, reference: 'victim' }];
    return hub.ask(publishMutation, { key, variables: { input: { marking: tlp, source, items } } });
  };
  const variables = {
    incident: (await report(author, marking)).data.reportIncident.incident.id as string,
    attestation: (await publish(author, marking)).data.publishAttestations.results[0].id as string,
  };

  for (const key of [reader, slowReader]) {
    const { data } = await hub.ask(records, { key, variables });
    expect([data.incident.title, data.attestation.statement]).toEqual([said.title, statement.statement]);
  }
  const withdrawal = `mutation {
    withdrawIncident(input: { id: "${variables.incident}", reason: SENSITIVE }) { id }
    withdrawAttestation(input: { id: "${variables.attestation}", reason: SENSITIVE }) { id } }`;
  expect((await hub.ask(withdrawal, { key: author })).errors).toBeUndefined();

  const told = (await hub.ask(feeds, { key: reader })).data;
  const recall = (recordType: string, record: string): object => ({
    id: expect.any(String) as string,
    recordType,
    record,
    reason: 'SENSITIVE',
    state: 'ISSUED',
    reader: { id: 'ctma', displayName: expect.any(String) as string },
    originator: { id: 'tencent-security' },
  });
  expect(told).toEqual({
    incidentRecalls: { nodes: [recall('Incident', variables.incident)], totalCount: 1 },
    attestationRecalls: { nodes: [recall('Attestation', variables.attestation)], totalCount: 1 },
  });
  const acknowledgement = `mutation {
    acknowledgeIncidentRecalls(ids: ["${told.incidentRecalls.nodes[0].id}"]) { state }
    acknowledgeAttestationRecalls(ids: ["${told.attestationRecalls.nodes[0].id}"]) { state } }`;
  expect((await hub.ask(acknowledgement, { key: outsider })).errors[0].extensions.code).toBe('NOT_FOUND');
  expect(await hub.ask(acknowledgement, { key: reader })).toEqual({
    data: {
      acknowledgeIncidentRecalls: [{ state: 'ACKNOWLEDGED' }],
      acknowledgeAttestationRecalls: [{ state: 'ACKNOWLEDGED' }],
    },
  });

  // The author sees who has not done so yet. Whoever never saw the records sees nothing of all this.
  const seen = (await hub.ask(records, { key: author, variables })).data;
  for (const { recalls } of [seen.incident, seen.attestation]) {
    const lines = recalls.nodes.map((each: any) => `${each.reader.id} ${each.state}`).sort();
    expect([lines, recalls.totalCount]).toEqual([['ctma ACKNOWLEDGED', 'demo-exchange ISSUED'], 2]);
  }
  expect((await hub.ask(records, { key: outsider, variables })).data).toEqual({ incident: null, attestation: null });
  const nothing = { nodes: [], totalCount: 0 };
  expect((await hub.ask(feeds, { key: outsider })).data).toEqual({
    incidentRecalls: nothing,
    attestationRecalls: nothing,
  });
  expect((await hub.ask(feeds)).errors[0].extensions.code).toBe('UNAUTHENTICATED');

  for (const key of [author, reader, slowReader]) {
    expect((await report(key, { tlp: 'GREEN' })).errors[0].extensions.code).toBe('CONFLICT');
    expect((await publish(key, { tlp: 'GREEN' })).errors[0].extensions.code).toBe('CONFLICT');
  }
  for (const again of [report, publish]) expect((await again(outsider, { tlp: 'GREEN' })).errors).toBeUndefined();
});
