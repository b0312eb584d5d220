import { expect, it } from 'vitest';
import { planStreams } from './plan.ts';

const BRIDGES = [
  { stream: 'QUOTES', from: 'onprem', to: 'cloud' },
  { stream: 'QUOTES', from: 'cloud', to: 'edge' },
  { stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
];

const planOf = (site: string) =>
  planStreams({ site, bridges: BRIDGES, replicas: 1, quotesMaxBytes: 1_024 }).map(({ role, stream, consumers }) => ({
    stream: stream.name,
    role,
    mirrors: stream.mirror?.external?.api,
    unreadSeconds: (stream.consumer_limits?.inactive_threshold ?? 0) / 1e9,
    consumers: consumers.map(({ durable_name }) => durable_name),
  }));

it('gives a site what is made there, what is brought there and what is copied from there', () => {
  expect(planOf('onprem')).toEqual([
    { stream: 'QUOTES', role: 'origin', mirrors: undefined, unreadSeconds: 86_400, consumers: ['CLOUD'] },
    { stream: 'INSTRUMENTS', role: 'origin', mirrors: undefined, unreadSeconds: 86_400, consumers: ['CLOUD'] },
  ]);
  expect(planOf('cloud')).toEqual([
    { stream: 'QUOTES', role: 'mirror', mirrors: 'bridge.onprem', unreadSeconds: 86_400, consumers: ['EDGE'] },
    { stream: 'INSTRUMENTS', role: 'mirror', mirrors: 'bridge.onprem', unreadSeconds: 300, consumers: [] },
  ]);
  expect(planOf('edge')).toEqual([
    { stream: 'QUOTES', role: 'mirror', mirrors: 'bridge.cloud', unreadSeconds: 300, consumers: [] },
  ]);
});

it('gives a site nothing that no bridge brings there or takes from there', () => {
  expect(planOf('elsewhere')).toEqual([]);
});
