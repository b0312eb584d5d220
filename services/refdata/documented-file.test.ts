import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseDetails } from './parse-file.ts';

it('accepts the file that docs/refdata.md shows', async () => {
  const text = await readFile(new URL('../../docs/refdata.md', import.meta.url), 'utf8');
  const [, example = ''] = /^```jsonl\n(.*?)^```$/ms.exec(text) ?? [];
  expect([...parseDetails(example, 'example').keys()]).toEqual(['AAPL', 'DEMO']);
});
