import type { GatewayStatus } from '../../../services/shared/contracts/wire/index.ts';

export interface Cut {
  /** Milliseconds since the Unix epoch. */
  readonly cutAt: number;
  readonly restoreAt: number;
}

/** What one client saw, in milliseconds after the cut or after the end of it; `null` is never. */
export interface Testimony {
  readonly stale: number | null;
  readonly fresh: number | null;
  readonly complete: number | null;
  /** Whether it was told of fresh prices after it knew that they are stale, with the link still cut. */
  readonly freshWhileCut: boolean;
}

/**
 * Notes for one client when it saw that prices are stale after a cut, fresh and then whole after the end of it. What does not last does not count: of each, it is the last time that it
 * became so. Pure.
 */
export class CutWitness {
  readonly #cut: Cut;
  #isStale = false;
  #staleAt: number | null = null;
  #freshAt: number | null = null;
  #completeAt: number | null = null;
  #freshWhileCut = false;

  constructor(cut: Cut) {
    this.#cut = cut;
  }

  /** `isWhole`: every quote is accounted for just then. */
  hear({ stale, complete }: Pick<GatewayStatus, 'stale' | 'complete'>, now: number, isWhole: boolean): void {
    const { cutAt, restoreAt } = this.#cut;
    if (now < cutAt) return;
    const wasStale = this.#isStale;
    this.#isStale = stale !== null;
    if (now < restoreAt) {
      if (this.#isStale && !wasStale) this.#staleAt = now;
      if (wasStale && !this.#isStale) this.#freshWhileCut = true;
      return;
    }
    this.#freshAt = this.#isStale ? null : (this.#freshAt ?? now);
    this.#completeAt = this.#isStale || !complete || !isWhole ? null : (this.#completeAt ?? now);
  }

  get testimony(): Testimony {
    const { cutAt, restoreAt } = this.#cut;
    const after = (at: number | null, since: number) => (at === null ? null : at - since);
    return {
      stale: after(this.#staleAt, cutAt),
      fresh: after(this.#freshAt, restoreAt),
      complete: after(this.#completeAt, restoreAt),
      freshWhileCut: this.#freshWhileCut,
    };
  }
}
