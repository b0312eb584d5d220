import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** A logger of JSON lines on standard output, each with the service's name. */
export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime });
}
