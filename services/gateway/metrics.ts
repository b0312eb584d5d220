import { Counter, Gauge, Histogram } from '@quotebridge/runtime';
import type { Registry } from '@quotebridge/runtime';
import type { FlushTotals } from './conflator.ts';

export interface GatewayMetrics {
  readonly flushed: (totals: FlushTotals, seconds: number) => void;
  readonly disconnected: (reason: string) => void;
  readonly refused: (code: string) => void;
}

/** `clients` are read when the figures are asked for. */
export function gatewayMetrics(
  registry: Registry,
  clients: ReadonlySet<{ readonly waitingBytes: number }>,
): GatewayMetrics {
  const registers = [registry];
  void new Gauge({
    name: 'gateway_clients',
    help: 'Connected clients',
    registers,
    collect() {
      this.set(clients.size);
    },
  });
  void new Gauge({
    name: 'gateway_send_buffer_bytes',
    help: 'What waits to be sent in this process, summed over clients',
    registers,
    collect() {
      this.set(Array.from(clients, (client) => client.waitingBytes).reduce((sum, bytes) => sum + bytes, 0));
    },
  });
  const deliveries = new Counter({
    name: 'gateway_deliveries_total',
    help: 'Quotes sent, summed over clients',
    registers,
  });
  const packets = new Counter({ name: 'gateway_packets_total', help: 'Packets of quotes sent', registers });
  const folded = new Counter({
    name: 'gateway_folded_total',
    help: 'Quotes replaced by newer ones before they were sent',
    registers,
  });
  const skipped = new Counter({
    name: 'gateway_skipped_total',
    help: 'Times that a client was left out of a flush because it had not drained',
    registers,
  });
  const encoded = new Counter({ name: 'gateway_encoded_total', help: 'Quotes encoded', registers });
  const duration = new Histogram({
    name: 'gateway_flush_duration_seconds',
    help: 'Time that one flush took',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    registers,
  });
  const disconnects = new Counter({
    name: 'gateway_disconnects_total',
    help: 'Clients that left',
    labelNames: ['reason'],
    registers,
  });
  const refusals = new Counter({
    name: 'gateway_refusals_total',
    help: 'Requests refused',
    labelNames: ['code'],
    registers,
  });
  return {
    flushed(totals, seconds) {
      deliveries.inc(totals.tuples);
      packets.inc(totals.packets);
      folded.inc(totals.folded);
      skipped.inc(totals.skipped);
      encoded.inc(totals.encoded);
      duration.observe(seconds);
    },
    disconnected: (reason) => disconnects.inc({ reason }),
    refused: (code) => refusals.inc({ code }),
  };
}
