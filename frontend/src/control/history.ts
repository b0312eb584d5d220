import type { ConsoleState } from '@quotebridge/contracts/wire';
import type { Cell } from '../store/cell.ts';

/** What the strips show of one moment. */
export interface Sample {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly held: number | null;
  /** Quotes that the mirror does not have yet. */
  readonly lag: number | null;
  readonly published: number | null;
  readonly delivered: number | null;
  readonly isOut: boolean;
}

/** How much is kept, in milliseconds: some outages, and what came between them. */
const KEPT_MS = 300_000;

/** `samples` with what a state adds, without what is too old. Pure. */
export function withState(samples: readonly Sample[], state: ConsoleState): readonly Sample[] {
  const { time, account, link, sites } = state;
  const last = samples.at(-1);
  if (last !== undefined && time <= last.time) return samples;
  const rateAt = (site: string) => sites.find((one) => one.site === site)?.rate ?? null;
  const lag = account.held === null || account.inFlight === null ? null : account.held + account.inFlight;
  const sample: Sample = {
    time,
    held: account.held,
    lag,
    published: rateAt(link.from),
    delivered: rateAt(link.to),
    isOut: account.phase === 'held',
  };
  return [...samples.filter((one) => time - one.time <= KEPT_MS), sample];
}

/** From when to when the link was out, in milliseconds since the Unix epoch. Pure. */
export function outagesOf(samples: readonly Sample[]): readonly { readonly from: number; readonly to: number }[] {
  const outages: { from: number; to: number }[] = [];
  let isOpen = false;
  for (const { time, isOut } of samples) {
    const last = outages.at(-1);
    if (isOut && !isOpen) outages.push({ from: time, to: time });
    else if (isOpen && last !== undefined) last.to = time;
    isOpen = isOut;
  }
  return outages;
}

/** Collects states as long as the page is open, also while the board is shown. */
export class History {
  #samples: readonly Sample[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(state: Cell<ConsoleState | null>) {
    const read = (): void => {
      const value = state.get();
      if (value === null) return;
      this.#samples = withState(this.#samples, value);
      for (const listener of this.#listeners) listener();
    };
    read();
    state.subscribe(read);
  }

  readonly get = (): readonly Sample[] => this.#samples;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const histories = new WeakMap<object, History>();

/** The history of this page's console. */
export function historyOf({ state }: { readonly state: Cell<ConsoleState | null> }): History {
  const known = histories.get(state) ?? new History(state);
  histories.set(state, known);
  return known;
}
