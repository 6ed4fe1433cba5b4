import { Arg, Args, type ClassType, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { badInput, memberOf, type Viewer } from '@alliance/schema';
import { requireMember } from '../graphql/checks.js';
import { type Connection, connectionOf, PageArgs, readPageArgs } from '../graphql/connection.js';
import { type PageLoader, pageLoader, renewedAfterWrites } from '../graphql/loaders.js';
import type { Session } from '../database/session.js';
import type { SubgraphContext } from '../server/subgraph-definition.js';
import type { RecallRow } from './recall.entity.js';
import {
  acknowledgeRecalls,
  countRecalls,
  findRecallPages,
  listRecalls,
  markDelivered,
  maxAcknowledged,
  recallStateOf,
} from './recall.repository.js';
import { type Recall, type RecallMember, RecallStateEnum, recallTypes } from './recall.type.js';
import type { RecallState } from './recall-vocabulary.js';

type ResolverClass = new (...args: never[]) => object;

/** How the recalls of a subgraph's records are called in the graph. */
export interface RecallNames {
  /** Root field with what the caller's institution has to drop, such as `incidentRecalls`. */
  readonly list: string;
  /** Mutation by which it says that it has, such as `acknowledgeIncidentRecalls`. */
  readonly acknowledge: string;
  /** Names of the records' types, as they are disclosed and recalled: `['Incident', 'Claim']`. */
  readonly recordTypes: readonly string[];
  /** The type that gets a field `recalls` for its originator: with a field `id`. */
  readonly record: () => ClassType<{ readonly id: string }>;
  /** The subgraph's class for the type `Member`, whose key is `id`. */
  readonly member: () => ClassType<RecallMember>;
}

/** What a subgraph lists among its resolvers, so that readers find its recalls and originators see who has acknowledged. */
export function recallResolvers(names: RecallNames): [ResolverClass, ResolverClass] {
  const { list, acknowledge, recordTypes, record } = names;
  const types = recallTypes(names.member);

  @Resolver()
  class RecallRootResolver {
    @Query(() => types.connection, {
      name: list,
      description:
        'What your institution has read and must drop, the oldest first. What you are shown counts as delivered from then on.',
    })
    async recalls(
      @Arg('state', () => RecallStateEnum, { nullable: true }) state: RecallState | null,
      @Args(() => PageArgs) args: PageArgs,
      @Ctx() { viewer, session }: SubgraphContext,
    ): Promise<Connection<Recall>> {
      requireMember(viewer);
      const request = readPageArgs(args);
      const page = await listRecalls(session, { state: state ?? undefined, recordTypes }, request);
      const rows = page.items.map(({ value }) => value);
      markDelivered(session, rows);
      return connectionOf(page, request, showRecall(viewer));
    }

    @Mutation(() => [types.recall], {
      name: acknowledge,
      description: 'Says that your institution has dropped what was recalled, all or none of it.',
    })
    async acknowledge(
      @Arg('ids', () => [ID], { description: `1 to ${String(maxAcknowledged)}.` }) ids: string[],
      @Ctx() { viewer, session }: SubgraphContext,
    ): Promise<Recall[]> {
      requireMember(viewer);
      const rows = await acknowledgeRecalls(session, readIds(ids));
      return rows.map(showRecall(viewer));
    }
  }

  @Resolver(record)
  class RecordRecallsResolver {
    @FieldResolver(() => types.connection, {
      description:
        'For its originator: who has been told to drop it, or a part of it, the oldest first, and who has done so. Empty for everybody else.',
    })
    async recalls(
      @Root() { id }: { readonly id: string },
      @Args(() => PageArgs) args: PageArgs,
      @Ctx() { viewer, session }: SubgraphContext,
    ): Promise<Connection<Recall>> {
      const request = readPageArgs(args);
      return connectionOf(await loaderOf(session)(id, request), request, showRecall(viewer));
    }
  }

  return [RecallRootResolver, RecordRecallsResolver];
}

const loaders = new WeakMap<Session, () => PageLoader<RecallRow>>();

/** One a session, hence one a request, without a place among the loaders of every subgraph. */
function loaderOf(session: Session): PageLoader<RecallRow> {
  const known = loaders.get(session);
  if (known !== undefined) return known();
  const made = renewedAfterWrites(session, () =>
    pageLoader<RecallRow>(
      (keys, page) => findRecallPages(session, { keys, page }),
      (keys) => countRecalls(session, keys),
    ),
  );
  loaders.set(session, made);
  return made();
}

function showRecall(viewer: Viewer): (row: RecallRow) => Recall {
  const member = memberOf(viewer);
  return (row) => {
    const { id, recordType, recordId, version, reason, originator, originatorShown, reader } = row;
    const { issuedAt, deliveredAt, acknowledgedAt, acknowledgedBy } = row;
    return {
      id,
      recordType,
      record: recordId,
      version,
      reason,
      state: recallStateOf(row),
      issuedAt,
      deliveredAt,
      acknowledgedAt,
      acknowledgedBy,
      reader: { id: reader },
      originator: originatorShown || originator === member ? { id: originator } : null,
    };
  };
}

/** An id of another form belongs to nothing here; the database need not be asked. */
function readIds(ids: readonly string[]): string[] {
  const distinct = [...new Set(ids)];
  if (distinct.length < 1 || distinct.length > maxAcknowledged) {
    throw badInput('ids', `1 to ${String(maxAcknowledged)} ids of recalls`, distinct.length);
  }
  const stranger = distinct.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  if (stranger !== undefined) throw badInput('ids', 'ids of recalls', stranger);
  return distinct;
}
