import { expect, it } from 'vitest';
import { clientsOf, sharesOf } from './metrics.ts';

it('counts the clients of a gateway', () => {
  expect(clientsOf('# HELP x\ngateway_clients{service="gateway",site="cloud"} 14\n')).toBe(14);
  expect(clientsOf('gateway_clients_total 14\n')).toBeNull();
});

it('reads the shares of the sites from a front door', () => {
  const metrics = [
    'front_door_weight{site="cloud",upstream="api",service="front-door"} 90',
    'front_door_weight{site="onprem",upstream="api",service="front-door"} 10',
    'front_door_site_up{site="onprem",upstream="api",service="front-door"} 1',
  ].join('\n');
  expect(sharesOf(metrics)).toEqual([
    { service: 'api', site: 'cloud', weight: 90 },
    { service: 'api', site: 'onprem', weight: 10 },
  ]);
});
