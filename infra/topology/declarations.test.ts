import { readFile } from 'node:fs/promises';
import { declarationsJsonSchema } from '@quotebridge/bridges';
import { expect, it } from 'vitest';
import { copiesIn } from './declarations.ts';
import { TOPOLOGY } from './topology.ts';

it('reads the declared bridges of the demo', () => {
  expect(copiesIn(TOPOLOGY)).toEqual([
    { bridge: 'quotes', stream: 'QUOTES', from: 'onprem', to: 'cloud' },
    { bridge: 'instruments', stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
  ]);
});

it('has the JSON Schema of the declarations committed', async () => {
  const committed = await readFile(new URL('../bridges/bridges.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(declarationsJsonSchema());
});
