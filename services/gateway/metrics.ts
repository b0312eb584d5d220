import { Counter, Gauge, Histogram } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';
import type { FlushTotals } from './delivery/conflator.ts';
import type { RelocationOutcome } from './relocation/relocator.ts';

export interface GatewayMetrics {
  /** A quote was encoded, this long after it was due to be published by the feed's schedule (milliseconds). */
  readonly encoded: (ageMs: number) => void;
  readonly sent: (totals: FlushTotals) => void;
  readonly flushed: (seconds: number) => void;
  readonly disconnected: (reason: string) => void;
  readonly refused: (code: string) => void;
  readonly relocated: (outcome: RelocationOutcome) => void;
}

/** Read when the metrics are scraped. */
export interface GatewayState {
  readonly clients: ReadonlySet<unknown>;
  readonly maxClients: number;
  /** Connections, joined or not. */
  readonly transports: () => Iterable<{ readonly waitingBytes: number; readonly isDirect: boolean }>;
  readonly tracks: () => number;
  readonly flushIntervalMs: () => number;
}

export function gatewayMetrics(
  registry: Registry,
  { clients, maxClients, transports, tracks, flushIntervalMs }: GatewayState,
): GatewayMetrics {
  const registers = [registry];
  const waiting = () => Array.from(transports(), (transport) => transport.waitingBytes);
  void new Gauge({
    name: 'gateway_clients',
    help: 'Connected clients',
    registers,
    collect() {
      this.set(clients.size);
    },
  });
  new Gauge({ name: 'gateway_max_clients', help: 'The most clients that it accepts', registers }).set(maxClients);
  void new Gauge({
    name: 'gateway_send_buffer_bytes',
    help: 'Bytes that wait in this process, summed over connections',
    registers,
    collect() {
      this.set(waiting().reduce((sum, bytes) => sum + bytes, 0));
    },
  });
  void new Gauge({
    name: 'gateway_send_buffer_max_bytes',
    help: 'The most bytes that wait in this process for one connection',
    registers,
    collect() {
      this.set(waiting().reduce((most, bytes) => Math.max(most, bytes), 0));
    },
  });
  void new Gauge({
    name: 'gateway_direct_connections',
    help: 'Connections whose packets are written to the TCP socket directly; those of the others go through Engine.IO',
    registers,
    collect() {
      this.set(Array.from(transports()).filter(({ isDirect }) => isDirect).length);
    },
  });
  void new Gauge({
    name: 'gateway_tracks',
    help: 'Groups of clients that are sent the same packets: the same subscription, and all have received the same',
    registers,
    collect() {
      this.set(tracks());
    },
  });
  void new Gauge({
    name: 'gateway_flush_interval_seconds',
    help: 'The present time between two flushes',
    registers,
    collect() {
      this.set(flushIntervalMs() / 1_000);
    },
  });
  const totals = { deliveries: 0, conflated: 0 };
  void new Gauge({
    name: 'gateway_conflation_ratio',
    help: 'The share of quotes for clients that newer ones replaced',
    registers,
    collect() {
      this.set(totals.conflated / Math.max(1, totals.conflated + totals.deliveries));
    },
  });
  const staleness = new Histogram({
    name: 'gateway_staleness_seconds',
    help: 'Age of a quote when it was encoded, since it was due to be published',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const deliveries = new Counter({
    name: 'gateway_deliveries_total',
    help: 'Quotes sent, summed over clients',
    registers,
  });
  const packets = new Counter({ name: 'gateway_packets_total', help: 'Packets of quotes sent', registers });
  const conflated = new Counter({
    name: 'gateway_conflated_total',
    help: 'Quotes replaced by newer ones before they were sent',
    registers,
  });
  const skipped = new Counter({
    name: 'gateway_skipped_total',
    help: 'Times that a flush skipped a client because it had not drained',
    registers,
  });
  const encoded = new Counter({ name: 'gateway_encoded_total', help: 'Quotes encoded', registers });
  const packed = new Counter({
    name: 'gateway_packed_total',
    help: 'Packets made: each is sent to all clients of a track',
    registers,
  });
  const duration = new Histogram({
    name: 'gateway_flush_duration_seconds',
    help: 'Time that one flush took',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    registers,
  });
  const disconnects = new Counter({
    name: 'gateway_disconnects_total',
    help: 'Clients disconnected',
    labelNames: ['reason'],
    registers,
  });
  const relocated = new Counter({
    name: 'gateway_relocated_total',
    help: 'Clients that were asked to relocate, by what became of them: moved, closed at the deadline, or left before',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'gateway_refusals_total',
    help: 'Requests and connections refused',
    labelNames: ['code'],
    registers,
  });
  return {
    encoded: (ageMs) => staleness.observe(Math.max(0, ageMs) / 1_000),
    sent(flush) {
      totals.deliveries += flush.tuples;
      totals.conflated += flush.conflated;
      packed.inc(flush.packed);
      deliveries.inc(flush.tuples);
      packets.inc(flush.packets);
      conflated.inc(flush.conflated);
      skipped.inc(flush.skipped);
      encoded.inc(flush.encoded);
    },
    flushed: (seconds) => duration.observe(seconds),
    disconnected: (reason) => disconnects.inc({ reason }),
    refused: (code) => refusals.inc({ code }),
    relocated: (outcome) => relocated.inc({ outcome }),
  };
}
