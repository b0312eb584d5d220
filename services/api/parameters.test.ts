import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi/document.ts';
import { historyParameters, quoteParameters } from './parameters.ts';
import { routes } from './routes/index.ts';

const accepts = (time: string) => quoteParameters.safeParse({ as_of: time }).success;

describe('a time of UTC', () => {
  it.each(['2026-01-31', '2026-04-30', '2024-02-29', '2000-02-29', '2026-12-31', '2026-01-29'])(
    'may be on %s',
    (day) => {
      expect(accepts(`${day}T14:30:00Z`)).toBe(true);
      expect(historyParameters.parse({ from: `${day}T00:00Z` }).from).toBe(Date.parse(day));
    },
  );

  it.each([
    '2024-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-32',
    '2026-01-00',
  ])('cannot be on %s', (day) => {
    expect(accepts(`${day}T14:30:00Z`)).toBe(false);
  });

  it('is on an existing day', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(part(9_999), part(13), part(32), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T00:00:00.000Z`;
        const time = Date.parse(text);
        expect(accepts(text)).toBe(!Number.isNaN(time) && new Date(time).toISOString() === text);
      }),
    );
  });
});

interface Parameter {
  readonly name: string;
  readonly schema: { readonly example?: unknown; readonly examples?: readonly unknown[] };
}

it('accepts every example in its document', () => {
  const document = openApiDocument(routes, { maxSymbols: 500 }) as {
    readonly paths: Readonly<Record<string, { readonly get: { readonly parameters?: readonly Parameter[] } }>>;
  };
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, 'openapi');
  let seen = 0;
  for (const [path, { get }] of Object.entries(document.paths)) {
    for (const { name, schema } of get.parameters ?? []) {
      for (const example of [schema.example, ...(schema.examples ?? [])].filter((one) => one !== undefined)) {
        expect([path, name, example, ajv.validate(schema, example)]).toEqual([path, name, example, true]);
        seen += 1;
      }
    }
  }
  expect(seen).toBeGreaterThan(5);
});
