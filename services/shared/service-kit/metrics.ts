import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus reads. */
export interface MetricsText {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** A registry of a service's own, with the process's figures in it. */
export function createMetrics(service: string, site: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, site });
  collectDefaultMetrics({ register: registry });
  return registry;
}
