import { expect, it } from 'vitest';
import { pausableBridge } from './pausable.ts';
import type { Declarations } from './schema.ts';

const DECLARED: Declarations = {
  streams: [{ name: 'QUOTES', site: 'onprem', subjects: ['quotes.*'] }],
  bridges: [
    { name: 'quotes', mode: 'replicate', stream: 'QUOTES', from: 'onprem', to: ['cloud'] },
    { name: 'quotes-live', mode: 'bridge', events: ['quotes.*'], from: 'onprem', to: 'cloud' },
    { name: 'tape', mode: 'aggregate', stream: 'TAPE', at: 'cloud', sources: [{ stream: 'QUOTES', from: 'cloud' }] },
    { name: 'names', mode: 'transform', at: 'cloud', map: [{ from: 'a.*', to: 'b.*' }] },
  ],
};

it('finds a bridge that replicates', () => {
  expect(pausableBridge(DECLARED, 'quotes')).toBe(DECLARED.bridges[0]);
});

it.each([
  ['quotse', 'there is no bridge "quotse"; did you mean "quotes"?'],
  ['orders', 'there is no bridge "orders"; there are: quotes, quotes-live, tape, names'],
  [
    'quotes-live',
    /^only bridges of mode replicate can be paused: quotes-live has mode bridge; nothing of it is stored/,
  ],
  ['tape', /: tape has mode aggregate; /],
  ['names', /: names has mode transform; /],
])('refuses %s', (name, message) => {
  expect(() => pausableBridge(DECLARED, name)).toThrow(message);
});
