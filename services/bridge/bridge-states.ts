import { capturing, carriedBy, originsOf, receiversOf } from '@quotebridge/bridges';
import type { DeclaredBridge, Declarations } from '@quotebridge/bridges';
import type { BridgedStream, BridgeState, LinkState } from '@quotebridge/contracts';
import type { MadeState } from './made-state.ts';

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
  /** The streams that originate at the site or are mirrored to it. */
  readonly streams: readonly BridgedStream[];
  /** The mirrors among them that are paused. */
  readonly paused: ReadonlySet<string>;
  /** The streams that bridges make at the site. */
  readonly made: readonly MadeState[];
}

/** What is stored of a bridge. */
type Stored = Pick<BridgedStream, 'declared' | 'lastSeq' | 'newest' | 'bytes' | 'lag' | 'lastError'> & {
  readonly hasAlarm: boolean;
  readonly isPaused: boolean;
  /** Whether messages can arrive; `null` where the link decides. */
  readonly isReceiving: boolean | null;
};

/** The state of each bridge over which a site receives messages, observed once a round. Pure. */
export class BridgeStates {
  readonly #site: string;
  readonly #bridges: readonly DeclaredBridge[];
  readonly #declarations: Declarations;
  readonly #histories = new Map<string, History>();

  constructor(site: string, declarations: Declarations) {
    this.#site = site;
    this.#declarations = declarations;
    this.#bridges = declarations.bridges.filter((bridge) => receiversOf(bridge).includes(site));
  }

  observe(observation: BridgeObservation): BridgeState[] {
    return this.#bridges.map((bridge) => this.#observe(bridge, observation));
  }

  #observe(bridge: DeclaredBridge, observation: BridgeObservation): BridgeState {
    const { now, time, link } = observation;
    const stored = this.#storedOf(bridge, observation);
    const failure = this.#failureOf(bridge, observation);
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
    const state = failure === null ? stateOf(bridge, stored, link, brought) : 'failed';
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
      lastError: failure ?? stored?.lastError ?? null,
    };
  }

  #storedOf(bridge: DeclaredBridge, { streams, paused, made }: BridgeObservation): Stored | undefined {
    if (bridge.mode === 'bridge' || bridge.stream === undefined) return undefined;
    if (bridge.mode === 'replicate') {
      const mirror = streams.find(({ stream }) => stream === bridge.stream);
      return (
        mirror && { ...mirror, hasAlarm: mirror.alarm !== null, isPaused: paused.has(bridge.stream), isReceiving: null }
      );
    }
    const found = made.find(({ stream }) => stream === bridge.stream);
    return found && { ...found, hasAlarm: false, isPaused: false };
  }

  /** Why the streams that map on arrival do not, if they do not: they hold other messages too, so those mapped are not counted. */
  #failureOf(bridge: DeclaredBridge, { streams }: BridgeObservation): string | null {
    if (bridge.mode !== 'transform' || bridge.stream !== undefined) return null;
    const names = bridge.map.map((mapping) => capturing(this.#declarations, bridge.at, mapping));
    const failed = streams.find(({ stream, declared }) => names.includes(stream) && !declared);
    return failed === undefined ? null : (failed.lastError ?? `${failed.stream} is not declared`);
  }
}

/** Adds a sample, drops those before the window, and returns the oldest that is left. */
function record(history: History, stored: Stored | undefined, at: number, time: number): Sample | undefined {
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
  stored: Stored | undefined,
  link: LinkState,
  brought: number,
): BridgeState['state'] {
  if (stored === undefined) {
    // Nothing crosses a link for a mapping.
    if (bridge.mode === 'transform') return 'open';
    if ('stream' in bridge) return 'failed';
    return link === 'up' ? 'open' : 'cut-off';
  }
  if (!stored.declared || stored.hasAlarm) return 'failed';
  if (stored.isReceiving === null ? link !== 'up' : !stored.isReceiving) return 'cut-off';
  if (stored.lastError !== null) return 'failed';
  if (stored.isPaused) return 'paused';
  if (brought > 0) return 'active';
  return stored.lag === null ? 'unknown' : 'idle';
}
