import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../tools/install.mjs';
import { catalogue } from './catalogue.ts';

it('has a fault for every drill that the runbook names', async () => {
  const text = await readFile(join(root, 'docs/runbook.md'), 'utf8');
  const [, table = ''] = /^\| fault .*\| drill +\|\n((?:\|.*\n)+)/m.exec(text) ?? [];
  const rows = table.split('\n').filter((row) => row.includes('`'));
  const drills = rows.map((row) => [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(
    expect.arrayContaining(['link down', 'lag', 'gap', 'disk full', 'retention exceeded', 'origin made anew', 'clock']),
  );
  for (const names of drills) expect(names).not.toEqual([]);
  expect(catalogue(1).map(({ name }) => name)).toEqual(expect.arrayContaining(drills.flat()));
});
