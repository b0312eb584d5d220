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

it('has the consumer of a source at another site deliver only what its mapping names', () => {
  const map = [{ from: 'quotes.*', to: 'tape.onprem.{{wildcard(1)}}' }];
  const filtersFor = (source: object) => {
    const tape = { name: 'd', mode: 'aggregate', stream: 'TAPE', at: 'branch', sources: [source] } as const;
    const bridges = [...declarations.bridges, tape] as Declarations['bridges'];
    const plans = planStreams({
      site: 'onprem',
      declarations: { ...declarations, bridges },
      replicas: 1,
      quotesMaxBytes: 1_024,
    });
    return plans[0]?.consumers.map(({ name, filter_subjects }) => [name, filter_subjects]);
  };
  const all = ['CLOUD', undefined];
  expect(filtersFor({ stream: 'QUOTES', from: 'onprem', map })).toEqual([all, ['BRANCH', ['quotes.*']]]);
  expect(filtersFor({ stream: 'QUOTES', from: 'onprem' })).toEqual([all, ['BRANCH', undefined]]);
});
