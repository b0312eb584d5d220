import type { Bed } from './beds/bed.ts';
import { AuditWatch } from './observe/audit-watch.ts';
import { ourClient } from './observe/our-client.ts';
import { plainClient } from './observe/plain-client.ts';
import type { Receiver } from './observe/receiver.ts';
import { watchStatus, type StatusWatch } from './observe/status-watch.ts';
import { StreamReader } from './observe/streams.ts';

const SITES = ['onprem', 'cloud'] as const;

/** A bed and everything that observes it. */
export interface Session extends AsyncDisposable {
  readonly bed: Bed;
  readonly ours: Receiver;
  readonly receivers: readonly Receiver[];
  readonly status: StatusWatch;
  readonly streams: StreamReader;
  /** Of the origin, then of the mirror. */
  readonly audits: readonly AuditWatch[];
}

/** Connects the observers to a bed. */
export async function observe(bed: Bed): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  stack.use(bed);
  const ours = stack.use(ourClient(bed.url));
  const plain = stack.use(plainClient(bed.url));
  const status = stack.use(watchStatus(bed.url));
  const [origin, mirror] = await Promise.all(
    SITES.map(async (site) => {
      const nc = await bed.connect(site, 'reader');
      stack.defer(() => nc.close());
      return { nc, audit: new AuditWatch(nc, site) };
    }),
  );
  if (origin === undefined || mirror === undefined) throw new Error('both sites are needed');
  const running = stack.move();
  return {
    bed,
    ours,
    receivers: [ours, plain],
    status,
    streams: new StreamReader(origin.nc, mirror.nc),
    audits: [origin.audit, mirror.audit],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
