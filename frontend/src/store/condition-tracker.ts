import type { ConnectionState, LastStatus, RelocationReason } from '@quotebridge/client';
import type { LinkNews } from '../hybrid/link-news.ts';
import { Cell } from './cell.ts';
import { conditionOf, sameCondition, unconnected } from './condition.ts';
import type { Circumstances, Condition } from './condition.ts';
import { steady, unsteadied } from './steady.ts';

/** A disconnected board is usually back within a second: its reason stays visible for longer, to be readable. */
const CUT_OFF_SHOWN_FOR_MS = 15_000;
/** A switch takes milliseconds: its result stays visible for longer, to be readable. */
const SWITCHED_SHOWN_FOR_MS = 10_000;

export interface ConditionTrackerDeps {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly isOnline: () => boolean;
  /** The current state of the account of quotes. */
  readonly quotes: () => Pick<Circumstances, 'missing' | 'conflating'>;
  /** What the console knows of the link. */
  readonly link: () => LinkNews | null;
}

/** Derives the condition of all prices from the connection, the gateway's status and the account of quotes. */
export class ConditionTracker {
  readonly condition = new Cell<Condition>(unconnected, sameCondition);
  readonly #deps: ConditionTrackerDeps;
  #connection: ConnectionState = 'connecting';
  #last: LastStatus | null = null;
  #problem: string | null = null;
  #cutOff: { readonly message: string; readonly at: number } | null = null;
  #relocating: RelocationReason | null = null;
  #switched: { readonly to: string; readonly at: number } | null = null;
  #steadied = unsteadied(unconnected);

  constructor(deps: ConditionTrackerDeps) {
    this.#deps = deps;
  }

  /** Returns whether a lost connection has been restored. */
  connection(state: ConnectionState): boolean {
    const isBack = state === 'connected' && this.#connection === 'reconnecting';
    this.#connection = state;
    this.judge();
    return isBack;
  }

  status(last: LastStatus): void {
    const { site } = last.status;
    if (this.#last !== null && this.#last.status.site !== site) this.#switched = { to: site, at: this.#deps.now() };
    this.#last = last;
    this.judge();
  }

  /** Why a gateway refused a request, or `null` when it no longer does. */
  problem(message: string | null): void {
    this.#problem = message;
    this.judge();
  }

  relocating(reason: RelocationReason | null): void {
    this.#relocating = reason;
    this.judge();
  }

  cutOff(message: string): void {
    this.#cutOff = { message, at: this.#deps.now() };
    this.judge();
  }

  /** To be called often: prices become stale without any message. */
  judge(): void {
    const now = this.#deps.now();
    const known = {
      ...this.#deps.quotes(),
      link: this.#deps.link(),
      connection: this.#connection,
      online: this.#deps.isOnline(),
      relocating: this.#relocating,
      switchedTo: this.#switched !== null && now - this.#switched.at < SWITCHED_SHOWN_FOR_MS ? this.#switched.to : null,
      cutOff: this.#cutOff !== null && now - this.#cutOff.at < CUT_OFF_SHOWN_FOR_MS ? this.#cutOff.message : null,
      problem: this.#problem,
    };
    this.#steadied = steady(conditionOf(known, this.#last, now, this.condition.get()), now, this.#steadied);
    this.condition.set(this.#steadied.shown);
  }
}
