import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import uPlot from 'uplot';
import { formatTime } from '../board/format.ts';
import { useWidth } from '../board/use-width.ts';
import { outagesOf } from './history.ts';
import type { History, Sample } from './history.ts';
import 'uplot/dist/uPlot.min.css';
import stripsCss from './TimeStrips.module.css';

const HEIGHT = 84;
const SHOWN_S = 300;

interface StripSpec {
  readonly id: string;
  readonly title: string;
  /** The names of CSS variables, and what is drawn in their colour. */
  readonly lines: readonly { readonly color: string; readonly read: (sample: Sample) => number | null }[];
}

const STRIPS: readonly StripSpec[] = [
  { id: 'held', title: 'held', lines: [{ color: '--warn-text', read: ({ held }) => held }] },
  { id: 'lag', title: 'lag of the mirror, quotes', lines: [{ color: '--accent', read: ({ lag }) => lag }] },
  {
    id: 'rates',
    title: 'delivered per second',
    lines: [{ color: '--up', read: ({ delivered }) => delivered }],
  },
];

/** Held, lag and delivered on one time axis; outages are shaded. The ledger has the same numbers as text. */
export function TimeStrips({ history }: { readonly history: History }) {
  const samples = useSyncExternalStore(history.subscribe, history.get);
  return (
    <div className={stripsCss.strips} data-testid="time-strips">
      {STRIPS.map((spec) => (
        <TimeStrip key={spec.id} spec={spec} samples={samples} read={history.get} />
      ))}
    </div>
  );
}

interface TimeStripProps {
  readonly spec: StripSpec;
  readonly samples: readonly Sample[];
  /** The newest samples, when it draws. */
  readonly read: () => readonly Sample[];
}

function TimeStrip({ spec, samples, read }: TimeStripProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const width = useWidth(frame);
  const data = useMemo<uPlot.AlignedData>(
    () => [samples.map(({ time }) => time / 1_000), ...spec.lines.map((line) => samples.map(line.read))],
    [samples, spec],
  );
  useEffect(() => {
    const target = frame.current;
    if (target === null) return undefined;
    const created = new uPlot(optionsOf(spec, target, read), [[], ...spec.lines.map(() => [])], target);
    plot.current = created;
    return () => {
      plot.current = null;
      created.destroy();
    };
  }, [spec, read]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height: HEIGHT });
  }, [width]);
  useEffect(() => plot.current?.setData(data), [data]);
  const newest = samples.at(-1);
  return (
    <figure className={stripsCss.strip}>
      <figcaption className={stripsCss.title}>{spec.title}</figcaption>
      <div
        ref={frame}
        role="img"
        aria-label={`${spec.title}: now ${newest === undefined ? 'not known' : spec.lines.map((line) => Math.round(line.read(newest) ?? 0)).join(', ')}`}
      />
    </figure>
  );
}

function optionsOf(spec: StripSpec, target: HTMLElement, samples: () => readonly Sample[]): uPlot.Options {
  const color = (name: string) => getComputedStyle(target).getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: () => color('--ink-soft'),
    grid: { stroke: () => color('--rule'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
  return {
    width: 300,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 26, 0, 0],
    scales: {
      x: { time: true, range: (_plot, _min, max) => [max - SHOWN_S, max] },
      y: { range: (_plot, _min, max) => [0, Math.max(10, max * 1.1)] },
    },
    series: [
      {},
      ...spec.lines.map((line): uPlot.Series => ({
        stroke: () => color(line.color),
        width: 1.5,
        points: { show: false },
      })),
    ],
    axes: [
      { ...axis, size: 22, values: (_plot, times) => times.map((time) => formatTime(1_000 * time)) },
      { ...axis, size: 52, space: 24 },
    ],
    hooks: { drawClear: [(plot) => shadeOutages(plot, samples(), color('--hatch'))] },
  };
}

function shadeOutages(plot: uPlot, samples: readonly Sample[], color: string): void {
  const { left, top, width, height } = plot.bbox;
  plot.ctx.fillStyle = color;
  for (const { from, to } of outagesOf(samples)) {
    const [start, end] = [from, to].map((time) => plot.valToPos(time / 1_000, 'x', true));
    if (start === undefined || end === undefined || end < left) continue;
    const x = Math.max(left, start);
    plot.ctx.fillRect(x, top, Math.min(left + width, end) - x, height);
  }
}
