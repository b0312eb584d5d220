export * from './check.ts';
export * from './clock-text.ts';
export * from './events.ts';
export * from './front-door.ts';
export * from './gap.ts';
export * from './heartbeat.ts';
export * from './instrument.ts';
export * from './quote-account.ts';
export * from './limits.ts';
export * from './message.ts';
export * from './quote.ts';
// Types only. k6 never returns from loading a module without any code.
export type * from './instrument-details.ts';
export type * from './relocation.ts';
export * from './subjects.ts';
export * from './ticker.ts';
export * from './tuple.ts';
export * from './version.ts';
