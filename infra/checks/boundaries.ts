import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { violations, type Workspace } from './violations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist']);

const { workspaces: folders } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  workspaces: string[];
};
const workspaces = await Promise.all(
  folders.map(async (folder): Promise<Workspace> => {
    const { name, exports = {} } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    return { name, folder, exports };
  }),
);

const found: string[] = [];
let files = 0;
const sources = glob('{services,frontend,infra,loadtest,e2e}/**/*.{ts,tsx,mts,mjs,js}', {
  cwd: root,
  exclude: (name) => SKIPPED.has(name.split(sep).at(-1) ?? ''),
});
for await (const file of sources) {
  const path = file.split(sep).join('/');
  files += 1;
  found.push(...violations(path, await readFile(join(root, file), 'utf8'), workspaces));
}

for (const violation of found) console.error(violation);
console.log(`${files} files, ${found.length} imports that the dependency rule does not allow`);
process.exitCode = found.length === 0 ? 0 : 1;
