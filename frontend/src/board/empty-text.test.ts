import { expect, it } from 'vitest';
import { emptyText } from './empty-text.ts';

it('tells a list that cannot be read from one that is empty and from a search without a hit', () => {
  const headline = (listed: 'asking' | 'listed' | 'failed', list: string | null, query: string) =>
    emptyText({ listed, list, query }).headline;
  expect(headline('asking', null, '')).toContain('Reading');
  expect(headline('failed', 'Tech', 'x')).toContain('cannot be read');
  expect(headline('listed', 'Tech', ' x ')).toBe('Nothing matches “x”');
  expect(headline('listed', 'Tech', '')).toBe('“Tech” is empty');
  expect(headline('listed', null, '')).toBe('No instruments yet');
});
