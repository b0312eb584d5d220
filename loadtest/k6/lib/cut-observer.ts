import type { GatewayStatus } from '../../../services/shared/contracts/wire/index.ts';

export interface Cut {
  /** Milliseconds since the Unix epoch. */
  readonly cutAt: number;
  readonly restoreAt: number;
}

/** What one client observed, in milliseconds after the cut or after its end; `null` means never. */
export interface CutObservation {
  readonly stale: number | null;
  readonly fresh: number | null;
  readonly complete: number | null;
  /** Whether prices were reported fresh again after they were stale, with the link still cut. */
  readonly freshWhileCut: boolean;
}

/**
 * Records for one client when prices became stale after a cut, and fresh and complete after its end. Only what lasts counts: of each state, the last time that it was
 * entered. Pure.
 */
export class CutObserver {
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
  receive({ stale, complete }: Pick<GatewayStatus, 'stale' | 'complete'>, now: number, isWhole: boolean): void {
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

  get observation(): CutObservation {
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
