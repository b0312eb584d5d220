import { CandlestickSeries, createChart } from 'lightweight-charts';
import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef, useState } from 'react';
import type { Interval } from '../api.ts';
import type { Desk } from '../desk.ts';
import { INTERVALS } from '../trends/intervals.ts';
import { barOf, grown } from './candle-series.ts';
import type { Bar } from './candle-series.ts';
import { chartLook } from './chart-look.ts';

const CANDLES = 240;
/** Folded quotes can hide a high or a low: the newest candles are read again this often. */
const AGAIN_AFTER_MS = 10_000;
const ANSWER_WITHIN_MS = 10_000;
const AGAIN = 3;

interface Drawn {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick'>;
}

interface CandleChartProps {
  readonly desk: Desk;
  readonly symbol: string;
  readonly digits: number;
}

export function CandleChart({ desk: { api, session }, symbol, digits }: CandleChartProps) {
  const [interval, setInterval_] = useState<Interval>('5s');
  const [problem, setProblem] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const chart = createChart(element, { autoSize: true });
    const series = chart.addSeries(CandlestickSeries, {
      priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits },
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const look = () => {
      const { chart: options, series: colours } = chartLook(getComputedStyle(element));
      chart.applyOptions(options);
      series.applyOptions(colours);
    };
    look();
    dark.addEventListener('change', look);
    setDrawn({ chart, series });
    return () => {
      dark.removeEventListener('change', look);
      setDrawn(null);
      chart.remove();
    };
  }, [digits]);

  useEffect(() => {
    if (drawn === null) return undefined;
    const { chart, series } = drawn;
    const length = INTERVALS[interval];
    const stop = new AbortController();
    let newest: Bar | undefined;
    const put = (bar: Bar) => {
      newest = bar;
      series.update(toPoint(bar));
    };
    const read = async (limit: number) => {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      try {
        const bars = (await api.candles(symbol, interval, limit, signal)).map(barOf);
        if (limit === CANDLES) {
          series.setData(bars.map(toPoint));
          chart.timeScale().applyOptions({ secondsVisible: length < 60_000 });
          chart.timeScale().setVisibleLogicalRange({ from: bars.length - 90, to: bars.length + 3 });
          newest = bars.at(-1);
        } else {
          for (const bar of bars) if (newest !== undefined && bar.start >= newest.start) put(bar);
        }
        setProblem(bars.length === 0 ? 'Nothing was traded in this time.' : '');
      } catch {
        if (!stop.signal.aborted) setProblem('The candles cannot be read now.');
      }
    };
    void read(CANDLES);
    const again = setInterval(() => void read(newest === undefined ? CANDLES : AGAIN), AGAIN_AFTER_MS);
    const deaf = session.listen((quote) => {
      if (quote.symbol !== symbol || newest === undefined) return;
      const bar = grown(newest, Number(quote.last), quote.published, length);
      if (bar !== null) put(bar);
    });
    return () => {
      stop.abort();
      clearInterval(again);
      deaf();
    };
  }, [drawn, api, session, symbol, interval]);

  return (
    <section className="detail-part" aria-label="Candles">
      <div className="detail-tabs" role="group" aria-label="Length of a candle">
        {(Object.keys(INTERVALS) as Interval[]).map((each) => (
          <button
            key={each}
            type="button"
            className="tab"
            aria-pressed={each === interval}
            onClick={() => setInterval_(each)}
          >
            {each}
          </button>
        ))}
        <span className="note" role="status">
          {problem}
        </span>
      </div>
      <div
        ref={box}
        className="chart"
        data-testid="chart"
        role="group"
        aria-label={`${symbol}, candles of ${interval}`}
      />
    </section>
  );
}

function toPoint({ start, ...prices }: Bar) {
  return { time: (start / 1_000) as UTCTimestamp, ...prices };
}
