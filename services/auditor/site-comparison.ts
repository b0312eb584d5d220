import { compareMarks, fromMarkTuple } from '@quotebridge/contracts';
import type { AuditComparison, AuditMarks, Difference, Mark } from '@quotebridge/contracts';

/** More than that are joined with the last. */
const MAX_DIFFERENCES = 16;

/**
 * Compares this site's stream with that of another site, by the marks that both auditors made. A difference that was found stays, though marks become
 * sparse behind it, until one of the audits starts over or this one no longer holds what differs. Pure.
 */
export class SiteComparison {
  readonly #site: string;
  /** Identifies the other site's stream and audit. */
  #audit = '';
  #through: number | null = null;
  #differences: Difference[] = [];
  #last: Pick<AuditMarks, 'time' | 'position' | 'published'> = { time: 0, position: 0, published: 0 };

  constructor(site: string) {
    this.#site = site;
  }

  /** `marks`: this site's. What the other one had audited before the link was cut compares as well afterwards. */
  observe(marks: readonly Mark[], other: AuditMarks): void {
    const audit = `${other.created} ${other.since}`;
    if (audit !== this.#audit) {
      this.#audit = audit;
      this.#through = null;
      this.#differences = [];
    }
    this.#last = other;
    const { through, differences } = compareMarks(marks, other.marks.map(fromMarkTuple));
    const compared = this.#through;
    for (const difference of differences) {
      if (compared === null || difference.through > compared) this.#add(difference);
    }
    if (through !== null) this.#through = Math.max(through, compared ?? 0);
  }

  /** What this site's stream no longer holds differs no more. */
  dropBefore(firstPosition: number): void {
    this.#differences = this.#differences.filter(({ through }) => through >= firstPosition);
  }

  /** `published`: how many quotes were published as far as this site has them. */
  result(published: number): AuditComparison {
    const { time, position, published: theirs } = this.#last;
    return {
      site: this.#site,
      time,
      position,
      held: Math.max(0, published - theirs),
      through: this.#through,
      differences: this.#differences,
    };
  }

  #add(difference: Difference): void {
    const last = this.#differences.at(-1);
    if (last !== undefined && (last.through === difference.after || this.#differences.length === MAX_DIFFERENCES)) {
      const surplus = last.surplus + difference.surplus;
      this.#differences[this.#differences.length - 1] = { after: last.after, through: difference.through, surplus };
    } else {
      this.#differences.push(difference);
    }
  }
}
