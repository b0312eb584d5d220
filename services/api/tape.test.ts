import { makeQuote } from '@quotebridge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { bestOf } from './routes/tape.ts';
import { isMapped } from './stream/tape.ts';
import { documented, siteOf, startApp } from './testing.ts';

const venues = [
  { venue: 'edge', quote: { ...makeQuote('A', 1), bid: '9.99', ask: '10.20' } },
  { venue: 'onprem', quote: { ...makeQuote('A', 1), bid: '10.00', ask: '10.30' } },
];
/** A site at which a bridge makes the stream. */
function siteWithTape() {
  const site = siteOf();
  const { bridge } = site;
  const tape = { mode: 'aggregate' as const, name: 'tape', carries: 'TAPE', from: ['onprem', 'edge'] };
  return { ...site, bridge: bridge && { ...bridge, bridges: bridge.bridges.map((one) => ({ ...one, ...tape })) } };
}

describe('/v1/tape', () => {
  it('has the newest quote of each venue, and the best prices by value', async () => {
    const asked: string[] = [];
    const tape = (symbol: string) => {
      asked.push(symbol);
      return Promise.resolve(venues);
    };
    await using api = await startApp({ site: siteWithTape(), tape });
    const { status, body } = await documented(`${api.url}/v1/tape?symbol=A`);
    expect({ status, body }).toEqual({
      status: 200,
      body: { symbol: 'A', site: 'cloud', venues, best: { bid: 'onprem', ask: 'edge' } },
    });
    expect(asked).toEqual(['A']);
  });

  it('reports a site without a tape, a symbol without quotes, and a bridge service that is not known', async () => {
    const empty = () => Promise.resolve([]);
    await using without = await startApp();
    await using quiet = await startApp({ site: siteWithTape(), tape: empty });
    await using unknown = await startApp({ site: { ...siteOf(), bridge: null } });
    const problems = [without, quiet, unknown].map(async ({ url }) => {
      const { status, body } = await documented(`${url}/v1/tape?symbol=A`);
      return [status, (body as { detail: string }).detail];
    });
    expect(await Promise.all(problems)).toEqual([
      [404, 'no bridge makes the stream TAPE at cloud'],
      [404, 'no venue has quoted A'],
      [503, "waiting for the site's bridge service"],
    ]);
  });
});

it('takes the first of venues with equal prices', () => {
  const equal = ['a', 'b'].map((venue) => ({ venue, quote: makeQuote('A', 1) }));
  expect(bestOf(equal)).toEqual({ bid: 'a', ask: 'a' });
});

it('accepts a message only where the mapping of its source puts it', () => {
  const source = 'VENUES:VNUE7cfe:C=h3 17 venues.edge.* tape.edge.{{wildcard(1)}} venues.edge.A';
  const forged = 'VENUES:VNUE7cfe:C=h3 17 venues.edge.* tape.edge.{{wildcard(1)}} tape.onprem.A';
  const two = 'VENUES 17 venues.a.*\fvenues.b.* tape.a.{{wildcard(1)}}\ftape.b.{{wildcard(1)}} venues.b.A';
  expect([isMapped('tape.edge.A', source), isMapped('tape.b.A', two)]).toEqual([true, true]);
  expect([isMapped('tape.onprem.A', forged), isMapped('tape.edge.A.B', source), isMapped('tape.c.A', two)]).toEqual([
    false,
    false,
    false,
  ]);
  // One that no broker has taken from a source.
  expect(isMapped('tape.edge.A', '')).toBe(false);
});
