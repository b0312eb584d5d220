import { expect, it } from 'vitest';
import { retiredWordsIn } from './retired-words-in.ts';

const WORDS = [
  { pattern: /visitors?/i, instead: 'client' },
  { pattern: /speaks?/i, instead: 'send', except: /a screen reader speaks/ },
];

it('finds a retired word in prose, in identifiers and in constants', () => {
  const text = 'A visitor waits.\nconst onVisitorLeft = 1;\nMAX_VISITORS\nIOVisitor';
  expect(retiredWordsIn('a.ts', text, WORDS)).toEqual([
    'a.ts:1: "visitor": write client',
    'a.ts:2: "Visitor": write client',
    'a.ts:3: "VISITORS": write client',
    'a.ts:4: "Visitor": write client',
  ]);
});

it('ignores longer words that contain one', () => {
  expect(retiredWordsIn('a.ts', 'visitation, unspeakable', WORDS)).toEqual([]);
});

it('ignores an allowed use, and nothing else on its line', () => {
  expect(retiredWordsIn('a.ts', 'a screen reader speaks', WORDS)).toEqual([]);
  expect(retiredWordsIn('a.ts', 'a screen reader speaks, the feed speaks', WORDS)).toEqual([
    'a.ts:1: "speaks": write send',
  ]);
});
