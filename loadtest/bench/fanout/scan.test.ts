import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Scanner } from './scan.ts';

function scan(chunks: readonly Buffer[]) {
  let count = 0;
  const stamps: number[] = [];
  const scanner = new Scanner(
    (quotes) => (count += quotes),
    (stamp) => stamps.push(stamp),
  );
  for (const chunk of chunks) scanner.take(chunk);
  return { count, stamps };
}

it('counts the same however the bytes are cut into chunks', () => {
  const text = Array.from({ length: 20 }, (_, index) => `["QB0${index}",${index},1764000000000.5,0,"1.0",""]`).join();
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      expect(scan(at.slice(1).map((to, index) => Buffer.from(text.slice(at[index], to)))).count).toBe(20);
    }),
  );
});

it('counts what comes byte by byte', () => {
  const bytes = Array.from('"QB001",1764000000000.5,""QB002",1', (byte) => Buffer.from(byte));
  expect(scan(bytes).count).toBe(2);
});

it('reads the stamp of a tuple and of an object', () => {
  const tuple = '["QB001",12,1764000000000.5,0,"1.0"]';
  const object = '{"symbol":"QB001","seq":12,"epoch":1,"time":1764000000000.5,"published":1764000000000.5}';
  for (const each of [tuple, object]) {
    expect(scan([Buffer.from(each.repeat(8))])).toEqual({ count: 8, stamps: [1_764_000_000_000.5] });
  }
});
