export { FreshnessWatch } from './freshness.ts';
export * from './instruments.ts';
export * from './metrics.ts';
export * from './open.ts';
export * from './site-status.ts';
export { readStream } from './stream-reader.ts';
export { QuoteMerge } from './merge.ts';
export type { Entry } from './merge.ts';
export { VerdictTracker } from './verdict.ts';
