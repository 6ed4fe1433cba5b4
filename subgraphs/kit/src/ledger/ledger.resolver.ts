import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Int, Query, Resolver } from 'type-graphql';
import { badInput } from '@alliance/schema';
import { requireMember } from '../graphql/checks.js';
import { connectionOf, PageArgs, readPageArgs } from '../graphql/connection.js';
import type { SubgraphContext } from '../server/subgraph-definition.js';
import type { LedgerEntryRow } from './ledger.entity.js';
import type { NumberedHead } from './ledger-log.js';
import {
  findHead,
  findPlaces,
  itemsOf,
  type LedgerFilter,
  listEntries,
  listHeads,
  listLeaves,
  proveConsistency,
  proveInclusion,
} from './ledger.repository.js';
import { LedgerEntryPage, type LedgerEntryType, LedgerHeadType, LedgerLeafType, LedgerType } from './ledger.type.js';

/** Leaves and heads in one answer at most: they are small, and a log is read whole. */
const maxListed = 5000;

@InputType()
export class LedgerFilterInput {
  @Field(() => String, { nullable: true, description: 'Such as DISCLOSURE.' })
  kind?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of a type, such as "Incident".' })
  recordType?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what concerns this record.' })
  record?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only records of this institution.' })
  originator?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this institution read or changed.' })
  member?: string | null;

  @Field(() => Date, { nullable: true, description: 'Not before this moment.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Before this moment.' })
  until?: Date | null;
}

@Resolver(() => LedgerType)
class LedgerFieldsResolver {
  @FieldResolver(() => LedgerHeadType, { description: 'The newest head.' })
  async head(@Ctx() { session }: SubgraphContext): Promise<LedgerHeadType> {
    return headOf(await findHead(session));
  }

  @FieldResolver(() => [LedgerHeadType], { description: `Heads in the order of their numbers, at most ${maxListed}.` })
  async heads(
    @Arg('first', () => Int, { nullable: true, description: 'Default 50.' }) first: number | null,
    @Arg('after', () => Int, { nullable: true, description: 'Number of the head after which they begin.' })
    after: number | null,
    @Ctx() { session }: SubgraphContext,
  ): Promise<LedgerHeadType[]> {
    const page = { first: readFirst(first), after: readNumber('after', after, { min: 0, fallback: 0 }) };
    return (await listHeads(session, page)).map(headOf);
  }

  @FieldResolver(() => [LedgerLeafType], { description: `Places in their order, at most ${maxListed}.` })
  leaves(
    @Arg('first', () => Int, { nullable: true, description: 'Default 50.' }) first: number | null,
    @Arg('after', () => Int, { nullable: true, description: 'Index of the place after which they begin.' })
    after: number | null,
    @Ctx() { session }: SubgraphContext,
  ): Promise<LedgerLeafType[]> {
    const from = readNumber('after', after, { min: -1, fallback: -1 }) + 1;
    return listLeaves(session, { first: readFirst(first), from });
  }

  @FieldResolver(() => LedgerEntryPage, {
    description:
      'What concerns your records, and what your institution read or changed, the newest first. Without the role ADMIN or ANALYST: what you did yourself. Who read a record whose originator does not show its name finds no entry.',
  })
  async entries(
    @Arg('filter', () => LedgerFilterInput, { nullable: true }) filter: LedgerFilterInput | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: SubgraphContext,
  ): Promise<LedgerEntryPage> {
    const request = readPageArgs(args);
    const page = await listEntries(session, readFilter(filter ?? {}), request);
    const places = await findPlaces(
      session,
      page.items.map(({ value }) => value.id),
    );
    const { nodes, pageInfo } = connectionOf(page, request, (row) => entryOf(row, places.get(row.id)));
    return { nodes, pageInfo };
  }

  @FieldResolver(() => [String], {
    description: 'Proves that a place is in the log of a size (RFC 9162, section 2.1.3). Hexadecimal.',
  })
  async inclusionProof(
    @Arg('index', () => Int) index: number,
    @Arg('size', () => Int) size: number,
    @Ctx() { session }: SubgraphContext,
  ): Promise<string[]> {
    await requireSize('size', size, { session });
    if (index < 0 || index >= size) throw badInput('index', `a place from 0 to ${String(size - 1)}`, index);
    return proveInclusion(session, index, size);
  }

  @FieldResolver(() => [String], {
    description: 'Proves that the log of one size begins the log of another (RFC 9162, section 2.1.4). Hexadecimal.',
  })
  async consistencyProof(
    @Arg('from', () => Int) from: number,
    @Arg('to', () => Int) to: number,
    @Ctx() { session }: SubgraphContext,
  ): Promise<string[]> {
    await requireSize('to', to, { session });
    if (from < 0 || from > to) throw badInput('from', `a size from 0 to ${String(to)}`, from);
    return proveConsistency(session, from, to);
  }
}

type ResolverClass = new (...args: never[]) => object;

/**
 * What a subgraph lists among its resolvers to show its ledger.
 *
 * @param field - name of the root field; no two subgraphs of an alliance may take the same
 */
export function ledgerResolvers(field: string): [ResolverClass, ResolverClass] {
  @Resolver()
  class LedgerRootResolver {
    @Query(() => LedgerType, { name: field, description: 'The ledger of this institution. For members.' })
    async ledger(@Ctx() { viewer, session }: SubgraphContext): Promise<LedgerType> {
      requireMember(viewer);
      const { origin, publicKey } = await findHead(session);
      return { origin, publicKey };
    }
  }
  return [LedgerRootResolver, LedgerFieldsResolver];
}

function headOf({ at, ...head }: NumberedHead): LedgerHeadType {
  return { ...head, at: new Date(at) };
}

function entryOf(row: LedgerEntryRow, index: number | undefined): LedgerEntryType {
  return { ...row, member: row.actorMember, items: itemsOf(row), index: index ?? null };
}

function readFilter(input: LedgerFilterInput): LedgerFilter {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));
}

function readFirst(first: number | null | undefined): number {
  const size = readNumber('first', first, { min: 1, fallback: 50 });
  if (size > maxListed) throw badInput('first', `at most ${String(maxListed)}`, first);
  return size;
}

function readNumber(
  field: string,
  value: number | null | undefined,
  { min, fallback }: { readonly min: number; readonly fallback: number },
): number {
  if (value === null || value === undefined) return fallback;
  if (value < min) throw badInput(field, `at least ${String(min)}`, value);
  return value;
}

/** A proof is about what was promised: about no more than the newest head covers. */
async function requireSize(field: string, size: number, { session }: Pick<SubgraphContext, 'session'>): Promise<void> {
  const head = await findHead(session);
  if (size < 0 || size > head.size)
    throw badInput(field, `a size from 0 to ${String(head.size)}, that of the newest head`, size);
}
