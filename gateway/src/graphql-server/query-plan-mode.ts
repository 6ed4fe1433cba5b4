import { gatewayRefusal } from '../errors.js';

/** `run`: the plan beside the answer; `dry`: the plan alone, and nothing is executed. */
export type QueryPlanMode = (typeof modes)[number];

const modes = ['run', 'dry'] as const;

export const queryPlanHeader = 'hub-query-plan';

/**
 * Whether a request asks for its query plan: by `extensions.queryPlan`, or else by the header. `true` means `run`.
 *
 * @throws GraphQLError BAD_USER_INPUT when it asks for something else
 */
export function readQueryPlanMode(
  extensions: Readonly<Record<string, unknown>> | undefined,
  header: string | null | undefined,
): QueryPlanMode | undefined {
  const said = extensions?.['queryPlan'];
  if (said !== undefined && said !== null) return modeOf(said, 'extensions.queryPlan');
  return header === undefined || header === null ? undefined : modeOf(header.trim(), queryPlanHeader);
}

function modeOf(said: unknown, place: string): QueryPlanMode | undefined {
  if (said === true) return 'run';
  if (said === false) return undefined;
  const mode = modes.find((known) => known === said);
  if (!mode) throw gatewayRefusal('BAD_USER_INPUT', `${place}: expected one of ${modes.join(', ')}.`);
  return mode;
}
