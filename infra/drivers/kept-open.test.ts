import { expect, it } from 'vitest';
import { KeptOpen } from './kept-open.ts';

function thing(name: string, closed: string[]) {
  return { name, [Symbol.asyncDispose]: () => Promise.resolve(void closed.push(name)) };
}

it('opens each once, closes the chosen ones, and the others when it is disposed', async () => {
  const closed: string[] = [];
  const kept = new KeptOpen<ReturnType<typeof thing>>();
  const open = (name: string) => kept.get(name, () => Promise.resolve(thing(name, closed)));
  expect(await open('a 1')).toBe(await open('a 1'));
  await Promise.all([open('a 2'), open('b 1')]);
  await kept.close((key) => key.startsWith('a '));
  expect(closed).toEqual(['a 1', 'a 2']);
  await open('a 1');
  await kept[Symbol.asyncDispose]();
  expect(closed.toSorted()).toEqual(['a 1', 'a 1', 'a 2', 'b 1']);
});

it('opens again what could not be opened', async () => {
  const closed: string[] = [];
  await using kept = new KeptOpen<ReturnType<typeof thing>>();
  await expect(kept.get('a', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
  expect((await kept.get('a', () => Promise.resolve(thing('a', closed)))).name).toBe('a');
});
