import type {
  AccountPhase,
  ConsoleAccount,
  ConsoleLink,
  ConsoleLinkState,
  LinkState,
} from '@quotebridge/contracts/wire';

/** What the auditor of a site reports of its stream. */
export interface StreamReading {
  /** The last message audited. */
  readonly position: number;
  /** The sum of the newest `seq` of every symbol: compares between sites. */
  readonly seqSum: number;
  readonly lost: number;
  /** When it was read, by a monotonic clock in milliseconds. */
  readonly at: number;
}

/** What is known at one moment. `null`: the service does not answer. */
export interface LinkReading {
  readonly origin: StreamReading | null;
  readonly mirror: StreamReading | null;
  /** As the mirror's bridge service judges it, with the round trip in milliseconds. */
  readonly judged: LinkState | null;
  readonly rtt: number | null;
  /** Quotes per second that the origin publishes. */
  readonly rate: number | null;
  /** In milliseconds since the Unix epoch. */
  readonly wall: number;
}

export interface LinkView {
  readonly account: ConsoleAccount;
  readonly link: Pick<ConsoleLink, 'state' | 'since' | 'rtt'>;
}

/** Longer than a pause between messages of a feed with quotes, shorter than the bridge service needs to judge. In milliseconds. */
const SILENT_AFTER_MS = 750;
/** The origin must have grown by as many messages meanwhile: a quiet feed is no silence. */
const SILENT_GROWTH = 5;
/** What is on its way while the link is up is at most what the origin publishes in this time, in seconds, and some more. */
const IN_FLIGHT_S = 0.5;
const IN_FLIGHT_MORE = 5;

/**
 * Judges the link between two sites and where the quotes are, from what their auditors read. The sites are read one after the other, not through the link,
 * so a cut shows as soon as one grows and the other does not. Pure.
 */
export class LinkWatch {
  #position = -1;
  #movedAt = Number.NEGATIVE_INFINITY;
  #movedWall: number | null = null;
  #originThen = 0;
  #phase: AccountPhase = 'unknown';
  #since: number | null = null;
  /** How often the mirror was found to have moved since the link went down. */
  #movesSince = 0;
  /** The bridge service still calls the link down, and the mirror moves. */
  #isOverruled = false;

  observe(reading: LinkReading): LinkView {
    const { origin, mirror, wall } = reading;
    if (mirror !== null && mirror.position !== this.#position) {
      this.#position = mirror.position;
      this.#movedAt = mirror.at;
      this.#movedWall = wall;
      this.#movesSince += 1;
      if (origin !== null) this.#originThen = origin.position;
    }
    const state = this.#judge(reading);
    const isOut = state === 'down' || state === 'silent';
    if (isOut && this.#since === null) {
      this.#since = this.#movedWall ?? wall;
      this.#movesSince = 0;
    } else if (!isOut) {
      this.#since = null;
    }
    const behind = origin === null || mirror === null ? null : Math.max(0, origin.seqSum - mirror.seqSum);
    this.#phase = this.#nextPhase(isOut, behind, reading.rate);
    return {
      account: accountOf(this.#phase, origin, mirror, behind),
      link: { state, since: this.#since, rtt: state === 'up' ? reading.rtt : null },
    };
  }

  #judge({ origin, mirror, judged }: LinkReading): ConsoleLinkState {
    if (mirror === null || origin === null) return judged ?? 'unknown';
    // After a restore the mirror moves before the bridge service has noticed. Once may be what was on its way when the link was cut.
    if (judged !== 'down') this.#isOverruled = false;
    else if (this.#since !== null && this.#movesSince >= 2) this.#isOverruled = true;
    if (judged === 'down' && !this.#isOverruled) return 'down';
    // Up to the last reading: an auditor that does not answer is no silence.
    const isStill = mirror.at - this.#movedAt >= SILENT_AFTER_MS;
    if (isStill && origin.position - this.#originThen >= SILENT_GROWTH) return 'silent';
    return this.#isOverruled ? 'up' : (judged ?? 'unknown');
  }

  #nextPhase(isOut: boolean, behind: number | null, rate: number | null): AccountPhase {
    if (isOut) return 'held';
    const wasWaiting = this.#phase === 'held' || this.#phase === 'draining';
    if (behind === null) return wasWaiting ? this.#phase : 'unknown';
    if (!wasWaiting) return 'through';
    return behind <= IN_FLIGHT_MORE + IN_FLIGHT_S * (rate ?? 0) ? 'through' : 'draining';
  }
}

function accountOf(
  phase: AccountPhase,
  origin: StreamReading | null,
  mirror: StreamReading | null,
  behind: number | null,
): ConsoleAccount {
  const isWaiting = phase === 'held' || phase === 'draining';
  const [held, inFlight] = isWaiting ? [behind, 0] : [0, behind];
  return {
    phase,
    published: origin === null || mirror === null ? null : Math.max(origin.seqSum, mirror.seqSum),
    delivered: mirror === null ? null : mirror.seqSum - mirror.lost,
    held: behind === null ? null : held,
    inFlight: behind === null ? null : inFlight,
    lost: mirror?.lost ?? null,
  };
}
