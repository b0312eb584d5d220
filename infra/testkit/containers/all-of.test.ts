import { expect, it } from 'vitest';
import { allOf } from './all-of.ts';

it('gives what each gave', async () => {
  await expect(allOf([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
});

it('rejects when one does, but not before the others have ended', async () => {
  const slow = Promise.withResolvers<void>();
  let failed = false;
  const all = allOf([Promise.reject(new Error('no')), slow.promise]).catch(() => (failed = true));
  await new Promise(setImmediate);
  expect(failed).toBe(false);
  slow.resolve();
  await all;
  expect(failed).toBe(true);
});
