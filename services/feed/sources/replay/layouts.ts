/** The columns of a replay file. One that has both is read as quotes. */
export const REPLAY_LAYOUTS = {
  quotes: ['time', 'symbol', 'bid', 'bidSize', 'ask', 'askSize', 'last'],
  trades: ['time', 'symbol', 'price', 'size'],
} as const;

export type ReplayLayout = keyof typeof REPLAY_LAYOUTS;

/** The columns that hold prices. */
export const PRICE_COLUMNS = { quotes: ['bid', 'ask', 'last'], trades: ['price'] } as const;
