import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCredentials } from '../local/credentials.ts';
import { WITH_EDGE } from '../topology/topology.ts';
import { passwordFiles } from './password-files.ts';
import { replaceFile } from './replace-file.ts';

const [kept, shared] = process.argv.slice(2);
if (kept === undefined || shared === undefined) {
  console.error('usage: write-credentials.ts <folder to keep them in> <folder with a folder for each site>');
  process.exit(2);
}
const credentials = await loadCredentials(kept, WITH_EDGE);
for (const { name: site } of WITH_EDGE.sites) {
  const folder = join(shared, site);
  await mkdir(folder, { recursive: true });
  for (const { name, text, group } of passwordFiles(site, credentials)) {
    await replaceFile(join(folder, name), text, { user: 0, group });
  }
}
