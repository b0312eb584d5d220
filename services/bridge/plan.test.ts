import type { Declarations } from '@quotebridge/bridges';
import { expect, it } from 'vitest';
import { planStreams } from './plan.ts';

const declarations: Declarations = {
  streams: [
    { name: 'QUOTES', site: 'onprem', subjects: ['quotes.*'] },
    { name: 'INSTRUMENTS', site: 'onprem', subjects: ['instruments.*'] },
  ],
  bridges: [
    { name: 'a', mode: 'replicate', stream: 'QUOTES', from: 'onprem', to: ['cloud'] },
    { name: 'b', mode: 'replicate', stream: 'QUOTES', from: 'cloud', to: ['edge'] },
    { name: 'c', mode: 'replicate', stream: 'INSTRUMENTS', from: 'onprem', to: ['cloud'] },
  ],
};

const planOf = (site: string) =>
  planStreams({ site, declarations, replicas: 1, quotesMaxBytes: 1_024 }).map(({ role, stream, consumers }) => ({
    stream: stream.name,
    role,
    mirrors: stream.mirror?.external?.api,
    unreadSeconds: (stream.consumer_limits?.inactive_threshold ?? 0) / 1e9,
    consumers: consumers.map(({ durable_name }) => durable_name),
  }));

it('plans for a site the streams created there, mirrored to it and copied from it', () => {
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

it('plans nothing for a stream that no bridge brings to the site or copies from it', () => {
  expect(planOf('elsewhere')).toEqual([]);
});
