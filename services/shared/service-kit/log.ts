import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** A logger that writes JSON lines to standard output, each with the service's name. */
export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime });
}
