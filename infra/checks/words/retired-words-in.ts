import type { RetiredWord } from './retired-words.ts';

/** A use of a retired word, as `file:line: "word": write …`. Identifiers are checked as the words that they consist of. */
export function retiredWordsIn(file: string, text: string, words: readonly RetiredWord[]): string[] {
  return text.split('\n').flatMap((line, index) => {
    const prose = wordsOf(line);
    return words.flatMap(({ pattern, instead, except }) => {
      const whole = new RegExp(String.raw`\b(?:${pattern.source})\b`, 'i');
      const checked = except === undefined ? prose : prose.replace(except, '');
      const match = whole.exec(checked);
      return match === null ? [] : [`${file}:${index + 1}: "${match[0]}": write ${instead}`];
    });
  });
}

/** `onClientLeft`, `CLIENT_LEFT` and `client-left` with spaces between their words. */
function wordsOf(line: string): string {
  return line
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[_]/g, ' ');
}
