import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics in the text format of Prometheus. */
export interface MetricsText {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** A service's registry, with the metrics of the process. */
export function createMetrics(service: string, site: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, site });
  collectDefaultMetrics({ register: registry });
  return registry;
}
