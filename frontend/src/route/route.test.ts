import { describe, expect, it } from 'vitest';
import { formatRoute, HOME, parseRoute } from './route.ts';

describe('the route', () => {
  it('survives a round trip through the address', () => {
    const shared = { name: 'Tech & more', symbols: ['AAPL', 'MSFT'] };
    const route = { ...HOME, symbol: 'AAPL', list: 'Tech & more', shared };
    expect(formatRoute(route)).toBe('#list=Tech+%26+more&symbols=AAPL,MSFT&symbol=AAPL');
    expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(parseRoute('')).toEqual(HOME);
    expect(formatRoute(HOME)).toBe('');
  });

  it('contains the search and the sort order', () => {
    const route = { ...HOME, query: 'harbour a/b', sort: { column: 'changePercent', descending: true } as const };
    expect(formatRoute(route)).toBe('#q=harbour+a%2Fb&sort=-changePercent');
    expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(formatRoute({ ...HOME, sort: { column: 'name', descending: false } })).toBe('#sort=name');
    for (const odd of ['#sort=nothing', '#sort=trail', '#sort=', '#q=']) expect(parseRoute(odd)).toEqual(HOME);
  });

  it('ignores invalid symbols and names', () => {
    expect(parseRoute('#symbol=not%20one')).toEqual(HOME);
    expect(parseRoute('#list=A&symbols=X,,Y%20Z,X')).toMatchObject({ shared: { name: 'A', symbols: ['X'] } });
    expect(parseRoute('#symbols=X')).toEqual(HOME);
  });
});
