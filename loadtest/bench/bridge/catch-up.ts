import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { Copy } from '../pipeline/sites.ts';
import { startLoad } from './run.ts';
import type { RunOptions } from './run.ts';

export interface CatchUpOptions extends Pick<RunOptions, 'perSecond' | 'sync' | 'warmUpMs'> {
  readonly title: string;
  readonly copy: Copy;
  readonly cutMs: number;
}

/** What the mirror did after the link was restored. */
export interface CatchUpResult {
  readonly way: string;
  readonly perSecond: number;
  /** Messages that it was behind at that moment. */
  readonly backlog: number;
  /** Until its first new message, in milliseconds, as the next two. */
  readonly firstAfterMs: number;
  /** Until it received without a pause. */
  readonly waitedMs: number;
  /** Until it had all that the origin had. */
  readonly completeAfterMs: number;
  /** Messages a second between the last two, as a multiple of what is published in a second. */
  readonly timesRealTime: number;
}

const POLL_MS = 5;
/** Without a new message for so long, in milliseconds, the mirror waits for something: it does not catch up. */
const PAUSE_MS = 500;
/** A mirror without a durable consumer has taken 36 s. In milliseconds. */
const WITHIN_MS = 120_000;

/** Cuts the link under load for a time, and watches the mirror catch up. Throws when it does not. */
export async function catchUp(options: CatchUpOptions): Promise<CatchUpResult> {
  const { title: way, perSecond, warmUpMs, cutMs } = options;
  await using stack = new AsyncDisposableStack();
  const { onprem, cloud, cable } = await startLoad(stack, options);
  const lastAt = async (urls: string) => {
    const nc = stack.adopt(await connect({ servers: urls.split(',') }), (open) => open.close());
    const { streams } = await jetstreamManager(nc, { checkAPI: false });
    return async () => (await streams.info(QUOTES_STREAM)).state.last_seq;
  };
  const [atOrigin, atMirror] = [await lastAt(onprem.urls), await lastAt(cloud.urls)];
  await delay(warmUpMs);
  cable.cut();
  await delay(cutMs);
  const [before, origin] = [await atMirror(), await atOrigin()];
  const restoredAt = performance.now();
  cable.restore();
  // The moment before it began to progress without a pause: the catch-up began no sooner than that.
  let begun = { at: restoredAt, last: before };
  let progress = begun;
  let firstAfterMs: number | null = null;
  while (performance.now() - restoredAt < WITHIN_MS) {
    // The origin first: the mirror is complete when it has what the origin had before.
    const aim = await atOrigin();
    const last = await atMirror();
    const at = performance.now();
    if (last > progress.last) {
      firstAfterMs ??= at - restoredAt;
      progress = { at, last };
    } else if (at - progress.at >= PAUSE_MS || firstAfterMs === null) begun = { at, last };
    if (last >= aim && last >= origin) {
      return {
        way,
        perSecond,
        backlog: origin - before,
        firstAfterMs: firstAfterMs ?? 0,
        waitedMs: begun.at - restoredAt,
        completeAfterMs: at - restoredAt,
        timesRealTime: (last - begun.last) / ((at - begun.at) / 1_000) / perSecond,
      };
    }
    await delay(POLL_MS);
  }
  throw new Error(`${way} at ${perSecond} quotes/s did not catch up within ${WITHIN_MS / 1_000} s`);
}
