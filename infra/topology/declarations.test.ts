import { readFile } from 'node:fs/promises';
import { declarationsJsonSchema } from '@quotebridge/bridges';
import { expect, it } from 'vitest';
import { copiesIn, readDeclarations } from './declarations.ts';
import { TOPOLOGY, WITH_EDGE } from './topology.ts';

it('reads the declared bridges of the demo', () => {
  expect(copiesIn(TOPOLOGY)).toEqual([
    { bridge: 'quotes', stream: 'QUOTES', from: 'onprem', to: 'cloud' },
    { bridge: 'instruments', stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
    { bridge: 'demand', stream: 'DEMAND_CLOUD', from: 'cloud', to: 'onprem' },
  ]);
});

it('declares with the edge all that it declares without, the copy of the copy, and the stream of all venues', () => {
  expect(copiesIn(WITH_EDGE)).toEqual([
    { bridge: 'quotes', stream: 'QUOTES', from: 'onprem', to: 'cloud' },
    { bridge: 'quotes-edge', stream: 'QUOTES', from: 'cloud', to: 'edge' },
    { bridge: 'instruments', stream: 'INSTRUMENTS', from: 'onprem', to: 'cloud' },
    { bridge: 'demand', stream: 'DEMAND_CLOUD', from: 'cloud', to: 'onprem' },
  ]);
  const without = readDeclarations(TOPOLOGY);
  const { streams, bridges } = readDeclarations(WITH_EDGE);
  expect(streams).toEqual([...without.streams, { name: 'VENUES', site: 'edge', subjects: ['venues.edge.*'] }]);
  const added = ['quotes-edge', 'quotes-live-edge', 'tape'];
  expect(bridges.filter(({ name }) => !added.includes(name))).toEqual(without.bridges);
  expect(bridges.filter(({ mode }) => mode === 'aggregate')).toMatchObject([
    { name: 'tape', stream: 'TAPE', at: 'cloud', sources: [{ from: 'cloud' }, { from: 'edge' }] },
  ]);
});

it('has the JSON Schema of the declarations committed', async () => {
  const committed = await readFile(new URL('../bridges/bridges.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(declarationsJsonSchema());
});
