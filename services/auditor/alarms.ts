import type { AuditAlarm, AuditComparison, AuditTotals } from '@quotebridge/contracts';

/** What the audit found up to a moment. */
export interface Findings {
  /** In milliseconds since the Unix epoch. */
  readonly time: number;
  /** The first message that the stream still holds, and the last one audited. */
  readonly first: number;
  readonly position: number;
  readonly totals: Pick<AuditTotals, 'missing' | 'conflicting'>;
  readonly comparisons: readonly AuditComparison[];
}

interface Raised {
  readonly since: number;
  /** The message up to which it was last found. */
  readonly position: number;
  readonly count: number;
}

type Counted = keyof Findings['totals'];

/**
 * Raises the alarms of the audit: what counts of messages cannot show. What the sequence lacks stays an alarm for as long as the stream reaches back to where it
 * was found. Pure.
 */
export class AuditAlarms {
  readonly #raised = new Map<Counted, Raised>();
  readonly #counts: Record<Counted, number> = { missing: 0, conflicting: 0 };
  #differsSince: number | null = null;

  observe(findings: Findings): AuditAlarm[] {
    const { time, comparisons } = findings;
    const differing = comparisons.flatMap(({ site, differences }) =>
      differences.filter(({ surplus }) => surplus === 0).map((difference) => ({ site, ...difference })),
    );
    this.#differsSince = differing.length === 0 ? null : (this.#differsSince ?? time);
    const lost = this.#follow('missing', findings);
    const conflicting = this.#follow('conflicting', findings);
    return [
      ...differing.slice(0, 1).map(({ site, after, through }) => ({
        code: 'content-differs' as const,
        since: this.#differsSince ?? time,
        text: `messages ${after + 1} to ${through} are others than at ${site}, though as many`,
        missing: 0,
      })),
      ...(lost === null
        ? []
        : [
            {
              code: 'quotes-lost' as const,
              since: lost.since,
              text: `${lost.count} quotes are missing in the stream, the last one before message ${lost.position}`,
              missing: lost.count,
            },
          ]),
      ...(conflicting === null
        ? []
        : [
            {
              code: 'quotes-conflict' as const,
              since: conflicting.since,
              text: `${conflicting.count} quotes were stored again with other content, the last one before message ${conflicting.position}`,
              missing: 0,
            },
          ]),
    ];
  }

  #follow(counted: Counted, { time, first, position, totals }: Findings): Raised | null {
    const more = totals[counted] - this.#counts[counted];
    this.#counts[counted] = totals[counted];
    const before = this.#raised.get(counted);
    const count = (before?.count ?? 0) + more;
    if (more > 0) this.#raised.set(counted, { since: before?.since ?? time, position, count });
    else if (before !== undefined && (before.position < first || count <= 0)) this.#raised.delete(counted);
    else if (before !== undefined) this.#raised.set(counted, { ...before, count });
    return this.#raised.get(counted) ?? null;
  }
}
