import type { BridgeAlarm } from '@quotebridge/contracts';
import { holesOf, isFull } from './stream-state.ts';
import type { StreamState } from './stream-state.ts';

/** The origin grows at least once a second, by the feed's heartbeat. A mirror that is behind and makes no progress for this long is stuck. In milliseconds. */
const STUCK_AFTER_MS = 1_800;
/** A mirror that lost its origin resumes by itself: with three brokers a site within 6.5 s (docs/adr/0002). In milliseconds. */
const RESUMES_WITHIN_MS = 8_000;
/** Both sides are sampled twice a second, at different moments. A difference that lasts this long is not an artefact of sampling. In milliseconds. */
const CONFIRMED_AFTER_MS = 700;
/** A mirror is behind when it has not reached where the origin was this long ago, in milliseconds ... */
const BEHIND_MS = 5_000;
/** ... and its lag has not shrunk over this time, in milliseconds. */
const BEHIND_OVER_MS = 10_000;

/** The state of a stream at both sites at one moment. */
export interface MirrorObservation {
  /** Monotonic, in milliseconds. */
  readonly now: number;
  /** In milliseconds since the Unix epoch. */
  readonly time: number;
  readonly isLinkUp: boolean;
  /** Whether an operator has paused the bridge that fills the mirror. Then it is behind on purpose, and no repair could fill it. */
  readonly isPaused: boolean;
  /** `null` while it cannot be reached. */
  readonly mirror: StreamState | null;
  /** From the last status of the origin's bridge service; `null` when that is too old. */
  readonly origin: StreamState | null;
  /** Creation time of the origin that the mirror was started from, in milliseconds since the Unix epoch; `null` when not recorded. */
  readonly copies: number | null;
}

export interface MirrorFinding {
  /** Messages that the mirror is behind; `null` while unknown. */
  readonly lag: number | null;
  readonly alarm: Omit<BridgeAlarm, 'action'> | null;
  /** The repair that the mirror needs: to resume, or to be refilled from its first message. */
  readonly needs: 'resume' | 'refill' | null;
  /** Whether the mirror may be recreated: the origin has every message that the mirror holds, apart from those that the origin's limits dropped. */
  readonly mayRebuild: boolean;
}

interface Problem {
  readonly text: string;
  readonly missing: number;
}
type Problems = Partial<Record<BridgeAlarm['code'], Problem>>;

/** The most urgent first: a stream shows one alarm. */
const ORDER = ['stuck', 'origin-anew', 'mirror-purged', 'origin-purged', 'expired', 'behind'] as const;

/** Compares a mirror with its origin over time, by the status of both bridge services. Pure. */
export class MirrorWatch {
  readonly #newestPerSubject: boolean;
  readonly #since = new Map<BridgeAlarm['code'], { readonly now: number; readonly time: number }>();
  /** The last observation in which both sides were known. */
  #before: { readonly mirror: StreamState; readonly origin: StreamState } | null = null;
  /** Problems with the stored messages. They stay while a side cannot be reached. */
  #lasting: Problems = {};
  #needsRefill = false;
  /** The mirror's last message when its origin was found to be another stream, or to have lower sequence numbers than before. */
  #diverged: { readonly at: number; readonly back: number } | null = null;
  /** The mirror's last message when it last had no hole that is not explained; `null` before that is known. */
  #wholeAt: number | null = null;
  /** Messages that the origin no longer had before the mirror received them. */
  #gap: { readonly missing: number; readonly until: number; readonly code: 'expired' | 'origin-purged' } | null = null;
  /** The highest sequence number that the mirror ever held of its origin. */
  #held = 0;
  #linkUpAt: number | null = null;
  #wasLinkUp = true;
  /** Since when the mirror has been behind without progress. */
  #halt: { readonly since: number; readonly lastSeq: number; readonly created: number } | null = null;
  #samples: { readonly now: number; readonly origin: number; readonly mirror: number }[] = [];

  constructor({ newestPerSubject }: { readonly newestPerSubject: boolean }) {
    this.#newestPerSubject = newestPerSubject;
  }

