import type { Entry } from '@quotebridge/runtime';
import { describe, expect, it } from 'vitest';
import { Conflator } from './conflator.ts';
import { Refusal } from './refusals.ts';
import { subscribe, unsubscribe } from './requests.ts';
import type { RequestDeps } from './requests.ts';

const outlet = { isDrained: true, send: () => undefined };

function deps(over: Partial<RequestDeps> = {}): RequestDeps {
  const instrument = { symbol: 'A', name: 'A', currency: 'USD', tickSize: '0.01', source: 'simulated' } as const;
  return {
    quotes: { entries: new Map<string, Entry>(), isReady: true },
    instruments: { bySymbol: new Map([['A', instrument]]), isReady: true },
    conflator: new Conflator(),
    maxSymbols: 2,
    ...over,
  };
}

function refusal(request: unknown, over: Partial<RequestDeps> = {}) {
  try {
    subscribe(deps(over), outlet, request);
  } catch (error) {
    if (error instanceof Refusal) return error.toError();
    throw error;
  }
  return null;
}

describe('subscribe', () => {
  it('takes an instrument that has not been quoted yet', () => {
    expect(subscribe(deps(), outlet, { symbols: ['A'] })).toEqual([]);
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

  it('is not ready before the snapshot, nor for an unknown symbol before the instruments', () => {
    expect(refusal({ symbols: '*' }, { quotes: { entries: new Map(), isReady: false } })?.code).toBe('not_ready');
    const instruments = { bySymbol: new Map(), isReady: false };
    expect(refusal({ symbols: ['A'] }, { instruments })?.code).toBe('not_ready');
  });
});

describe('unsubscribe', () => {
  it('takes symbols that were never subscribed to, and refuses garbage', () => {
    expect(() => unsubscribe(deps(), outlet, { symbols: ['Z'] })).not.toThrow();
    expect(() => unsubscribe(deps(), outlet, { symbols: 7 })).toThrow(Refusal);
  });
});
