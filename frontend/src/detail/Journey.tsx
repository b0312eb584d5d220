import { useEffect, useState } from 'react';
import { formatExactTime } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { journeyOf } from './journey.ts';
import type { Traced } from './journey.ts';
import { traceQuotes } from './trace-quotes.ts';

export function Journey({ desk, symbol }: { readonly desk: Desk; readonly symbol: string }) {
  const [traced, setTraced] = useState<Traced | null>(null);
  useEffect(() => traceQuotes(desk, symbol, setTraced), [desk, symbol]);
  return (
    <section className="detail-part" aria-label="A quote's journey">
      <h3>A quote’s journey</h3>
      {traced === null ? (
        <p className="note">Waiting for the next quote</p>
      ) : (
        <ol className="journey" data-testid="journey">
          {journeyOf(traced).map(({ name, at, took, note }, index) => (
            <li key={index} data-timed={at !== null}>
              <span className="journey-name">{name}</span>
              <span className="journey-note soft">{note}</span>
              <span className="journey-at">{at === null ? '' : formatExactTime(at)}</span>
              <span className="journey-took">
                {took === null ? '' : `${took < 0 ? '−' : '+'}${Math.abs(took).toFixed(0)} ms`}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="note">
        The first three by the clocks on-prem, the rest by the gateway’s: what they differ by is in it.
      </p>
    </section>
  );
}
