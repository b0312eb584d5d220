import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { retiredWordsIn } from './retired-words-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['*.ts', '*.tsx', '*.mjs', '*.css', '*.md', '*.yaml', '*.yml', '*.conf', '*.sh'];
/** What was written once and is kept, what is generated, and the list itself. */
const EXCEPT = ['CHANGELOG.md', 'docs/adr', 'services/shared/contracts/wire/rest.ts', 'infra/checks/retired-words*'];

const listed = execFileSync('git', ['ls-files', '-z', '--', ...SOURCES, ...EXCEPT.map((path) => `:!${path}`)], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\0').filter(Boolean);
const found = await Promise.all(
  files.map(async (file) => retiredWordsIn(file, await readFile(join(root, file), 'utf8').catch(() => ''))),
);

for (const finding of found.flat()) console.error(finding);
console.log(`${files.length} files, ${found.flat().length} retired words`);
process.exitCode = found.flat().length === 0 ? 0 : 1;
