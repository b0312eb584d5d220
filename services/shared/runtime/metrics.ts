import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

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

/** Counts the messages of streams that break the contract. Each is left out and logged. */
export function countRefused(registry: Registry): (stream: string) => void {
  const refused = new Counter({
    name: 'stream_refused_messages_total',
    help: 'Messages that broke the contract and were left out',
    labelNames: ['stream'],
    registers: [registry],
  });
  return (stream) => refused.inc({ stream });
}
