import { QuoteMerge } from '@quotebridge/quote-reader';
import type { Entry } from '@quotebridge/quote-reader';
import { makeQuote } from '@quotebridge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { Conflator } from '../delivery/conflator.ts';
import { LosslessQueue } from '../delivery/lossless-queue.ts';
import { DemandCounter } from '../demand/demand-counter.ts';
import { Refusal } from './refusals.ts';
import { subscribe, unsubscribe, weightOf } from './requests.ts';
import type { RequestDeps, Requester } from './requests.ts';

const newClient = (): Requester => ({ isDrained: true, send: () => undefined, mode: null });

function deps(over: Partial<RequestDeps> = {}): RequestDeps {
  const instrument = { symbol: 'A', name: 'A', currency: 'USD', tickSize: '0.01', source: 'simulated' } as const;
  return {
    quotes: { entries: new Map<string, Entry>(), isReady: true },
    instruments: { bySymbol: new Map([['A', instrument]]), withdrawn: new Set(), isReady: true },
    conflator: new Conflator<Buffer>({ pack: () => Buffer.alloc(0) }),
    lossless: new LosslessQueue<Buffer>({ pack: () => Buffer.alloc(0), maxQueued: 1, onOverflow: () => undefined }),
    demand: new DemandCounter<Requester>(),
    maxSymbols: 2,
    ...over,
  };
}

function refusal(request: unknown, over: Partial<RequestDeps> = {}) {
  try {
    subscribe(deps(over), newClient(), request);
  } catch (error) {
    if (error instanceof Refusal) return error.toError();
    throw error;
  }
  return null;
}

const points = (count: number) => Array.from({ length: count }, (_, epoch) => ({ epoch, seqs: {} }));

describe('subscribe', () => {
  it('accepts an instrument that has not been quoted yet', () => {
    expect(subscribe(deps(), newClient(), { symbols: ['A'] })).toEqual({ snapshot: [] });
  });

  it.each([
    [undefined, 'request: '],
    [null, 'request: '],
    ['A', 'request: '],
    [{}, "request.symbols: must be '*' or a list of symbols"],
    [{ symbols: 'A' }, "request.symbols: must be '*' or a list of symbols"],
    [{ symbols: [] }, 'request.symbols: must name at least one symbol'],
    [{ symbols: ['A', 1] }, 'request.symbols.1: '],
    [{ symbols: ['a.b'] }, 'request.symbols.0: must be 1 to 32 of'],
    [{ symbols: ['A'], maxRate: 0 }, 'request.maxRate: '],
    [{ symbols: ['A'], maxRate: 1e9 }, 'request.maxRate: '],
    [{ symbols: ['A'], resume: points(65) }, 'request.resume: must have at most 64 entries'],
    [{ symbols: ['A'], mode: 'all' }, 'request.mode: '],
    [{ symbols: ['A'], mode: 'every', maxRate: 1 }, "request.mode: 'every' allows no maxRate"],
    [{ symbols: ['A'], resume: [{ epoch: 1, seqs: { A: '1' } }] }, 'request.resume.0.seqs.A: '],
  ])('refuses %j', (request, message) => {
    expect(refusal(request)).toMatchObject({ code: 'bad_request', message: expect.stringContaining(message) });
  });

  it('refuses too many symbols', () => {
    expect(refusal({ symbols: ['A', 'B', 'C'] })?.code).toBe('too_many_symbols');
    expect(refusal({ symbols: Array.from({ length: 5_001 }, () => 'A') })?.code).toBe('too_many_symbols');
  });

  it('names the symbols that do not exist', () => {
    expect(refusal({ symbols: ['A', 'B'] })).toMatchObject({ code: 'unknown_symbol', symbols: ['B'] });
  });

  it('leaves out an instrument that was withdrawn', () => {
    const merge = new QuoteMerge();
    const conflator = new Conflator<Buffer>({ pack: () => Buffer.alloc(0) });
    for (const symbol of ['A', 'B']) {
      const quote = makeQuote(symbol, 1);
      merge.apply(quote, 'stream');
      conflator.apply({ effect: 'update', quote, entry: merge.entries.get(symbol)! });
    }
    const instruments = { bySymbol: new Map(), withdrawn: new Set(['A']), isReady: true };
    const over = { conflator, instruments, quotes: { entries: merge.entries, isReady: true } };
    expect(refusal({ symbols: ['A', 'B'] }, over)).toMatchObject({ code: 'unknown_symbol', symbols: ['A'] });
    const { snapshot } = subscribe(deps(over), newClient(), { symbols: '*' });
    expect(snapshot.flatMap(({ quotes }) => quotes.map(([symbol]) => symbol))).toEqual(['B']);
  });

  it('is not ready before the snapshot, nor for an unknown symbol before the instruments', () => {
    expect(refusal({ symbols: '*' }, { quotes: { entries: new Map(), isReady: false } })?.code).toBe('not_ready');
    const instruments = { bySymbol: new Map(), withdrawn: new Set<string>(), isReady: false };
    expect(refusal({ symbols: ['A'] }, { instruments })?.code).toBe('not_ready');
  });
});

