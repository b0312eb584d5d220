import { setTimeout as delay } from 'node:timers/promises';
import { startGateway } from '../fanout/gateway.ts';
import { residentBytes } from '../fanout/process-figures.ts';
import { openTestBed } from '../fanout/test-bed.ts';
import { UNLIMITED } from '../fanout/ways.ts';

export interface Stalled {
  readonly clients: number;
  readonly stalled: number;
  /** How long, until these figures. */
  readonly seconds: number;
  /** What waits in the gateway for one client, at most, and for all. */
  readonly mostBytesWaiting: number;
  readonly bytesWaiting: number;
  /** What memory grew by since all had joined. */
  readonly grownBytes: number;
  /** How often since the last row a client was left out of a flush. */
  readonly skipped: number;
  /** Of the clients that read, since the last row, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly fairness: number;
}

/** Few enough that each could get every quote, so that the buffers of the operating system fill soon. */
const CLIENTS = 300;
const SHARE = 0.05;
const ROWS = 6;
/** The stalled are kept, so that it shows what they cost: by default they are closed after 30 s. */
const KEPT = { STALL_MS: '3600000' };

/** The cost of keeping clients that read nothing, though they answer pings. */
export async function stalled({ seconds }: { readonly seconds: number }): Promise<Stalled[]> {
  const count = Math.round(CLIENTS * SHARE);
  console.error(`${CLIENTS} clients, of which ${count} read nothing for ${seconds} s`);
  await using testBed = await openTestBed((natsUrl) => startGateway(natsUrl, { ...UNLIMITED, ...KEPT }));
  const { server } = testBed;
  await testBed.join({ protocol: 'gateway', clients: CLIENTS, lists: 'distinct', stalled: count });
  testBed.publish();
  await delay(1_000);
  const before = residentBytes(server.pid);
  const rows: Stalled[] = [];
  let skippedBefore = 0;
  for (let row = 1; row <= ROWS; row += 1) {
    const { p50, p99, fairness } = await testBed.measure((seconds * 1_000) / ROWS);
    const skipped = await server.metric('gateway_skipped_total');
    rows.push({
      clients: CLIENTS,
      stalled: count,
      seconds: Math.round((seconds * row) / ROWS),
      mostBytesWaiting: await server.metric('gateway_send_buffer_max_bytes'),
      bytesWaiting: await server.metric('gateway_send_buffer_bytes'),
      grownBytes: residentBytes(server.pid) - before,
      skipped: skipped - skippedBefore,
      p50,
      p99,
      fairness,
    });
    skippedBefore = skipped;
  }
  return rows;
}
