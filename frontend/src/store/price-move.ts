import type { Quote } from '@quotebridge/contracts/wire';

type Direction = 'up' | 'down' | 'none';

/** The direction of the last price change, and the number of changes: each one is a flash, also in the same direction. */
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

/** Relative to the price displayed before, not to quotes that were never displayed. */
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