describe('options of subscribe', () => {
  it('leaves out of the snapshot the quotes that the client resumes from', () => {
    const over = withQuotes(['A', 'B']);
    const held = { symbols: '*', resume: [{ epoch: 1, seqs: { A: 5, B: 4 } }] };
    const { snapshot, resumed } = subscribe(deps(over), newClient(), held);
    expect(resumed).toBe(1);
    expect(snapshot.flatMap(({ quotes }) => quotes.map(([symbol]) => symbol))).toEqual(['B']);
    const otherEpoch = { symbols: '*', resume: [{ epoch: 2, seqs: { A: 5 } }] };
    expect(subscribe(deps(over), newClient(), otherEpoch)).toMatchObject({ resumed: 0 });
  });

  it('keeps to one mode until everything is unsubscribed', () => {
    const shared = deps();
    const client = newClient();
    subscribe(shared, client, { symbols: ['A'], mode: 'every' });
    expect(() => subscribe(shared, client, { symbols: ['A'] })).toThrow('request.mode: must be every until');
    unsubscribe(shared, client, { symbols: '*' });
    subscribe(shared, client, { symbols: ['A'] });
  });
});

function withQuotes(symbols: readonly string[]): Pick<RequestDeps, 'conflator'> {
  const merge = new QuoteMerge();
  const conflator = new Conflator<Buffer>({ pack: () => Buffer.alloc(0) });
  for (const symbol of symbols) {
    const quote = makeQuote(symbol, 5);
    const effect = merge.apply(quote, 'stream');
    const entry = merge.entries.get(symbol);
    if (effect !== 'duplicate' && entry !== undefined) conflator.apply({ effect, quote, entry });
  }
  return { conflator };
}

describe('unsubscribe', () => {
  it('accepts symbols that were never subscribed to, and refuses garbage', () => {
    expect(() => unsubscribe(deps(), newClient(), { symbols: ['Z'] })).not.toThrow();
    expect(() => unsubscribe(deps(), newClient(), { symbols: 7 })).toThrow(Refusal);
  });
});

describe('weightOf', () => {
  const seqs = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`S${index}`, 1]));

  it.each([
    ['nothing', undefined, 1],
    ['symbols', { symbols: Array.from({ length: 50 }, () => 'A') }, 1.5],
    ['the whole market', { symbols: '*' }, 11],
    [
      'what it holds',
      {
        symbols: ['A', 'B'],
        resume: [
          { epoch: 1, seqs },
          { epoch: 2, seqs: { A: 1 } },
        ],
      },
      2.53,
    ],
    ['no list', { symbols: 7, resume: 'all' }, 1],
    ['no points', { symbols: {}, resume: [null, 3, { seqs: 'S' }, {}] }, 1],
  ])('counts a request that names %s', (_what, request, weight) => {
    expect(weightOf(request, 1_000)).toBeCloseTo(weight, 5);
  });
});
