import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** The code that the page loads at first, and the code that the detail of an instrument loads. */
export async function bundleSizes(dist: string): Promise<readonly Bundle[]> {
  const page = await readFile(join(dist, 'index.html'), 'utf8');
  const files = await readdir(join(dist, 'assets'));
  const first = files.filter((file) => page.includes(file));
  const detail = files.filter((file) => file.startsWith('Detail'));
  return [await sizeOf('the board', dist, first), await sizeOf('the detail, when it is opened', dist, detail)];
}

async function sizeOf(name: string, dist: string, files: readonly string[]): Promise<Bundle> {
  const contents = await Promise.all(files.map((file) => readFile(join(dist, 'assets', file))));
  return {
    name,
    bytes: contents.reduce((sum, { length }) => sum + length, 0),
    gzip: contents.reduce((sum, content) => sum + gzipSync(content).length, 0),
  };
}
