import { useEffect, useState } from 'react';
import { formatExactTime } from '../board/format.ts';
import type { Desk } from '../desk.ts';
import { journeyOf } from './journey.ts';
import type { Traced } from './journey.ts';
import { traceQuotes } from './trace-quotes.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

export function Journey({ desk, symbol }: { readonly desk: Desk; readonly symbol: string }) {
  const [traced, setTraced] = useState<Traced | null>(null);
  useEffect(() => traceQuotes(desk, symbol, setTraced), [desk, symbol]);
  return (
    <section className={detailCss.part} aria-label="A quote's journey">
      <h3>A quote’s journey</h3>
      {traced === null ? (
        <p className={join(ui.note, detailCss.note)}>Waiting for the next quote</p>
      ) : (
        <ol className={detailCss.journey} data-testid="journey">
          {journeyOf(traced).map(({ name, at, took, note }, index) => (
            <li key={index} data-timed={at !== null}>
              <span className={detailCss.stepName}>{name}</span>
              <span className={join(detailCss.stepNote, ui.soft)}>{note}</span>
              <span>{at === null ? '' : formatExactTime(at)}</span>
              <span className={detailCss.stepTook}>
                {took === null ? '' : `${took < 0 ? '−' : '+'}${Math.abs(took).toFixed(0)} ms`}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className={join(ui.note, detailCss.note)}>
        The first three times are from on-prem clocks, the rest from the gateway’s clock: durations across them include
        the clock offset.
      </p>
    </section>
  );
}
