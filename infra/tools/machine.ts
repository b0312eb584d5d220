import { availableParallelism, loadavg } from 'node:os';

/** In words: how much there is to run on, and how much of it others took just before. */
export function describeMachine(): string {
  return `${availableParallelism()} cores, load average before the start ${loadavg()[0]?.toFixed(1)}`;
}
