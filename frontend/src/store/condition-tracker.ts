import type { ConnectionState, LastStatus } from '@quotebridge/client';
import { Cell } from './cell.ts';
import { conditionOf, sameCondition, unconnected } from './condition.ts';
import type { Circumstances, Condition } from './condition.ts';
import { steady, unsteadied } from './steady.ts';

/** A board that was cut off is back within a second: the reason has to be readable all the same. */
const CUT_OFF_SHOWN_FOR_MS = 15_000;

export interface ConditionTrackerDeps {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly isOnline: () => boolean;
  /** What the account of quotes says at present. */
  readonly quotes: () => Pick<Circumstances, 'missing' | 'conflating'>;
}

/** Judges all prices at once, from what is known of the connection, the gateway and the quotes. */
export class ConditionTracker {
  readonly condition = new Cell<Condition>(unconnected, sameCondition);
  readonly #deps: ConditionTrackerDeps;
  #connection: ConnectionState = 'connecting';
  #last: LastStatus | null = null;
  #problem: string | null = null;
  #cutOff: { readonly message: string; readonly at: number } | null = null;
  #moving = false;
  #steadied = unsteadied(unconnected);

  constructor(deps: ConditionTrackerDeps) {
    this.#deps = deps;
  }

  /** Returns whether the connection is one again that was lost. */
  connection(state: ConnectionState): boolean {
    const isBack = state === 'connected' && this.#connection === 'reconnecting';
    this.#connection = state;
    this.judge();
    return isBack;
  }

  status(last: LastStatus): void {
    this.#last = last;
    this.judge();
  }

  /** What a gateway refused, or `null` when it no longer does. */
  problem(message: string | null): void {
    this.#problem = message;
    this.judge();
  }

  moving(moving: boolean): void {
    this.#moving = moving;
    this.judge();
  }

  cutOff(message: string): void {
    this.#cutOff = { message, at: this.#deps.now() };
    this.judge();
  }

  /** To be called often: prices turn stale without anything coming. */
  judge(): void {
    const now = this.#deps.now();
    const known = {
      ...this.#deps.quotes(),
      connection: this.#connection,
      online: this.#deps.isOnline(),
      moving: this.#moving,
      cutOff: this.#cutOff !== null && now - this.#cutOff.at < CUT_OFF_SHOWN_FOR_MS ? this.#cutOff.message : null,
      problem: this.#problem,
    };
    this.#steadied = steady(conditionOf(known, this.#last, now, this.condition.get()), now, this.#steadied);
    this.condition.set(this.#steadied.shown);
  }
}
