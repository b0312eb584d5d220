import type { BridgeAlarm } from '@quotebridge/contracts';
import { holesOf, isFull } from './stream-state.ts';
import type { StreamState } from './stream-state.ts';

/** The feed's heartbeat makes the origin grow once a second. Without progress for this long, a mirror that is behind is stuck. In milliseconds. */
const STUCK_AFTER_MS = 1_800;
/** A mirror that had lost its origin begins again by itself: with three brokers a site within 6.5 s (docs/adr/0002). In milliseconds. */
const RESUMES_WITHIN_MS = 8_000;
/** Both sides are looked at twice a second, at different moments. What holds for this long is no artefact of that. In milliseconds. */
const SURE_AFTER_MS = 700;
/** A mirror is behind when it lacks what the origin had this long ago, in milliseconds ... */
const BEHIND_MS = 5_000;
/** ... and lacks no less than this long ago, in milliseconds. */
const BEHIND_OVER_MS = 10_000;

/** What both bridge services say of a stream at one moment. */
export interface MirrorLook {
  /** Monotonic, in milliseconds. */
  readonly now: number;
  /** In milliseconds since the Unix epoch. */
  readonly time: number;
  readonly isLinkUp: boolean;
  /** `null` while it cannot be reached. */
  readonly mirror: StreamState | null;
  /** As the origin's bridge service last said; `null` when that is too old. */
  readonly origin: StreamState | null;
  /** When the origin was made that the mirror began to copy, in milliseconds since the Unix epoch; `null` when that is not recorded. */
  readonly copies: number | null;
}

export interface MirrorFinding {
  /** Messages that the mirror is behind; `null` while that is not known. */
  readonly lag: number | null;
  readonly alarm: Omit<BridgeAlarm, 'action'> | null;
  /** What would help: that the mirror goes on, or that it is filled from its first message on. */
  readonly needs: 'resume' | 'refill' | null;
  /** True when the origin has all that the mirror holds, or dropped the rest by its limits. Then a mirror may be made anew. */
  readonly mayRebuild: boolean;
}

interface Problem {
  readonly text: string;
  readonly missing: number;
}
type Problems = Partial<Record<BridgeAlarm['code'], Problem>>;

/** The most urgent first: a stream shows one alarm. */
const ORDER = ['stuck', 'origin-anew', 'mirror-purged', 'origin-purged', 'expired', 'behind'] as const;

/** Compares a mirror with its origin by what the bridge services of both sites say, over time. Pure. */
export class MirrorWatch {
  readonly #newestPerSubject: boolean;
  readonly #since = new Map<BridgeAlarm['code'], { readonly now: number; readonly time: number }>();
  /** Of the last look at which both sides were known. */
  #before: { readonly mirror: StreamState; readonly origin: StreamState } | null = null;
  /** What is wrong with the messages held. It stays wrong while a side cannot be reached. */
  #lasting: Problems = {};
  #needsRefill = false;
  /** The mirror's last message when its origin turned out to be another stream, or to have gone back. */
  #diverged: { readonly at: number; readonly back: number } | null = null;
  /** What was gone at the origin before the mirror had received it. */
  #gap: { readonly missing: number; readonly until: number; readonly code: 'expired' | 'origin-purged' } | null = null;
  /** The last message that the mirror ever held of its origin. */
  #held = 0;
  #linkUpAt: number | null = null;
  #wasLinkUp = true;
  /** Since when the mirror is behind and has made no progress. */
  #halt: { readonly since: number; readonly lastSeq: number; readonly created: number } | null = null;
  #samples: { readonly now: number; readonly origin: number; readonly mirror: number }[] = [];

  constructor({ newestPerSubject }: { readonly newestPerSubject: boolean }) {
    this.#newestPerSubject = newestPerSubject;
  }

