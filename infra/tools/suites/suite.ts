/** One project of vitest.config.ts. */
export interface Suite {
  readonly name:
    | 'unit'
    | 'manifests'
    | 'integration'
    | 'openapi'
    | 'python'
    | 'browser'
    | 'containers'
    | 'compose'
    | 'load'
    | 'kind';
  readonly needs: readonly Need[];
  /** What some of its tests need; without it they are skipped. */
  readonly uses?: readonly Need[];
}

export type Need = 'nats-server' | 'schemathesis' | 'client-python' | 'chromium' | 'docker' | 'k6' | 'kubectl' | 'kind';

export const SUITES: readonly Suite[] = [
  { name: 'unit', needs: [] },
  { name: 'manifests', needs: ['kubectl'] },
  { name: 'integration', needs: ['nats-server'] },
  { name: 'openapi', needs: ['nats-server', 'schemathesis'] },
  { name: 'python', needs: ['nats-server', 'client-python'] },
  { name: 'browser', needs: ['nats-server', 'chromium'] },
  { name: 'containers', needs: ['docker'] },
  { name: 'compose', needs: ['docker', 'chromium'] },
  { name: 'load', needs: ['nats-server', 'k6'], uses: ['chromium'] },
  { name: 'kind', needs: ['docker', 'kind', 'kubectl', 'chromium'] },
];

export interface Result {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run though their suite did. */
  readonly skipped: number;
  /** Each failure: the file, the test, and the first line of its message. */
  readonly failures: readonly string[];
  /** How long its run took. */
  readonly seconds: number;
}
