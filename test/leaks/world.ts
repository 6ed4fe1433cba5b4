import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

import { plantBaseline } from './baseline.js';
import { foundInstitutions, type KeyWish, keyWishes, letJoinLast } from './cast.js';
import { Observer, type Viewer } from './observer.js';
import { postJson } from './post-json.js';
import { Secrets, viewerNames, type ViewerName } from './secrets.js';
import { StageHand } from './stage-hand.js';
import { accountId } from './contributions.js';
import { stages, unspokenOf } from './stages.js';
import type { TestedHub } from './tested-hub.js';

/** A hub with institutions, viewers and what everybody may see in it. */
export interface World {
  readonly hub: TestedHub;
  readonly observer: Observer;
  readonly hand: StageHand;
  readonly secrets: Secrets;
  readonly viewers: Readonly<Record<ViewerName, Viewer>>;
}

/** Peoples a fresh hub, up to the moment before the first secret. */
export async function peopleWorld(hub: TestedHub): Promise<World> {
  const secrets = declareSecrets();
  const admins = await foundInstitutions(hub);
  const observer = new Observer(hub, await readSchema(hub), secrets);
  const nobody = Object.fromEntries(viewerNames.map((name) => [name, { name, key: undefined }])) as World['viewers'];
  const second = { name: 'steward', key: admins.warden } as const;
  const founding = new StageHand(observer, nobody, second);
  const asAdmin = (member: keyof typeof admins): Viewer => ({ name: 'originator', key: admins[member] });
  await founding.act(asAdmin('anchor'), 'createSharingGroup', {
    input: {
      id: 'circle',
      name: 'Circle',
      purpose: 'tests',
      maxTlp: 'AMBER_STRICT',
      reshare: 'NONE',
      joinSees: 'FROM_JOIN',
    },
  });
  for (const member of ['bureau', 'newcomer']) {
    await founding.act(asAdmin('anchor'), 'addGroupMember', { input: { group: 'circle', member } });
  }
  await letJoinLast(hub, 'circle', 'newcomer');
  const keys = await Promise.all(
    Object.entries(keyWishes).map(async ([name, wish]) => {
      const key = await keyFor(founding, asAdmin(wish.member), wish);
      return [name, { name, key }] as const;
    }),
  );
  const viewers = { ...nobody, ...Object.fromEntries(keys) } as World['viewers'];
  const hand = new StageHand(observer, viewers, second);
  await plantBaseline(hand);
  for (const { running } of Object.values(hub.subgraphs)) await running.ledger.sequence();
  return { hub, observer, hand, secrets, viewers };
}

async function keyFor(hand: StageHand, admin: Viewer, { clearance, roles, purpose }: KeyWish): Promise<string> {
  const expiresAt = '2099-01-01T00:00:00.000Z';
  const input = { label: 'for the test', roles, clearance, expiresAt, ...(purpose !== undefined && { purpose }) };
  const { key } = await hand.act(admin, 'createApiKey', { input });
  return key as string;
}

async function readSchema({ url }: TestedHub): Promise<GraphQLSchema> {
  const { body } = await postJson(`${url}/graphql`, { query: getIntrospectionQuery() }, undefined);
  const { data } = body as { readonly data: IntrospectionQuery };
  return buildClientSchema(data);
}

/** Every secret, and who may see it; some differ from the rest of their stage. */
function declareSecrets(): Secrets {
  const secrets = new Secrets();
  const members = viewerNames.filter((name) => name !== 'public');
  const declare = (name: string, audience: readonly ViewerName[], records = true): void => {
    secrets.declare(name, audience);
    if (!records) return;
    for (const slot of ['incident', 'claim', 'source']) secrets.expectId(`${slot}:${name}`, name);
    for (const index of [0, 1]) secrets.expectId(`attestation:${name}:${String(index)}`, name);
    secrets.expectId(`address:${name}`, name, accountId(unspokenOf(name)));
  };
  for (const { name, audience } of stages) declare(name, audience);
  declare('strict', stages.find(({ name }) => name === 'circle')?.audience ?? []);
  declare('embargo', ['originator', 'clerk']);
  declare('ended', ['originator']);
  for (const name of ['contact', 'history']) declare(name, members, false);
  for (const name of ['superseded', 'first-words']) declare(name, ['originator', 'clerk'], false);
  declare('hushed', ['originator', 'outsider', 'latecomer'], false);
  declare('root', ['originator'], false);
  declare('group', ['originator', 'clerk'], false);
  declare('key', ['originator'], false);
  declare('quarantine', ['originator', 'clerk'], false);
  declare('rival-key', ['outsider'], false);
  declare('rival-quarantine', ['outsider'], false);
  declare('applicant', ['steward'], false);
  declare('recalled', ['originator', 'insider', 'recipient', 'investigator'], false);
  for (const slot of ['incident', 'attestation']) {
    for (const which of ['', '-again']) secrets.expectId(`recalled:${slot}${which}`, 'recalled');
    for (const which of ['', '-again']) secrets.expectId(`recall:${slot}${which}`, 'recalled');
  }
  declare('proposal', ['steward'], false);
  for (const index of [0, 1]) secrets.expectId(`proposal:${String(index)}`, 'proposal');
  secrets.expectId('attestation:root', 'root');
  secrets.expectId('attestation:listed', 'own');
  secrets.expectId('member:applicant', 'applicant', 'applicant-one');
  for (const name of ['key', 'rival-key']) {
    for (const index of [0, 1]) secrets.expectId(`apiKey:${name}:${String(index)}`, name);
  }
  return secrets;
}