  observe(look: MirrorLook): MirrorFinding {
    const { mirror, origin, isLinkUp, now } = look;
    if (isLinkUp && !this.#wasLinkUp) this.#linkUpAt = now;
    this.#wasLinkUp = isLinkUp;
    if (mirror === null || origin === null) {
      this.#halt = null;
      this.#samples = [];
      return { lag: null, alarm: this.#choose(look, this.#lasting), needs: null, mayRebuild: false };
    }
    const isAnew = this.#compare(mirror, origin, look.copies);
    this.#before = { mirror, origin };
    const flow: Problems = isAnew ? {} : this.#flow(look, mirror, origin);
    const alarm = this.#choose(look, { ...this.#lasting, ...flow });
    const originIsWhole = !('origin-anew' in this.#lasting) && !('origin-purged' in this.#lasting);
    return {
      lag: isAnew ? null : Math.max(0, origin.lastSeq - mirror.lastSeq),
      alarm,
      needs:
        'stuck' in flow && this.#isSure('stuck', now)
          ? 'resume'
          : this.#needsRefill && this.#isSure('mirror-purged', now)
            ? 'refill'
            : null,
      mayRebuild:
        isLinkUp &&
        originIsWhole &&
        (this.#newestPerSubject || mirror.firstSeq >= origin.firstSeq || mirror.messages === 0 || isFull(origin)),
    };
  }

  /** Compares what both hold. Answers whether the origin is another stream than the one that the mirror began with. */
  #compare(mirror: StreamState, origin: StreamState, copies: number | null): boolean {
    const before = this.#before;
    const isRebuilt = before !== null && before.mirror.created !== mirror.created;
    if (isRebuilt) {
      this.#gap = null;
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
        text: `the origin was made anew at ${since}: the mirror has messages of the one made at ${then}, and lacks the first ${missing} of the new one`,
        missing,
      };
      return true;
    }
    // The one that a mirror was filled from anew, too.
    if (isRebuilt && before.origin.created !== origin.created) this.#held = 0;
    if (before !== null && !isRebuilt && origin.lastSeq < before.origin.lastSeq) {
      this.#diverged ??= { at: mirror.lastSeq, back: origin.lastSeq };
    }
    if (this.#diverged !== null) {
      const { at, back } = this.#diverged;
      const missing = this.#overwritten(mirror, origin, this.#diverged);
      problems['origin-anew'] = {
        text: `the origin went back to message ${back}, but the mirror holds messages up to ${at}: it lacks the ${missing} that came in their place`,
        missing,
      };
    }
    if (this.#newestPerSubject) this.#compareCounts(mirror, origin, problems);
    else this.#compareRanges(mirror, origin, problems);
    this.#held = Math.max(this.#held, mirror.lastSeq);
    return false;
  }

  /** For a stream that keeps a subject's newest message only: it never has fewer messages than before. */
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
      problems['mirror-purged'] = { text: `the mirror lacks ${missing} messages that it held`, missing };
      this.#needsRefill = !isRefilling;
    }
  }

  /** For a stream that keeps all, within its limits: it has every message from its first to its last. */
  #compareRanges(mirror: StreamState, origin: StreamState, problems: Problems): void {
    const before = this.#before;
    if (this.#gap !== null && mirror.firstSeq > this.#gap.until) this.#gap = null;
    const isEmpty = mirror.lastSeq === 0;
    const wasAt = before?.mirror.lastSeq ?? mirror.lastSeq;
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
        text: `messages were removed from the origin which its limits would have kept: it begins at ${origin.firstSeq} and has ${origin.messages}; the mirror lacks ${missing}`,
        missing,
      };
    }
    const refilling = Math.min(this.#held, origin.lastSeq) - mirror.lastSeq;
    const atStart = isEmpty || isFull(mirror) ? 0 : Math.min(mirror.firstSeq - 1, origin.lastSeq) - origin.firstSeq + 1;
    // A mirror that is filled by a purged or shortened origin has its holes, too.
    const inside = holesOf(mirror) - Math.max(0, holesOf(origin)) - gap;
    const fromAfar = origin.firstSeq - mirror.firstSeq;
    if (inside > 0 && before === null && inside < fromAfar) {
      problems.expired = { text: `the mirror lacks ${inside} messages that the origin no longer has`, missing: inside };
      this.#gap = { missing: inside, until: origin.firstSeq - 1, code: 'expired' };
      return;
    }
    const missing = Math.max(0, refilling) + Math.max(0, atStart) + Math.max(0, inside);
    if (missing === 0) return;
    problems['mirror-purged'] = { text: `the mirror lacks ${missing} messages that it held`, missing };
    this.#needsRefill = refilling <= 0;
  }

  /** How many messages of the origin have numbers under which the mirror holds others. */
  #overwritten(mirror: StreamState, origin: StreamState, { at, back }: { at: number; back: number }): number {
    if (this.#newestPerSubject) return Math.max(0, origin.messages - Math.max(0, mirror.lastSeq - at));
    return Math.max(0, Math.min(origin.lastSeq, at) - Math.max(back, origin.firstSeq - 1));
  }

  /** Whether messages flow. */
  #flow({ now, isLinkUp }: MirrorLook, mirror: StreamState, origin: StreamState): Problems {
    const lag = origin.lastSeq - mirror.lastSeq;
    if (!isLinkUp || lag <= 0) {
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

  /** The most urgent of the problems that are sure. Its `missing` counts what all of them lack. */
  #choose({ now, time }: MirrorLook, problems: Problems): MirrorFinding['alarm'] {
    for (const code of ORDER) {
      if (problems[code] === undefined) this.#since.delete(code);
      else if (!this.#since.has(code)) this.#since.set(code, { now, time });
    }
    const sure = ORDER.filter((code) => this.#isSure(code, now));
    const [code] = sure;
    const problem = code === undefined ? undefined : problems[code];
    const since = code === undefined ? undefined : this.#since.get(code);
    if (code === undefined || problem === undefined || since === undefined) return null;
    const missing = sure.reduce((sum, other) => sum + (problems[other]?.missing ?? 0), 0);
    return { code, since: since.time, text: problem.text, missing };
  }

  #isSure(code: BridgeAlarm['code'], now: number): boolean {
    const since = this.#since.get(code);
    if (since === undefined) return false;
    // Those have waited already.
    return code === 'stuck' || code === 'behind' || code === 'origin-anew' || now - since.now >= SURE_AFTER_MS;
  }
}
