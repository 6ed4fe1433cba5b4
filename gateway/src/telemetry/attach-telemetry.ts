import type { GatewayConfig } from '../config.js';
import { createLogger, logEvents } from './event-log.js';
import { createMetrics, type Metrics } from './metrics.js';
import { listen } from './telemetry.js';

export interface AttachedTelemetry {
  readonly metrics: Metrics;
  /** Log and metrics hear nothing any more. */
  detach(): void;
}

/** Lets the log and the metrics of a gateway hear what happens. */
export function attachTelemetry(config: Pick<GatewayConfig, 'logLevel' | 'production'>): AttachedTelemetry {
  const metrics = createMetrics();
  const ends = [listen(metrics.listener), listen(logEvents(createLogger(config)))];
  return {
    metrics,
    detach: () => {
      for (const end of ends) end();
    },
  };
}
