import pg from 'pg';

/** An entry of a ledger as it stands in the table, without what differs from run to run. */
export interface ReadEntry {
  readonly kind: string;
  readonly member: string | null;
  readonly originator: string;
  readonly originatorShown: boolean;
  readonly recordType: string;
  readonly items: readonly { readonly id: string; readonly version: number | null }[];
  readonly purpose: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Every entry of a subgraph's ledger, oldest first, whoever it concerns: read as the owner of the tables. */
export async function readLedger(ownerUrl: string): Promise<ReadEntry[]> {
  const rows = await queryAs<Omit<ReadEntry, 'items' | 'details'> & { items: string; details: string }>(
    ownerUrl,
    `select kind, actor_member as member, originator, originator_shown as "originatorShown", record_type as "recordType",
       items, purpose, details
     from ledger_entry order by at, originator, record_type, id`,
  );
  return rows.map(({ items, details, ...row }) => ({
    ...row,
    items: JSON.parse(items) as ReadEntry['items'],
    details: JSON.parse(details) as ReadEntry['details'],
  }));
}

/** The entries that are written while something is done. */
export async function entriesDuring(ownerUrl: string, act: () => Promise<unknown>): Promise<ReadEntry[]> {
  const before = (await readLedger(ownerUrl)).length;
  await act();
  return (await readLedger(ownerUrl)).slice(before);
}

/** Runs one statement as whoever the address names; a superuser's may do what the hub's own roles may not. */
export async function queryAs<Row extends object>(
  url: string,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
