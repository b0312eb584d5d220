import { readFile } from 'node:fs/promises';
import { copiesOf, declarationsJsonSchema } from '@quotebridge/bridges';
import { expect, it } from 'vitest';
import { readDeclarations } from './declarations.ts';
import { TOPOLOGY } from './topology.ts';

it('reads the declared bridges of the demo', () => {
  expect(copiesOf(readDeclarations(TOPOLOGY))).toEqual([
    { bridge: 'quotes', stream: 'QUOTES', from: 'onprem', to: 'cloud' },
    { bridge: 'instruments', stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
  ]);
});

it('has the JSON Schema of the declarations committed', async () => {
  const committed = await readFile(new URL('../bridges/bridges.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(declarationsJsonSchema());
});
