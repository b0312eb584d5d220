import { expect, it } from 'vitest';
import { listeners } from './reach.ts';

it('reads listening sockets from the kernel’s table, and no connections', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B00007F:8A4B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 100 0 0 10 0
   2: 020012AC:1F90 030012AC:C350 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 100 0 0 10 0
`;
  expect(listeners(table)).toEqual([
    { address: '0B00007F', port: 0x8a4b },
    { address: '00000000', port: 8080 },
  ]);
});
