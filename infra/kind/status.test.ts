import { expect, it } from 'vitest';
import { lagOf } from './inspection.ts';
import { broker, node, siteState } from './plain-state.ts';
import { linkOf, statusTable } from './status.ts';

it('shows both sites side by side', () => {
  const table = statusTable({ sites: [siteState('onprem'), siteState('cloud')], url: 'http://localhost:8080' });
  expect(table).toMatch(/leaf link .* 3 of 3 brokers, round trip 1ms, 1ms, 1ms .* 3 connections +│/);
  expect(table).toMatch(/streams .* QUOTES 7 messages to 8, lag 0/);
  expect(table).toContain('bridge 1/1 ready (quotebridge/bridge:1)');
  expect(table).toMatch(/Board: http:\/\/localhost:8080$/);
});

it('reports the lag of a mirror by the last message of its origin, whatever the mirror received last', () => {
  const stream = (lastSeq: number, lag: number | 'unknown' | null) =>
    broker({ streams: [{ name: 'QUOTES', leader: true, messages: lastSeq, lastSeq, lag }] });
  const onprem = siteState('onprem', { brokers: [stream(4_351, null)] });
  for (const lag of [0, 'unknown'] as const) {
    const cloud = siteState('cloud', { brokers: [stream(3_481, lag)] });
    const table = statusTable({ sites: [onprem, cloud], url: null });
    expect(table).toContain('QUOTES 4351 messages to 4351 ');
    expect(table).toContain('QUOTES 3481 messages to 3481, lag 870');
  }
});

it('limits the length of round trips in the table', () => {
  const leafs = [
    { account: 'QUOTES', rtt: '57.346966ms' },
    { account: 'QUOTES', rtt: '788µs' },
  ];
  const brokers = [broker({ leafs })];
  expect(linkOf({ site: 'onprem', brokers }).found).toBe('1 of 1 brokers, round trip 57.3ms, 788µs');
  expect(linkOf({ site: 'cloud', brokers }).found).toBe('2 connections');
});

it('does not know how far a mirror is behind that receives nothing', () => {
  expect(lagOf({ lag: 0, active: 400_000_000 })).toBe(0);
  expect(lagOf({ lag: 0, active: 9_000_000_000 })).toBe('unknown');
  expect(lagOf({ lag: 0, active: -1 })).toBe('unknown');
  const streams = [{ name: 'QUOTES', leader: true, messages: 7, lastSeq: 8, lag: 'unknown' as const }];
  const cloud = siteState('cloud', { brokers: [broker({ streams })] });
  expect(statusTable({ sites: [null, cloud], url: null })).toContain('QUOTES 7 messages to 8, lag unknown');
});

it('shows problems in capitals', () => {
  const onprem = siteState('onprem', {
    nodes: [node('one', { unschedulable: true })],
    brokers: [broker({ ready: false, version: null, leafs: [] })],
  });
  const table = statusTable({ sites: [onprem, siteState('cloud')], url: null });
  expect(table).toContain('one v1.34.0 drained');
  expect(table).toContain('nats-0 does not answer NOT READY on one');
  expect(table).toMatch(/leaf link .* DOWN/);
  expect(table).toContain('Board: the front door does not run');
});

it('shows the site that answers when the other does not, or is not there', () => {
  const silent = { site: 'onprem', cluster: 'quotebridge-onprem', problem: 'connection refused' } as const;
  const table = statusTable({ sites: [silent, siteState('cloud')], url: null });
  expect(table).toContain('quotebridge-onprem DOES NOT ANSWER: connection refused');
  expect(table).toContain('3 connections');
  expect(statusTable({ sites: [null, siteState('cloud')], url: null })).toMatch(/cluster .* - .* quotebridge-cloud/);
});
