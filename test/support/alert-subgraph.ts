import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import {
  Arg,
  Ctx,
  Directive,
  Field,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { memberOf, refusal } from '@alliance/schema';
import {
  markedPolicies,
  oneByKey,
  type Session,
  type SubgraphContext,
  type SubgraphDefinition,
  WithheldEvent,
} from '@alliance/kit';

import { EventFeed } from './event-feed.js';
import { WatchedTopics } from './watched-topics.js';

const AlertEntity = defineEntity({
  name: 'Alert',
  tableName: 'alert',
  policies: markedPolicies(),
  properties: {
    id: p.text().primary(),
    text: p.text(),
    tlp: p.smallint(),
    originator: p.text(),
    sharingGroup: p.text().strictNullable(),
    publishedAt: p.datetime(),
    recipients: p.array().columnType('text[]'),
    releaseAt: p.datetime().strictNullable(),
    purposes: p.array().columnType('text[]'),
  },
});

class AlertMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table alert (id text primary key, text text not null, tlp smallint not null, originator text not null,
       sharing_group text, published_at timestamptz not null, recipients text[] not null, release_at timestamptz,
       purposes text[] not null)`,
    );
    this.addSql('alter table alert enable row level security');
    for (const { name, command, using, check } of markedPolicies()) {
      const rules = [...(using ? [`using (${using})`] : []), ...(check ? [`with check (${check})`] : [])];
      this.addSql(`create policy ${name} on alert for ${command} ${rules.join(' ')}`);
    }
  }
}

@ObjectType('Alert')
@Directive('@key(fields: "id")')
class AlertType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  text!: string;

  /** A number for each session that answered, in their order. */
  @Field(() => Int)
  session!: number;
}

const createAlertLoaders = (session: Session) => ({
  alertById: oneByKey(
    (ids: readonly string[]) => session.read((em) => em.find(AlertEntity, { id: { $in: [...ids] } })),
    (alert) => alert.id,
  ),
});

type Context = SubgraphContext<ReturnType<typeof createAlertLoaders>>;

/** Where `raise` publishes what it has written. */
export const alertEvents = new WatchedTopics({ maxUntaken: 4 });

/** What `told` tells, as a test pushes it. */
export const toldFeed = new EventFeed<string>();

/** What `late` waits for before it listens. */
export const slowSource = Promise.withResolvers<undefined>();

/** What became of `bulk`: how many events were taken, and whether nobody takes any more. */
export const bulk = { taken: 0, returned: Promise.withResolvers<undefined>() };

const sessions = new Map<Session, number>();

function numberOf(session: Session): number {
  const number = sessions.get(session) ?? sessions.size + 1;
  sessions.set(session, number);
  return number;
}

function show({ id, text, tlp, originator }: InferEntity<typeof AlertEntity>, { session }: Context): AlertType {
  session.disclose('Alert', { id, version: 1, tlp, originator, originatorDisplay: 'NAMED' });
  return { id, text, session: numberOf(session) };
}

@Resolver()
class AlertResolver {
  @Query(() => [AlertType])
  async alerts(@Ctx() context: Context): Promise<AlertType[]> {
    const rows = await context.session.read((em) => em.find(AlertEntity, {}, { orderBy: { id: 'asc' } }));
    return rows.map((row) => show(row, context));
  }

  @Mutation(() => ID)
  async raise(
    @Arg('id', () => ID) id: string,
    @Arg('tlp', () => Int) tlp: number,
    @Arg('group', () => String, { nullable: true }) group: string | null,
    @Ctx() { session, viewer }: Context,
  ): Promise<string> {
    const recipients = viewer.kind === 'member' && tlp === 4 ? [viewer.caller] : [];
    const marking = { tlp, originator: memberOf(viewer) ?? '', sharingGroup: group ?? null, recipients };
    const row = { id, text: `text of ${id}`, ...marking, publishedAt: new Date(), releaseAt: null, purposes: [] };
    await session.write((em) => em.insert(AlertEntity, row));
    alertEvents.publish('ALERT', id);
    return id;
  }

  @Subscription(() => AlertType, { topics: 'ALERT' })
  async alertRaised(@Root() id: string, @Ctx() context: Context): Promise<AlertType> {
    const row = await context.loaders.alertById.load(id);
    if (!row) throw new WithheldEvent();
    return show(row, context);
  }

  @Subscription(() => String, { subscribe: () => toldFeed.open() })
  told(@Root() text: string, @Ctx() { viewer }: Context): string {
    if (text === 'broken') throw new Error('hunter2');
    return `${text} to ${viewer.kind === 'member' ? viewer.member : viewer.kind}`;
  }

  @Subscription(() => String, { subscribe: () => slowSource.promise.then(() => toldFeed.open()) })
  late(@Root() text: string): string {
    return text;
  }

  @Subscription(() => Int, {
    async *subscribe({ args }: { args: { to: number } }) {
      for (let count = 1; count <= args.to; count += 1) yield count;
    },
  })
  count(@Root() count: number, @Arg('to', () => Int) _to: number): number {
    return count;
  }

  @Subscription(() => String, { subscribe: () => endless() })
  bulk(@Root() text: string): string {
    return text;
  }

  /** Whose source listens, and then cannot be told: what is due before that fails. */
  @Subscription(() => String, {
    subscribe: ({ context }: { context: Context }) => {
      context.session.writeBeforeAnswer(() => Promise.reject(new Error('hunter2')));
      return alertEvents.subscribe('UNTOLD');
    },
  })
  untold(@Root() text: string): string {
    return text;
  }

  @Subscription(() => Int, { subscribe: ({ args }) => failing(args.how as string) })
  failing(@Root() count: number, @Arg('how', () => String) _how: string): number {
    return count;
  }
}

async function* endless(): AsyncGenerator<string> {
  const text = 'x'.repeat(65_536);
  try {
    for (;;) {
      bulk.taken += 1;
      yield text;
    }
  } finally {
    bulk.returned.resolve(undefined);
  }
}

function failing(how: string): AsyncIterable<number> {
  if (how === 'refused') throw refusal('FORBIDDEN', 'Analysts listen here.');
  if (how === 'broken') throw new Error('hunter2');
  return (async function* () {
    yield 1;
    throw new Error('hunter2');
  })();
}

/** Alerts with a marking, and subscriptions of every kind. */
export const alertSubgraph: SubgraphDefinition<ReturnType<typeof createAlertLoaders>> = {
  name: 'alerts',
  portVariable: 'ALERTS_PORT',
  defaultPort: 4011,
  database: {
    entities: [AlertEntity],
    migrations: [{ name: 'alerts', class: AlertMigration }],
    grants: { alert: 'SELECT, INSERT' },
  },
  resolvers: [AlertResolver],
  references: { Alert: ({ id }, { loaders }) => loaders.alertById.load(String(id)) },
  events: alertEvents,
  createLoaders: createAlertLoaders,
};
