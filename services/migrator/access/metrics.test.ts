import { expect, it } from 'vitest';
import { requestCounters } from './front-door.ts';
import { parseMetrics, valueOf } from './metrics.ts';

const PAGE = `# HELP front_door_requests_total Requests
# TYPE front_door_requests_total counter
front_door_requests_total{site="cloud",upstream="api",code="200",service="front-door"} 7
front_door_requests_total{site="cloud",upstream="gateway",code="101",service="front-door"} 2
front_door_requests_total{site="none",upstream="api",code="503",service="front-door"} 1
bridge_mirror_lag_messages{stream="QUOTES"} NaN
up 1.5e3
`;

it('reads samples with and without labels, and counts what is unknown as unknown', () => {
  const samples = parseMetrics(PAGE);
  expect(samples).toHaveLength(5);
  expect(valueOf(samples, 'up')).toBe(1_500);
  expect(valueOf(samples, 'front_door_requests_total', { upstream: 'gateway' })).toBe(2);
  expect(valueOf(samples, 'bridge_mirror_lag_messages', { stream: 'QUOTES' })).toBeNull();
  expect(valueOf(samples, 'down')).toBeNull();
});

it('counts the requests of each site, those that failed apart', () => {
  expect(Object.fromEntries(requestCounters(parseMetrics(PAGE)))).toEqual({ 'cloud|ok': 9, 'none|failed': 1 });
});
