import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generatedFiles } from './files.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

for (const [path, content] of await generatedFiles()) {
  await writeFile(join(ROOT, path), content);
  console.log(path);
}
