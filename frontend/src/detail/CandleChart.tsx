import { tickerOf } from '@quotebridge/contracts/wire';
import { CandlestickSeries, createChart } from 'lightweight-charts';
import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef, useState } from 'react';
import type { Interval } from '../api.ts';
import type { Desk } from '../desk.ts';
import { INTERVALS } from '../trends/intervals.ts';
import type { Bar } from './candle-series.ts';
import { chartLook } from './chart-look.ts';
import { chartTime } from './chart-time.ts';
import { followCandles } from './follow-candles.ts';
import detailCss from './Detail.module.css';
import ui from '../ui/ui.module.css';
import { join } from '../ui/join.ts';

/** How many candles are visible at first. */
const SHOWN = 90;

interface Drawn {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick'>;
}

interface CandleChartProps {
  readonly desk: Desk;
  readonly symbol: string;
  readonly digits: number;
  readonly isStale: boolean;
}

export function CandleChart({ desk: { api, queries, session }, symbol, digits, isStale }: CandleChartProps) {
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
    setDrawn({ chart, series });
    return () => {
      setDrawn(null);
      chart.remove();
    };
  }, [digits]);

  useEffect(() => {
    const element = box.current;
    if (drawn === null || element === null) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const look = () => {
      const { chart, series } = chartLook(getComputedStyle(element), isStale);
      drawn.chart.applyOptions(chart);
      drawn.series.applyOptions(series);
    };
    look();
    dark.addEventListener('change', look);
    return () => dark.removeEventListener('change', look);
  }, [drawn, isStale]);

  useEffect(() => {
    if (drawn === null) return undefined;
    const { chart, series } = drawn;
    chart.applyOptions(chartTime(interval === '1d'));
    chart.timeScale().applyOptions({ secondsVisible: INTERVALS[interval] < 60_000 });
    series.setData([]);
    return followCandles({ api, queries, session }, symbol, interval, {
      all: (bars, isFirst) => {
        series.setData(bars.map(toPoint));
        if (!isFirst) return;
        chart.timeScale().setVisibleLogicalRange({ from: Math.max(-1, bars.length - SHOWN), to: bars.length + 3 });
      },
      newest: (bar) => series.update(toPoint(bar)),
      problem: setProblem,
    });
  }, [drawn, api, queries, session, symbol, interval]);

  return (
    <section className={detailCss.part} aria-label="Candles">
      <div className={detailCss.tabs} role="group" aria-label="Length of a candle">
        {(Object.keys(INTERVALS) as Interval[]).map((each) => (
          <button
            key={each}
            type="button"
            className={ui.tab}
            aria-pressed={each === interval}
            onClick={() => setInterval_(each)}
          >
            {each}
          </button>
        ))}
        <span className={join(ui.note, detailCss.note)} role="status">
          {problem}
        </span>
      </div>
      <div
        ref={box}
        className={detailCss.chart}
        data-testid="chart"
        role="group"
        aria-label={`${tickerOf(symbol)}, candles of ${interval}`}
      />
    </section>
  );
}

function toPoint({ start, open, high, low, close }: Bar) {
  return { time: (start / 1_000) as UTCTimestamp, open, high, low, close };
}
