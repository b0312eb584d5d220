import { Counter, Gauge, Histogram } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';
import type { FlushTotals } from './delivery/conflator.ts';

export interface GatewayMetrics {
  /** A quote was encoded, this long after the feed's schedule meant to publish it (milliseconds). */
  readonly encoded: (ageMs: number) => void;
  readonly sent: (totals: FlushTotals) => void;
  readonly flushed: (seconds: number) => void;
  readonly disconnected: (reason: string) => void;
  readonly refused: (code: string) => void;
}

/** What is read when the figures are asked for. */
export interface GatewayState {
  readonly clients: ReadonlySet<unknown>;
  /** Connections, joined or not. */
  readonly transports: () => Iterable<{ readonly waitingBytes: number; readonly isDirect: boolean }>;
  readonly tracks: () => number;
  readonly flushEveryMs: () => number;
}

export function gatewayMetrics(
  registry: Registry,
  { clients, transports, tracks, flushEveryMs }: GatewayState,
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
  void new Gauge({
    name: 'gateway_send_buffer_bytes',
    help: 'What waits to be sent in this process, summed over connections',
    registers,
    collect() {
      this.set(waiting().reduce((sum, bytes) => sum + bytes, 0));
    },
  });
  void new Gauge({
    name: 'gateway_send_buffer_max_bytes',
    help: 'The most that waits to be sent on one connection',
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
    help: 'Different things that are sent: clients with the same subscription that got the same count once',
    registers,
    collect() {
      this.set(tracks());
    },
  });
  void new Gauge({
    name: 'gateway_flush_interval_seconds',
    help: 'How far apart flushes are at present',
    registers,
    collect() {
      this.set(flushEveryMs() / 1_000);
    },
  });
  const sums = { deliveries: 0, conflated: 0 };
  void new Gauge({
    name: 'gateway_conflation_ratio',
    help: 'Of the quotes meant for clients, the part that was replaced by newer ones',
    registers,
    collect() {
      this.set(sums.conflated / Math.max(1, sums.conflated + sums.deliveries));
    },
  });
  const staleness = new Histogram({
    name: 'gateway_staleness_seconds',
    help: 'Age of a quote when it was encoded to be sent, from when the feed was to publish it',
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
    help: 'Times that a client was left out of a flush because it had not drained',
    registers,
  });
  const encoded = new Counter({ name: 'gateway_encoded_total', help: 'Quotes encoded', registers });
  const packed = new Counter({
    name: 'gateway_packed_total',
    help: 'Packets made: each is sent to all clients at the same point',
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
    help: 'Clients that left',
    labelNames: ['reason'],
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
    sent(totals) {
      sums.deliveries += totals.tuples;
      sums.conflated += totals.conflated;
      packed.inc(totals.packed);
      deliveries.inc(totals.tuples);
      packets.inc(totals.packets);
      conflated.inc(totals.conflated);
      skipped.inc(totals.skipped);
      encoded.inc(totals.encoded);
    },
    flushed: (seconds) => duration.observe(seconds),
    disconnected: (reason) => disconnects.inc({ reason }),
    refused: (code) => refusals.inc({ code }),
  };
}
