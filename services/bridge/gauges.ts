import { bridgeAlarmSchema } from '@quotebridge/contracts';
import type { BridgeStatus } from '@quotebridge/contracts';
import { Gauge } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';
import type { LeafLink } from './leaf-link.ts';
import type { StoreFault } from './store-faults.ts';

/** Exports a status as metrics. An unknown value is NaN, never 0. */
export function bridgeGauges(
  registry: Registry,
): (status: BridgeStatus, link: LeafLink | null, faults: readonly StoreFault[]) => void {
  const registers = [registry];
  const lag = new Gauge({
    name: 'bridge_mirror_lag_messages',
    help: 'Messages that a mirror is behind its origin; NaN while unknown',
    labelNames: ['stream'],
    registers,
  });
  const lastSeq = new Gauge({
    name: 'bridge_stream_last_seq',
    help: "A stream's last sequence number; NaN while it cannot be reached",
    labelNames: ['stream'],
    registers,
  });
  const alarms = new Gauge({
    name: 'bridge_stream_alarm',
    help: '1 while a stream has this alarm',
    labelNames: ['stream', 'code'],
    registers,
  });
  const missing = new Gauge({
    name: 'bridge_stream_missing_messages',
    help: 'Messages missing from a stream, according to its alarm',
    labelNames: ['stream'],
    registers,
  });
  const up = new Gauge({ name: 'bridge_link_up', help: '1 while the link between the sites is up', registers });
  const rtt = new Gauge({
    name: 'bridge_link_rtt_seconds',
    help: 'Round trip of the link; NaN while unknown',
    registers,
  });
  const cutOff = new Gauge({
    name: 'bridge_brokers_cut_off',
    help: 'Brokers without a leaf connection of their own, while others have one',
    registers,
  });
  const notStoring = new Gauge({
    name: 'bridge_brokers_not_storing',
    help: 'Brokers that cannot store a stream, for want of space or after another failed write',
    registers,
  });
  return (status, link, faults) => {
    notStoring.set(new Set(faults.map(({ broker }) => broker)).size);
    if (link !== null) cutOff.set(link.cutOff.length);
    up.set(status.link === 'up' ? 1 : 0);
    rtt.set(status.linkRtt === null ? Number.NaN : status.linkRtt / 1_000);
    for (const { stream, role, declared, alarm, ...known } of status.streams) {
      lastSeq.set({ stream }, declared ? known.lastSeq : Number.NaN);
      if (role === 'mirror') lag.set({ stream }, known.lag ?? Number.NaN);
      missing.set({ stream }, alarm?.missing ?? 0);
      for (const code of bridgeAlarmSchema.shape.code.options)
        alarms.set({ stream, code }, alarm?.code === code ? 1 : 0);
    }
  };
}
