import { describe, expect, it } from 'vitest';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import { inventConsole } from '../states/invented-console.ts';
import { placeBoxes } from './place-boxes.ts';
import { boxText, topologyView } from './topology-view.ts';

const service = (name: string, site: string | null, more: Partial<ConsoleState['services'][number]> = {}) => {
  return { name, service: name.split('-on')[0]!, site, ready: true, wanted: true, clients: null, ...more };
};
const through = inventConsole(0, { phase: 'through' });
const state: ConsoleState = {
  ...through,
  services: [
    service('feed', 'onprem'),
    service('api', 'cloud'),
    service('gateway', 'cloud', { clients: 14 }),
    service('api-onprem', 'onprem', { ready: false, wanted: false }),
    service('front-door', null),
  ],
  brokers: [
    { name: 'onprem-1', site: 'onprem', ready: true, leads: true },
    { name: 'cloud-1', site: 'cloud', ready: true, leads: false },
    { name: 'cloud-2', site: 'cloud', ready: false, leads: null },
  ],
  shares: [
    { service: 'api', site: 'cloud', weight: 9 },
    { service: 'api', site: 'onprem', weight: 1 },
  ],
};
const box = (id: string, of = state) => topologyView(of).boxes.find((one) => one.id === id);
const link = (of: ConsoleState) => topologyView(of).connections.find(({ id }) => id === 'link');

describe('the topology', () => {
  it('has what is meant to run, by site, with the leader marked', () => {
    expect(topologyView(state).boxes.map(({ id }) => id)).toEqual([
      'feed-onprem',
      'brokers-onprem',
      'brokers-cloud',
      'api-cloud',
      'gateway-cloud',
      'front-door',
      'clients',
    ]);
    expect(box('brokers-onprem')?.members).toEqual([{ name: 'onprem-1', tone: 'good', note: 'leader' }]);
    expect(box('brokers-cloud')).toMatchObject({ tone: 'warn', members: [{}, { note: 'does not answer' }] });
    expect(boxText(box('gateway-cloud')!)).toBe('Gateways cloud, gateway ready 14 clients');
    expect(box('api-cloud')?.fact).toBe('90 % of new requests');
  });

  it('shows a service of the other site once it is meant to run, ready or not', () => {
    const moved = state.services.map((one) => (one.name === 'api-onprem' ? { ...one, wanted: true } : one));
    expect(box('api-onprem', { ...state, services: moved })).toMatchObject({ site: 'onprem', tone: 'warn' });
  });

  it("shows an operator's cut before the sites notice it", () => {
    expect(link(state)).toMatchObject({ tone: 'good', label: 'rtt 0.2 ms, 282/s' });
    expect(link({ ...state, link: { ...state.link, cable: 'cut' } })).toMatchObject({ tone: 'warn', label: 'cut' });
    const held = inventConsole(0, { phase: 'held', held: 7_651, downFor: 20_400 });
    expect(link({ ...state, ...held, brokers: state.brokers })?.label).toBe('cut for 20.4 s');
    expect(box('brokers-onprem', { ...state, account: held.account })?.fact).toBe('held 7,651');
  });
});

it.each([1_400, 1_080, 800, 320])('places every box inside a page %i wide, and none over another', (width) => {
  const services = state.services.map((one) => ({ ...one, wanted: true }));
  const watchers = [service('bridge', 'onprem'), service('auditor', 'cloud')];
  const { boxes } = topologyView({ ...state, services: [...services, ...watchers] });
  expect(boxes.map(({ id }) => id)).toContain('api-onprem');
  const placement = placeBoxes(boxes, width);
  const placed = boxes.map(({ id }) => placement.boxes.get(id)!);
  for (const [index, one] of placed.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect(one.x + one.width).toBeLessThanOrEqual(width);
    expect(one.y + one.height).toBeLessThanOrEqual(placement.height);
    for (const other of placed.slice(index + 1)) {
      const isApart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y;
      expect(isApart).toBe(true);
    }
  }
});
