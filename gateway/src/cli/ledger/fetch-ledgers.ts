import { CommandError } from '../command-error.js';
import type { HubClient } from '../hub-client.js';
import type { CopiedEntry, CopiedHead, CopiedLeaf, LedgerCopy } from './ledger-copy.js';

/** As many as a ledger gives at a time. */
const maxListed = 5000;
const maxEntries = 500;

const findLedgers = `query FindLedgers { __schema { queryType { fields { name type { ofType { name } } } } } }`;
const headFields = 'number origin size root at signature publicKey';
const entryFields = `id index kind at member actor originator originatorShown recordType items { id version } purpose details salt`;

interface RootField {
  readonly name: string;
  readonly type: { readonly ofType: { readonly name: string | null } | null };
}

/** The root fields of a hub that show a ledger, a partner's too: whatever returns `Ledger!`. */
export async function findLedgerFields(hub: HubClient): Promise<string[]> {
  const schema = (await ask(hub, findLedgers, {}, '__schema')) as { queryType: { fields: readonly RootField[] } };
  return schema.queryType.fields.filter(({ type }) => type.ofType?.name === 'Ledger').map(({ name }) => name);
}

/**
 * Copies a ledger: first the entries whose content the caller may see, then its heads, which cover every entry that had
 * got its place by then, then the places that the newest of them promises. What is added meanwhile stays out.
 */
export async function fetchLedger(hub: HubClient, gateway: string, field: string): Promise<LedgerCopy> {
  const { origin, publicKey } = await askLedger<{ origin: string; publicKey: string }>(hub, field, {
    selection: 'origin publicKey',
  });
  const entries = await fetchEntries(hub, field);
  const heads = await fetchHeads(hub, field);
  const leaves = await fetchLeaves(hub, field, heads.at(-1)?.size ?? 0);
  return { gateway, field, origin, publicKey, heads, leaves, entries };
}

async function fetchHeads(hub: HubClient, field: string): Promise<CopiedHead[]> {
  const heads: CopiedHead[] = [];
  for (;;) {
    const selection = `heads(first: ${String(maxListed)}, after: ${String(heads.at(-1)?.number ?? 0)}) { ${headFields} }`;
    const page = await askLedger<{ heads: readonly CopiedHead[] }>(hub, field, { selection });
    heads.push(...page.heads);
    if (page.heads.length < maxListed) return heads;
  }
}

async function fetchLeaves(hub: HubClient, field: string, size: number): Promise<CopiedLeaf[]> {
  const leaves: CopiedLeaf[] = [];
  for (let after = -1; after < size - 1;) {
    const first = Math.min(maxListed, size - 1 - after);
    const selection = `leaves(first: ${String(first)}, after: ${String(after)}) { index entry hash recordedHash }`;
    const page = await askLedger<{ leaves: readonly CopiedLeaf[] }>(hub, field, { selection });
    leaves.push(...page.leaves.filter(({ index }) => index < size));
    const last = page.leaves.at(-1);
    if (last === undefined) break;
    after = last.index;
  }
  return leaves;
}

interface EntryPage {
  readonly entries: {
    readonly nodes: readonly CopiedEntry[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

async function fetchEntries(hub: HubClient, field: string): Promise<CopiedEntry[]> {
  const entries: CopiedEntry[] = [];
  let after: string | null = null;
  for (;;) {
    const selection = `entries(first: ${String(maxEntries)}, after: $after) { nodes { ${entryFields} } pageInfo { hasNextPage endCursor } }`;
    const page: EntryPage = await askLedger<EntryPage>(hub, field, { selection, after });
    entries.push(...page.entries.nodes);
    if (!page.entries.pageInfo.hasNextPage) return entries;
    after = page.entries.pageInfo.endCursor;
  }
}

async function askLedger<Answer>(
  hub: HubClient,
  field: string,
  { selection, after }: { readonly selection: string; readonly after?: string | null },
): Promise<Answer> {
  const head = after === undefined ? 'query Ledger' : 'query Ledger($after: String)';
  return (await ask(hub, `${head} { ${field} { ${selection} } }`, { after }, field)) as Answer;
}

async function ask(hub: HubClient, query: string, variables: object, field: string): Promise<unknown> {
  const { data, errors } = await hub.ask({ query, variables: { ...variables }, isRepeatable: true });
  const value = data?.[field];
  const [error] = errors;
  if (value !== null && value !== undefined && error === undefined) return value;
  const code = error?.extensions?.['code'];
  throw new CommandError(
    typeof code === 'string' ? code : 'NO_ANSWER',
    `${field}: ${error?.message ?? 'The hub gave no answer.'}`,
  );
}
