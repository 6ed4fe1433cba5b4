import { setTimeout as delay } from 'node:timers/promises';

import { defaultServiceTimes, type ServiceEvent } from './child-service.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import type { HubSettings } from './hub-environment.js';
import { LauncherError } from './launcher-error.js';

/** The PostgreSQL under the hub, ours or somebody's. Whoever opens it stops it. */
export interface HubDatabase {
  /** With the password. */
  readonly adminUrl: string;
  /** For people, without the password. */
  readonly description: string;
  /** Undefined while ours is down, and always when it is somebody else's. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface HubDatabaseOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ServiceEvent) => void;
}

/** Starts our own PostgreSQL and keeps it alive, unless the settings name another. */
export async function openHubDatabase(settings: HubSettings, options: HubDatabaseOptions): Promise<HubDatabase> {
  const { databaseUrl: adminUrl, dataDir } = settings;
  if (adminUrl === undefined)
    return keepAlive(await startEmbeddedPostgres({ dataDir, signal: options.signal }), dataDir, options);
  const description = `${URL.parse(adminUrl)?.host ?? ''} (DATABASE_URL)`;
  return { adminUrl, description, pid: () => undefined, stop: () => Promise.resolve() };
}

function keepAlive(first: EmbeddedPostgres, dataDir: string, { onEvent }: HubDatabaseOptions): HubDatabase {
  const stopping = new AbortController();
  const { adminUrl, port } = first;
  let current: EmbeddedPostgres | undefined = first;

  const supervise = async (): Promise<void> => {
    const { firstRetryMs, longestRetryMs } = defaultServiceTimes;
    for (let retryInMs = firstRetryMs; ; retryInMs = Math.min(retryInMs * 2, longestRetryMs)) {
      const lastWords = await current?.exited;
      if (stopping.signal.aborted) return;
      current = undefined;
      onEvent({ kind: 'fell', name: 'database', reason: lastLineOf(lastWords), retryInMs });
      await delay(retryInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        // On the same port: whoever is connected finds it again.
        current = await startEmbeddedPostgres({ dataDir, port, signal: stopping.signal });
        onEvent({ kind: 'recovered', name: 'database' });
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!(error instanceof LauncherError)) throw error;
        onEvent({ kind: 'said', name: 'database', text: error.message });
      }
    }
  };
  const supervision = supervise();
  return {
    adminUrl,
    description: `127.0.0.1:${port} (own PostgreSQL in ${dataDir})`,
    pid: () => current?.pid,
    async stop() {
      stopping.abort();
      await current?.stop();
      await supervision;
      await current?.stop();
    },
  };
}

function lastLineOf(text = ''): string {
  return text.split('\n').at(-1) ?? '';
}
