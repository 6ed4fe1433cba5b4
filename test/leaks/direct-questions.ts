import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType, isUnionType } from 'graphql';
import { buildSubgraph } from '@alliance/kit';

import { accountId } from './contributions.js';
import { type FieldNode, fieldOf } from './field-node.js';
import type { Observer, Question } from './observer.js';
import type { SampleGround } from './samples.js';
import { briefFields } from './selection.js';
import { spokenOf } from './stages.js';
import { type AnyDefinition, subgraphNames } from './tested-hub.js';

/** Keys with which somebody would guess entities, by type. An entity without any is one that nobody has thought of. */
const guesses: Readonly<Record<string, (ground: SampleGround) => readonly string[]>> = {
  Incident: ({ secrets, visible }) => [visible('incident'), ...idsOf(secrets, 'incident:')],
  Attestation: ({ secrets, visible }) => [visible('attestation'), ...idsOf(secrets, 'attestation:')],
  Source: ({ secrets, visible }) => [visible('source'), ...idsOf(secrets, 'source:')],
  Actor: ({ secrets }) => ['mallory', ...secrets.all.map(({ canary }) => `${canary}-actor`)],
  Member: () => ['anchor', 'outside', 'applicant-one', 'nobody-at-all'],
  SharingGroup: () => ['circle', 'hidden-lair', 'no-group'],
  Address: ({ secrets }) => [accountId(spokenOf), ...idsOf(secrets, 'address:')],
};

/** Root fields of subgraphs that are no part of the supergraph, with what they are asked. */
const insideRoots: Readonly<Record<string, (ground: SampleGround) => Readonly<Record<string, unknown>>>> = {
  keyHolder: ({ secrets }) => ({ keyId: secrets.id('apiKey:key:0'), secretHash: 'ab'.repeat(32) }),
  memberStanding: () => ({ member: 'applicant-one' }),
};

function idsOf(secrets: SampleGround['secrets'], prefix: string): string[] {
  return secrets.slots(prefix).map((slot) => secrets.id(slot));
}

/** The schema of a subgraph, with what only the gateway asks. */
export async function subgraphSchema(definition: AnyDefinition): Promise<GraphQLSchema> {
  return (await buildSubgraph(definition)).schema;
}

/**
 * What the gateway asks the subgraphs, asked by somebody who got hold of its tokens: entities by guessed keys, and the
 * root fields that are hidden from clients.
 */
export async function makeDirectQuestions(
  { hub, schema }: Pick<Observer, 'hub' | 'schema'>,
  ground: SampleGround,
): Promise<{ readonly questions: Question[]; readonly unthought: readonly string[] }> {
  const unthought: string[] = [];
  const questions: Question[] = [];
  for (const at of subgraphNames) {
    const inside = await subgraphSchema(hub.subgraphs[at].definition);
    const roots = [...entityRoots(inside, ground, unthought), ...hiddenRoots(inside, { schema, ground, unthought })];
    questions.push(...roots.map((root) => ({ name: `${root.key} at ${at}`, roots: [root], at })));
  }
  return { questions, unthought };
}

function entityRoots(inside: GraphQLSchema, ground: SampleGround, unthought: string[]): FieldNode[] {
  const field = fieldOf(inside, 'Query', '_entities');
  const union = getNamedType(field.type);
  const types = isUnionType(union) ? union.getTypes() : [];
  const known = types.filter(({ name }) => name in guesses);
  unthought.push(...types.filter((type) => !known.includes(type)).map(({ name }) => `entity ${name}`));
  return known.map((type) => {
    const representations = guesses[type.name]?.(ground).map((id) => ({ __typename: type.name, id })) ?? [];
    const root = { coordinate: 'Query._entities', field };
    const part = { ...root, key: type.name, on: type.name, args: {}, children: briefFields(type, () => undefined, 1) };
    return { ...root, key: `entities${type.name}`, args: { representations }, children: [part] };
  });
}

function hiddenRoots(
  inside: GraphQLSchema,
  { schema, ground, unthought }: { schema: GraphQLSchema; ground: SampleGround; unthought: string[] },
): FieldNode[] {
  const outside = schema.getQueryType()?.getFields() ?? {};
  const hidden = Object.values((inside.getQueryType() as GraphQLObjectType).getFields()).filter(
    ({ name }) => !name.startsWith('_') && !(name in outside),
  );
  return hidden.flatMap((field): FieldNode[] => {
    const args = insideRoots[field.name]?.(ground);
    const type = getNamedType(field.type);
    if (args === undefined || !isObjectType(type)) {
      unthought.push(`Query.${field.name}, which only the hub asks`);
      return [];
    }
    const children = briefFields(type, () => undefined, 1);
    return [{ key: field.name, coordinate: `Query.${field.name}`, field, args, children }];
  });
}
