import { expect, it } from 'vitest';
import { chartLook } from './chart-look.ts';

const style = { getPropertyValue: (name: string) => name, fontFamily: 'serif' } as unknown as CSSStyleDeclaration;

it('gives the newest price a label in a colour, whichever way it went, and none when it is stale', () => {
  expect(chartLook(style, false).series).toMatchObject({ priceLineColor: '--accent', lastValueVisible: true });
  expect(chartLook(style, true).series).toMatchObject({ priceLineVisible: false, lastValueVisible: false });
});
