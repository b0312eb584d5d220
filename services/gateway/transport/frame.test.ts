import type { Writable } from 'node:stream';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import * as ws from 'ws';
import { payloadsOf, textFrame } from './frame.ts';

/** Missing from the library's types. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** Reads frames with the `ws` library. */
function read(frames: Buffer): Promise<string[]> {
  const receiver = new Receiver({ isServer: false });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  return new Promise((resolve, reject) => {
    receiver.on('error', reject);
    receiver.on('finish', () => resolve(texts));
    receiver.end(frames);
  });
}

const length = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.constantFrom(125, 126, 127, 65_535, 65_536, 65_537),
  fc.integer({ min: 1, max: 200_000 }),
);

it('is read as the same texts by ws and by payloadsOf, whatever their lengths', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(length, { minLength: 1, maxLength: 4 }), async (lengths) => {
      const texts = lengths.map((each, index) => String(index).repeat(each));
      const frames = Buffer.concat(texts.map(textFrame));
      expect(await read(frames)).toEqual(texts);
      expect(payloadsOf(frames)).toEqual(texts);
    }),
    { numRuns: 50 },
  );
});
