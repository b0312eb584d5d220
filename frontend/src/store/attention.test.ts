import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Attention } from './attention.ts';

function setUp() {
  const asked: string[] = [];
  const attention = new Attention({ now: () => Date.now(), ask: (symbols) => asked.push(symbols.join('')) });
  return { attention, asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps symbols for a while after they leave the screen, then drops them unless they return', () => {
  const { attention } = setUp();
  attention.show(['A', 'B']);
  vi.advanceTimersByTime(1_000);
  attention.show(['B', 'C']);
  vi.advanceTimersByTime(500);
  attention.ask();
  expect(attention.symbols).toEqual(['A', 'B', 'C']);
  vi.advanceTimersByTime(1_500);
  attention.ask();
  expect(attention.symbols).toEqual(['B', 'C']);
  attention.show([]);
  vi.advanceTimersByTime(1_000);
  attention.show(['C']);
  vi.advanceTimersByTime(60_000);
  attention.ask();
  expect(attention.symbols).toEqual(['C']);
});

it('requests at once, and while scrolling no more often than a gateway allows', () => {
  const { attention, asked } = setUp();
  for (const symbol of ['A', 'B', 'C']) attention.show([symbol]);
  expect(asked).toEqual(['A']);
  vi.advanceTimersByTime(149);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(asked).toEqual(['A', 'ABC']);
  attention.focus('D');
  attention[Symbol.dispose]();
  vi.advanceTimersByTime(1_000);
  expect(asked).toHaveLength(2);
});
