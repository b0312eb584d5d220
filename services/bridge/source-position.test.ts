import { expect, it } from 'vitest';
import { parsePosition } from './source-position.ts';

it.each([
  ['VENUES:Xy12 17 venues.edge.* tape.edge.{{wildcard(1)}} venues.edge.A', 17],
  ['VENUES 17 > > venues.edge.A', 17],
  // Of another stream, or of none.
  ['VENUES2:Xy12 17 > > venues.edge.A', 0],
  ['', 0],
])('reads a position in VENUES from %j', (header, position) => {
  expect(parsePosition(header, 'VENUES')).toBe(position);
});
