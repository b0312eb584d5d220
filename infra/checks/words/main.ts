import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentPart, filesToCheck } from './files.ts';
import { retiredWordsIn } from './retired-words-in.ts';
import { RETIRED_WORDS } from './retired-words.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// A tracked file that was deleted and not committed yet is still listed.
const files = filesToCheck(root).filter((file) => existsSync(join(root, file)));
const found = await Promise.all(
  files.map(async (file) => {
    const text = currentPart(file, await readFile(join(root, file), 'utf8'));
    return retiredWordsIn(file, text, RETIRED_WORDS);
  }),
);

for (const finding of found.flat()) console.error(finding);
console.log(`${files.length} files, ${found.flat().length} uses of retired words (docs/glossary.md is the vocabulary)`);
process.exitCode = found.flat().length === 0 ? 0 : 1;