  observe(observation: MirrorObservation): MirrorFinding {
    const { mirror, origin, isLinkUp, now } = observation;
    if (isLinkUp && !this.#wasLinkUp) this.#linkUpAt = now;
    this.#wasLinkUp = isLinkUp;
    if (mirror === null || origin === null) {
      this.#halt = null;
      this.#samples = [];
      return { lag: null, alarm: this.#choose(observation, this.#lasting), needs: null, mayRebuild: false };
    }
    const isOtherStream = this.#compare(mirror, origin, observation.copies);
    this.#before = { mirror, origin };
    const flow: Problems = isOtherStream ? {} : this.#flow(observation, mirror, origin);
    const alarm = this.#choose(observation, { ...this.#lasting, ...flow });
    const originIsWhole = !('origin-anew' in this.#lasting) && !('origin-purged' in this.#lasting);
    return {
      lag: isOtherStream ? null : Math.max(0, origin.lastSeq - mirror.lastSeq),
      alarm,
      needs: observation.isPaused
        ? null
        : 'stuck' in flow && this.#isConfirmed('stuck', now)
          ? 'resume'
          : this.#needsRefill && this.#isConfirmed('mirror-purged', now)
            ? 'refill'
            : null,
      mayRebuild:
        isLinkUp &&
        originIsWhole &&
        (this.#newestPerSubject || mirror.firstSeq >= origin.firstSeq || mirror.messages === 0 || isFull(origin)),
    };
  }

  /** Compares the messages of both. Returns whether the origin is another stream than the one that the mirror was started from. */
  #compare(mirror: StreamState, origin: StreamState, copies: number | null): boolean {
    const before = this.#before;
    const isRebuilt = before !== null && before.mirror.created !== mirror.created;
    if (isRebuilt) {
      this.#gap = null;
      this.#wholeAt = null;
      this.#diverged = null;
    }
    const problems: Problems = {};
    this.#lasting = problems;
    this.#needsRefill = false;
    if (copies !== null && copies !== origin.created) {
      this.#diverged ??= { at: before?.mirror.lastSeq ?? mirror.lastSeq, back: origin.firstSeq - 1 };
      this.#held = 0;
      const [then, since] = [copies, origin.created].map((time) => new Date(time).toISOString());
      const missing = this.#overwritten(mirror, origin, this.#diverged);
      problems['origin-anew'] = {
        text: `the origin was recreated at ${since}: the mirror holds messages of the one created at ${then}, and misses the first ${missing} of the new one`,
        missing,
      };
      return true;
    }
    // The mirror was rebuilt from a recreated origin.
    if (isRebuilt && before.origin.created !== origin.created) this.#held = 0;
    if (before !== null && !isRebuilt && origin.lastSeq < before.origin.lastSeq) {
      this.#diverged ??= { at: mirror.lastSeq, back: origin.lastSeq };
    }
    if (this.#diverged !== null) {
      const { at, back } = this.#diverged;
      const missing = this.#overwritten(mirror, origin, this.#diverged);
      problems['origin-anew'] = {
        text: `the origin went back to message ${back}, but the mirror holds messages up to ${at}: it misses the ${missing} that replaced them`,
        missing,
      };
    }
    if (this.#newestPerSubject) this.#compareCounts(mirror, origin, problems);
    else this.#compareRanges(mirror, origin, problems);
    this.#held = Math.max(this.#held, mirror.lastSeq);
    return false;
  }

  /** For a stream that keeps only the newest message of each subject: its message count never shrinks. */
  #compareCounts(mirror: StreamState, origin: StreamState, problems: Problems): void {
    if (origin.lastSeq >= mirror.lastSeq && origin.messages < mirror.messages) {
      problems['origin-purged'] = {
        text: `messages were removed from the origin: it has ${origin.messages}, the mirror ${mirror.messages}`,
        missing: 0,
      };
    }
    const missing = origin.messages - mirror.messages;
    const isRefilling = mirror.lastSeq < Math.min(this.#held, origin.lastSeq);
    if (missing > 0 && (isRefilling || mirror.lastSeq >= origin.lastSeq)) {
      problems['mirror-purged'] = { text: `the mirror has lost ${missing} messages`, missing };
      this.#needsRefill = !isRefilling;
    }
  }

  /** For a stream that keeps every message within its limits: no number between its first and its last is missing. */
  #compareRanges(mirror: StreamState, origin: StreamState, problems: Problems): void {
    const before = this.#before;
    if (this.#gap !== null && mirror.firstSeq > this.#gap.until) this.#gap = null;
    const isEmpty = mirror.lastSeq === 0;
    // The mirror may be past a gap before the origin's status shows it.
    const wasAt = this.#wholeAt ?? before?.mirror.lastSeq ?? mirror.lastSeq;
    const skipped = isEmpty || wasAt === 0 ? 0 : origin.firstSeq - wasAt - 1;
    if (skipped > 0 && (this.#gap === null || this.#gap.until < origin.firstSeq - 1)) {
      const earlier = this.#gap === null || this.#gap.until >= wasAt ? 0 : this.#gap.missing;
      this.#gap = {
        missing: earlier + skipped,
        until: origin.firstSeq - 1,
        code: isFull(origin) ? 'expired' : 'origin-purged',
      };
    }
    const gap = this.#gap?.missing ?? 0;
    if (this.#gap?.code === 'expired') {
      problems.expired = {
        text: `${gap} messages expired at the origin before the mirror had received them`,
        missing: gap,
      };
    }
    const isCut = mirror.messages > 0 && origin.firstSeq > mirror.firstSeq && !isFull(origin);
    const originHoles = holesOf(origin) - holesOf(mirror);
    if (isCut || originHoles > 0 || this.#gap?.code === 'origin-purged') {
      const missing = this.#gap?.code === 'origin-purged' ? gap : 0;
      problems['origin-purged'] = {
        text: `messages were removed from the origin, not by its limits: it begins at ${origin.firstSeq} and has ${origin.messages}; the mirror misses ${missing}`,
        missing,
      };
    }
    const refilling = Math.min(this.#held, origin.lastSeq) - mirror.lastSeq;
    const atStart = isEmpty || isFull(mirror) ? 0 : Math.min(mirror.firstSeq - 1, origin.lastSeq) - origin.firstSeq + 1;
    // A mirror of a purged or truncated origin has the same holes.
    const inside = holesOf(mirror) - Math.max(0, holesOf(origin)) - gap;
    if (inside <= 0) this.#wholeAt = mirror.lastSeq;
    const fromAfar = origin.firstSeq - mirror.firstSeq;
    if (inside > 0 && before === null && inside < fromAfar) {
      problems.expired = {
        text: `the mirror misses ${inside} messages that the origin no longer has`,
        missing: inside,
      };
      this.#gap = { missing: inside, until: origin.firstSeq - 1, code: 'expired' };
      return;
    }
    const missing = Math.max(0, refilling) + Math.max(0, atStart) + Math.max(0, inside);
    if (missing === 0) return;
    problems['mirror-purged'] = { text: `the mirror has lost ${missing} messages`, missing };
    this.#needsRefill = refilling <= 0;
  }

  /** How many sequence numbers hold a different message at the origin than at the mirror. */
  #overwritten(mirror: StreamState, origin: StreamState, { at, back }: { at: number; back: number }): number {
    if (this.#newestPerSubject) return Math.max(0, origin.messages - Math.max(0, mirror.lastSeq - at));
    return Math.max(0, Math.min(origin.lastSeq, at) - Math.max(back, origin.firstSeq - 1));
  }

  /** Problems with the flow of messages. */
  #flow({ now, isLinkUp, isPaused }: MirrorObservation, mirror: StreamState, origin: StreamState): Problems {
    const lag = origin.lastSeq - mirror.lastSeq;
    if (!isLinkUp || isPaused || lag <= 0) {
      this.#halt = null;
      this.#samples = [];
      return {};
    }
    if (this.#halt?.created !== mirror.created) this.#samples = [];
    if (this.#halt?.lastSeq !== mirror.lastSeq || this.#halt.created !== mirror.created) {
      this.#halt = { since: now, lastSeq: mirror.lastSeq, created: mirror.created };
    }
    const resuming = this.#linkUpAt !== null && this.#halt.since - this.#linkUpAt < RESUMES_WITHIN_MS;
    const patience = resuming ? RESUMES_WITHIN_MS : STUCK_AFTER_MS;
    const where = `the mirror is at ${mirror.lastSeq}, the origin at ${origin.lastSeq}`;
    if (now - this.#halt.since >= patience) {
      return { stuck: { text: `the mirror receives nothing while the link is up: ${where}`, missing: lag } };
    }
    this.#samples.push({ now, origin: origin.lastSeq, mirror: mirror.lastSeq });
    while (now - (this.#samples[1]?.now ?? now) >= BEHIND_OVER_MS) this.#samples.shift();
    const [oldest] = this.#samples;
    const then = this.#samples.findLast((sample) => now - sample.now >= BEHIND_MS);
    const isBehind =
      oldest !== undefined &&
      now - oldest.now >= BEHIND_OVER_MS &&
      then !== undefined &&
      then.origin > mirror.lastSeq &&
      lag >= oldest.origin - oldest.mirror;
    return isBehind ? { behind: { text: `the mirror does not catch up: ${where}`, missing: lag } } : {};
  }

  /** The most urgent of the confirmed problems. Its `missing` is the sum over all of them. */
  #choose({ now, time }: MirrorObservation, problems: Problems): MirrorFinding['alarm'] {
    for (const code of ORDER) {
      if (problems[code] === undefined) this.#since.delete(code);
      else if (!this.#since.has(code)) this.#since.set(code, { now, time });
    }
    const confirmed = ORDER.filter((code) => this.#isConfirmed(code, now));
    const [code] = confirmed;
    const problem = code === undefined ? undefined : problems[code];
    const since = code === undefined ? undefined : this.#since.get(code);
    if (code === undefined || problem === undefined || since === undefined) return null;
    const missing = confirmed.reduce((sum, other) => sum + (problems[other]?.missing ?? 0), 0);
    return { code, since: since.time, text: problem.text, missing };
  }

  #isConfirmed(code: BridgeAlarm['code'], now: number): boolean {
    const since = this.#since.get(code);
    if (since === undefined) return false;
    // These were confirmed before they were reported.
    return code === 'stuck' || code === 'behind' || code === 'origin-anew' || now - since.now >= CONFIRMED_AFTER_MS;
  }
}
