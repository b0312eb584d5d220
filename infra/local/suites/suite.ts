/** One project of vitest.config.ts. */
export interface Suite {
  readonly name: 'unit' | 'integration' | 'openapi' | 'browser';
  readonly needs: readonly Need[];
}

export type Need = 'nats-server' | 'schemathesis' | 'chromium';

export const SUITES: readonly Suite[] = [
  { name: 'unit', needs: [] },
  { name: 'integration', needs: ['nats-server'] },
  { name: 'openapi', needs: ['nats-server', 'schemathesis'] },
  { name: 'browser', needs: ['nats-server', 'chromium'] },
];

export interface Result {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run though their suite did. */
  readonly skipped: number;
}
