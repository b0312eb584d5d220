import type { Quote } from '@quotebridge/contracts/wire';

type Direction = 'up' | 'down' | 'none';

/** Which way a price last moved, and how often it did: each count is a flash, also when it moves the same way twice. */
export interface Move {
  readonly direction: Direction;
  readonly count: number;
}

export interface Moves {
  readonly bid: Move;
  readonly ask: Move;
  readonly last: Move;
}

export const still: Move = { direction: 'none', count: 0 };
export const unmoved: Moves = { bid: still, ask: still, last: still };

/** Seen from what the screen showed before, not from quotes that were never shown. */
export function moved(before: Quote, after: Quote, moves: Moves): Moves {
  const bid = step(before.bid, after.bid, moves.bid);
  const ask = step(before.ask, after.ask, moves.ask);
  const last = step(before.last, after.last, moves.last);
  return bid === moves.bid && ask === moves.ask && last === moves.last ? moves : { bid, ask, last };
}

function step(before: string, after: string, move: Move): Move {
  if (before === after) return move;
  const change = Number(after) - Number(before);
  if (change === 0) return move;
  return { direction: change > 0 ? 'up' : 'down', count: move.count + 1 };
}
