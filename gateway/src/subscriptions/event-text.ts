import type { Ending } from './ending.js';
import type { CompletedEvent } from './subscription-parts.js';

/** What a client needs for going on where it was cut off. */
export interface Progress {
  readonly events: number;
  readonly lastEventAt: Date | undefined;
}

/** JSON text of an event. Errors stand first, so that readers see them (GraphQL specification 7.1). */
export function writeEvent({ dataText, errors, extensions }: CompletedEvent): string {
  const members = [
    ...(errors && errors.length > 0 ? [`"errors":${JSON.stringify(errors)}`] : []),
    ...(dataText === undefined ? [] : [`"data":${dataText}`]),
    ...(extensions ? [`"extensions":${JSON.stringify(extensions)}`] : []),
  ];
  return `{${members.join(',')}}`;
}

/**
 * The last event: why there will be no other, and how to go on. Nothing is kept of events in between: `replayed` is
 * false, and a client that must miss none asks for them by a query or by an argument that the subgraph offers.
 */
export function writeEnding(
  { code, message, cause, subgraph, resubscribe, errors = [] }: Ending,
  { events, lastEventAt }: Progress,
): string {
  const extensions = { resubscribe, events, lastEventAt: lastEventAt?.toISOString() ?? null, replayed: false };
  const details = { ...(cause !== undefined && { cause }), ...(subgraph !== undefined && { subgraph }) };
  const error = { message, extensions: { code, ...details } };
  return writeEvent({ dataText: undefined, errors: [...errors, error], extensions });
}
