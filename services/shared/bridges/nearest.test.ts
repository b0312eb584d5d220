import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it.each([
  ['clod', 'cloud'],
  ['Quotes', 'quotes'],
  ['onpram', 'onprem'],
  ['moonbase', null],
  ['x', null],
])('%s is most like %s', (word, expected) => {
  expect(nearest(word, ['cloud', 'onprem', 'quotes'])).toBe(expected);
});
