import { expect, it } from 'vitest';
import { retiredWordsIn } from './retired-words-in.ts';

const words = [
  { pattern: /visitors?/i, instead: 'client' },
  { pattern: /layCable/, instead: 'createWanProxy' },
];

it('finds a retired word in prose, in identifiers and in constants, and says what to write', () => {
  const text = 'A visitor waits.\nconst onVisitorLeft = 1;\nMAX_VISITORS\nlayCable()';
  expect(retiredWordsIn('a.ts', text, words)).toEqual([
    'a.ts:1: "visitor": write client',
    'a.ts:2: "Visitor": write client',
    'a.ts:3: "VISITORS": write client',
    'a.ts:4: "layCable": write createWanProxy',
  ]);
});

it('leaves words alone that only contain one', () => {
  expect(retiredWordsIn('a.ts', 'visitation, relayCables', words)).toEqual([]);
});
