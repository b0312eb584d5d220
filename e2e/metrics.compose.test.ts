import { freePort } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeProject, type ComposeProject } from './compose-project.ts';

/** The ports' variables in compose.metrics.yml. */
const VARIABLES = [
  'METRICS_FEED',
  'METRICS_BRIDGE_ONPREM',
  'METRICS_BRIDGE_CLOUD',
  'METRICS_AUDITOR_ONPREM',
  'METRICS_AUDITOR_CLOUD',
  'METRICS_REFDATA',
  'METRICS_API',
  'METRICS_GATEWAY',
];
const OPTIONS = ['--file', 'docker-compose.yml', '--file', 'infra/docker/compose.metrics.yml', '--profile', 'light'];

describe('docker compose with compose.metrics.yml', () => {
  const ports: Record<string, string> = {};
  let project: ComposeProject;
  const tearDown = () => project.compose(...OPTIONS, 'down', '--volumes');

  beforeAll(async () => {
    for (const variable of VARIABLES) ports[variable] = String(await freePort());
    project = composeProject('quotebridge-test-metrics', await freePort(), ports);
    // What a run left that was killed.
    await tearDown();
    await project.npm('images');
    await project.compose(...OPTIONS, 'up', '--detach', '--wait');
  });
  afterAll(tearDown);

  it('publishes the metrics of every service', async () => {
    const scraped = await Promise.all(
      Object.entries(ports).map(async ([variable, port]) => {
        const response = await fetch(`http://127.0.0.1:${port}/metrics`);
        return [variable, response.status, (await response.text()).includes('process_cpu_seconds_total')];
      }),
    );
    expect(scraped).toEqual(VARIABLES.map((variable) => [variable, 200, true]));
  });
});
