import { expect, it } from 'vitest';
import { emptyText } from './empty-text.ts';

it('distinguishes a failed request, an empty list and a search without a match', () => {
  const headline = (
    listed: 'asking' | 'listed' | 'failed',
    name: string | null,
    query: string,
    symbols: string[] = [],
  ) => emptyText({ listed, list: name === null ? null : { name, symbols }, query }).headline;
  expect(headline('asking', null, '')).toContain('Loading');
  expect(headline('failed', 'Tech', 'x')).toContain('cannot be loaded');
  expect(headline('listed', 'Tech', ' x ')).toBe('Nothing matches “x”');
  expect(headline('listed', 'Tech', '')).toBe('“Tech” is empty');
  expect(headline('listed', 'Tech', '', ['X', 'Y'])).toBe('None of the 2 symbols of “Tech” is listed here');
  expect(headline('listed', 'Tech', '', ['X'])).toBe('The symbol of “Tech” is not listed here');
  expect(headline('listed', null, '')).toBe('No instruments yet');
});
