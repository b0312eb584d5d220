import type { MigrationRequest } from './migration.ts';

/** A request of a test. */
export function request(more: Partial<MigrationRequest> = {}): MigrationRequest {
  return {
    services: ['api', 'gateway'],
    from: 'onprem',
    to: 'cloud',
    canary: [10, 100],
    holdMs: 0,
    keepSource: false,
    relocateMs: 0,
    deadlineMs: 0,
    breachAfterMs: null,
    ...more,
  };
}
