/**
 * The clients of the fan-out, for a long time. The receiver beside them watches, minute by minute, whether memory and latency drift.
 */
export { clients, handleSummary, options, setup } from './03-fanout.ts';
