import { CommandError } from './command-error.js';
import { type HubRequest, openHubClient } from './hub-client.js';
import type { HubOptions } from './hub-options.js';
import { printJson, type Terminal } from './terminal.js';
import { textTable } from './text-table.js';

/** One operation of the hub with the one root field that it asks for. */
export interface Question extends HubRequest {
  readonly field: string;
  /** What to say when the answer is null, and that without an error. Default: that there was none. */
  readonly absent?: string;
}

/** Asks one question. Throws CommandError with the hub's own words when it is refused. */
export async function askHub<T>(options: HubOptions, { field, absent, ...request }: Question): Promise<T> {
  const hub = openHubClient(options);
  try {
    const { data, errors } = await hub.ask(request);
    const value = data?.[field];
    if (value !== null && value !== undefined) return value as T;
    const [error] = errors;
    if (error === undefined && absent !== undefined) throw new CommandError('NOT_FOUND', absent);
    const code = error?.extensions?.['code'];
    throw new CommandError(typeof code === 'string' ? code : 'NO_ANSWER', error?.message ?? 'The hub gave no answer.');
  } finally {
    await hub.close();
  }
}

interface PageOf<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Asks for all pages of a list. The query takes `$after` and selects
 * `nodes { … } pageInfo { hasNextPage endCursor }`.
 */
export async function listAll<T>(
  options: HubOptions,
  question: Omit<Question, 'isRepeatable' | 'absent'>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | null = null;
  for (;;) {
    const variables = { ...question.variables, after };
    const page: PageOf<T> = await askHub<PageOf<T>>(options, { ...question, variables, isRepeatable: true });
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
  }
}

/** The columns of a table: what stands above each, and what in it. */
export type Columns<T> = Readonly<Record<string, (record: T) => string>>;

/** Prints records: as a table, or with `--json` as whatever is given for that. */
export function printRecords<T>(
  terminal: Terminal,
  { json }: Pick<HubOptions, 'json'>,
  {
    records,
    columns,
    asJson,
  }: { readonly records: readonly T[]; readonly columns: Columns<T>; readonly asJson: unknown },
): void {
  if (json) printJson(terminal, asJson);
  else terminal.out(tableOf(records, columns));
}

export function tableOf<T>(records: readonly T[], columns: Columns<T>): string {
  const cells = Object.values(columns);
  return textTable(
    Object.keys(columns),
    records.map((record) => cells.map((cell) => cell(record))),
  );
}
