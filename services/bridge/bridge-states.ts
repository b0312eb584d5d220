import { carriedBy, originsOf, receiversOf } from '@quotebridge/bridges';
import type { DeclaredBridge, Declarations } from '@quotebridge/bridges';
import type { BridgedStream, BridgeState, LinkState } from '@quotebridge/contracts';

/** A bridge without a message for longer is idle; rates are averages over as long. In milliseconds. */
const WINDOW_MS = 10_000;

interface Sample {
  readonly at: number;
  readonly lastSeq: number;
}

interface History {
  readonly samples: Sample[];
  /** Milliseconds since the Unix epoch. */
  lastActivity: number | null;
  state: BridgeState['state'];
  since: number;
}

export interface BridgeObservation {
  /** Milliseconds of a monotonic clock. */
  readonly now: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly link: LinkState;
  /** The streams of the site. */
  readonly streams: readonly BridgedStream[];
}

/** The state of each bridge over which a site receives messages, observed once a round. Pure. */
export class BridgeStates {
  readonly #site: string;
  readonly #bridges: readonly DeclaredBridge[];
  readonly #histories = new Map<string, History>();

  constructor(site: string, { bridges }: Pick<Declarations, 'bridges'>) {
    this.#site = site;
    this.#bridges = bridges.filter((bridge) => receiversOf(bridge).includes(site));
  }

  observe(observation: BridgeObservation): BridgeState[] {
    return this.#bridges.map((bridge) => this.#observe(bridge, observation));
  }

  #observe(bridge: DeclaredBridge, { now, time, link, streams }: BridgeObservation): BridgeState {
    const stored = 'stream' in bridge ? streams.find(({ stream }) => stream === bridge.stream) : undefined;
    const history = this.#histories.get(bridge.name) ?? {
      samples: [],
      lastActivity: stored?.newest ?? null,
      state: 'unknown' as const,
      since: time,
    };
    this.#histories.set(bridge.name, history);
    const first = record(history, stored, now, time);
    const last = history.samples.at(-1);
    const brought = first === undefined || last === undefined ? 0 : Math.max(0, last.lastSeq - first.lastSeq);
    const state = stateOf(bridge, stored, link, brought);
    if (state !== history.state) Object.assign(history, { state, since: time });
    const span = first === undefined || last === undefined ? 0 : last.at - first.at;
    return {
      name: bridge.name,
      mode: bridge.mode,
      carries: carriedBy(bridge),
      from: [...originsOf(bridge)],
      to: bridge.mode === 'bridge' ? bridge.to : this.#site,
      state,
      since: history.since,
      lag: stored?.lag ?? null,
      lastActivity: history.lastActivity,
      rate: stored === undefined ? null : span === 0 ? 0 : (brought * 1_000) / span,
      bytes: stored?.bytes ?? null,
      lastError: isCarriedOut(bridge)
        ? (stored?.lastError ?? null)
        : `bridges of mode ${bridge.mode} can be declared, but are not carried out yet`,
    };
  }
}

function isCarriedOut({ mode }: DeclaredBridge): boolean {
  return mode === 'bridge' || mode === 'replicate';
}

/** Adds a sample, drops those before the window, and returns the oldest that is left. */
function record(history: History, stored: BridgedStream | undefined, at: number, time: number): Sample | undefined {
  const { samples } = history;
  if (stored?.declared !== true) return samples[0];
  const before = samples.at(-1);
  // A stream that was recreated starts again.
  if (before !== undefined && stored.lastSeq < before.lastSeq) samples.length = 0;
  else if (before !== undefined && stored.lastSeq > before.lastSeq) history.lastActivity = time;
  samples.push({ at, lastSeq: stored.lastSeq });
  while ((samples[1]?.at ?? Infinity) <= at - WINDOW_MS) samples.shift();
  return samples[0];
}

function stateOf(
  bridge: DeclaredBridge,
  stored: BridgedStream | undefined,
  link: LinkState,
  brought: number,
): BridgeState['state'] {
  if (!isCarriedOut(bridge)) return 'failed';
  if ('stream' in bridge && (stored?.declared !== true || stored.alarm !== null)) return 'failed';
  if (link !== 'up') return 'cut-off';
  if (stored === undefined) return 'open';
  if (stored.lastError !== null) return 'failed';
  if (brought > 0) return 'active';
  return stored.lag === null ? 'unknown' : 'idle';
}
