import { expect, it } from 'vitest';
import { leadsQuotes } from './broker.ts';

const answer = (...streams: object[]) => ({ account_details: [{ stream_detail: streams }] });

it.each([
  ['the leader of the stream', answer({ name: 'QUOTES', cluster: { leader: 'cloud-1' } }), true],
  ['a replica', answer({ name: 'QUOTES', cluster: { leader: 'cloud-2' } }), false],
  ['the leader of another stream', answer({ name: 'OTHER', cluster: { leader: 'cloud-1' } }), false],
  ['a broker without a cluster', answer({ name: 'QUOTES' }), true],
  ['a stream without a leader', answer({ name: 'QUOTES', cluster: {} }), false],
  ['a broker without streams', {}, false],
])('%s', (_what, given, leads) => {
  expect(leadsQuotes('cloud-1', given)).toBe(leads);
});
