import type { ServiceEvent } from './child-service.js';
import type { RunningHub } from './launch-hub.js';

/** What a person reads when the hub is up: where everything is, and what to try first. */
export function describeRunningHub(hub: RunningHub): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Playground', `${hub.gatewayUrl}/`],
    ['Gateway', `${hub.gatewayUrl}/graphql`],
    ...hub.subgraphs.map(({ name, url }) => [titleOf(name), `${url}/graphql`] as const),
    ['Database', hub.database],
    ['Logs', hub.logFolder],
    ...(hub.demoKeysFile === undefined ? [] : [['Demo keys', hub.demoKeysFile] as const]),
    ...(hub.foundCommand === undefined ? [] : [['First member', hub.foundCommand] as const]),
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const table = rows.map(([title, value]) => `  ${title.padEnd(width)}  ${value}`).join('\n');
  return `The hub is up. Ctrl-C stops it.\n\n${table}\n\nTry it:\n${firstQuery(hub)}\n`;
}

/** One line for one event. */
export function describeEvent(event: ServiceEvent): string {
  switch (event.kind) {
    case 'said':
      return `${event.name}: ${event.text}`;
    case 'fell':
      return `${event.name} ended unexpectedly (${event.reason}); starting it again in ${event.retryInMs / 1_000} s`;
    case 'recovered':
      return `${event.name} is back`;
  }
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Asks who is asking, which needs no knowledge of any subgraph and shows whether a key works. */
function firstQuery({ gatewayUrl, demoKeysFile }: RunningHub): string {
  const key = demoKeysFile === undefined ? '' : ` -H "authorization: Bearer <a key from that file>"`;
  return `  curl ${gatewayUrl}/graphql -H "content-type: application/json"${key} -d '{"query":"{ __typename }"}'`;
}
