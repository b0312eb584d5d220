import type { ProcessFigures } from './processes.ts';
import type { AgeFigures } from '../receiver/ages.ts';
import { growthPerHour } from './trend.ts';

/** Memory that grows by no more than this an hour counts as steady: in MiB, and as a part of what there was. */
const DRIFT_MIB = 20;
const DRIFT_SHARE = 0.1;
/** In a shorter run, an hourly slope only shows when garbage was last collected. */
const SLOPE_SECONDS = 3_600;
/** p99 of the last quarter against the first: above it, latency drifts. */
const DRIFT_RATIO = 1.5;

export interface Drift {
  readonly name: string;
  readonly measured: string;
  /** `null` where it is unknown. */
  readonly ok: boolean | null;
}

/** Whether memory and latency of a soak drift. */
export function driftsOf(processes: readonly ProcessFigures[], parts: readonly AgeFigures[], seconds: number): Drift[] {
  const system = processes.filter(({ name }) => name !== 'k6' && name !== 'receiver');
  const memory = system.map(({ name, memory: readings }): Drift => {
    // What is allocated while clients connect is no drift.
    const later = readings
      .slice(Math.floor(readings.length / 2))
      .map((value, second) => ({ at: second * 1_000, value }));
    const slope = growthPerHour(later);
    const allowed = Math.max(DRIFT_MIB, DRIFT_SHARE * (later[0]?.value ?? 0));
    const ok = seconds < SLOPE_SECONDS ? null : slope <= allowed;
    return { name: `memory of ${name}`, measured: `${slope.toFixed(1)} MiB/h, allowed ${allowed.toFixed(0)}`, ok };
  });
  const nothing: Drift = { name: 'memory', measured: 'not measured: its processes are in containers', ok: null };
  return [...(memory.length === 0 ? [nothing] : memory), latencyDrift(parts)];
}

function latencyDrift(parts: readonly AgeFigures[]): Drift {
  const quarter = Math.max(1, Math.floor(parts.length / 4));
  const middle = (some: readonly AgeFigures[]) =>
    some.map(({ p99 }) => p99).toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
  const [first, last] = [middle(parts.slice(0, quarter)), middle(parts.slice(-quarter))];
  return {
    name: 'p99 age, last quarter against first',
    measured: `${last.toFixed(1)} / ${first.toFixed(1)} ms`,
    ok: last <= first * DRIFT_RATIO,
  };
}
