import { expect, it } from 'vitest';
import { storeFault } from './store-fault.ts';

const FULL =
  "JetStream stream 'QUOTES > QUOTES' write error: write /data/jetstream/QUOTES/streams/QUOTES/msgs/1.blk: no space left on device";

it.each([
  [FULL, 'no space left'],
  ['JetStream not enabled (10076)', 'no space left, or no permission to write: JetStream has shut down'],
  [
    "JetStream stream 'QUOTES > QUOTES' write error: expected sequence does not match store",
    'no space left, or another failed write: the next message does not follow the last stored one',
  ],
  ["JetStream stream 'QUOTES > QUOTES' write error: write 1.blk: input/output error", 'input/output error'],
  ['JetStream has not established contact with a meta leader', null],
  [null, null],
])('reads %s as the fault %s', (error, fault) => {
  expect(storeFault(error)).toBe(fault);
});
