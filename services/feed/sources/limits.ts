import { MAX_INVENTED } from './simulated/invented-names.ts';

/** What may be asked of the market sources: by the feed's environment, and by the options of `npm start`. */
export const LIMITS = {
  /** How many times faster than recorded. */
  speed: { min: 0.01, max: 100_000 },
  /** Simulated instruments. */
  symbols: { min: 1, max: MAX_INVENTED },
  /** Quotes a second of each simulated instrument. */
  rate: { min: 0.01, max: 1_000 },
} as const;
