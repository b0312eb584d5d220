import { CONTRACTS_VERSION } from '@quotebridge/contracts';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

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
  new Gauge({
    name: 'service_info',
    help: 'Always 1; the version of the contracts that the service uses',
    labelNames: ['contracts'],
    registers: [registry],
  }).set({ contracts: CONTRACTS_VERSION }, 1);
  return registry;
}
