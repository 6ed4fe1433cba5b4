import pg from 'pg';

/** A connection that closes at the end of its block. */
export async function connectDatabase(url: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, statement_timeout: 300_000 });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Writes down what the server still holds back, so that two measurements begin alike. */
export async function checkpoint(adminUrl: string): Promise<void> {
  await using admin = await connectDatabase(adminUrl);
  await admin.client.query('checkpoint');
}
