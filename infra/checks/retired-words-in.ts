import { RETIRED_WORDS } from './retired-words.ts';

/** Each use of a retired word: file, line, the word, and what is written in its place. A word is also found inside an identifier. */
export function retiredWordsIn(file: string, text: string, words = RETIRED_WORDS): string[] {
  return text.split('\n').flatMap((line, index) => {
    const prose = separateWords(line);
    return words.flatMap(({ pattern, instead }) => {
      const whole = new RegExp(`\\b(?:${pattern.source})\\b`, pattern.flags);
      const match = whole.exec(prose) ?? whole.exec(line);
      return match === null ? [] : [`${file}:${index + 1}: "${match[0]}": write ${instead}`];
    });
  });
}

/** `onVisitorTold` and `VISITOR_TOLD` as the words that they are made of. */
function separateWords(line: string): string {
  return line.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
}
