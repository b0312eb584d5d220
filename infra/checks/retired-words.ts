/** A word that the glossary does not have any more, and what is written in its place. */
export interface RetiredWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Held against every tracked source and document by `npm run words`. docs/glossary.md is the vocabulary. */
export const RETIRED_WORDS: readonly RetiredWord[] = [
  { pattern: /turnstiles?/i, instead: 'admission queue' },
  { pattern: /visitors?/i, instead: 'pending handshake, client' },
  { pattern: /departures?/i, instead: 'disconnect' },
  { pattern: /goodbyes?/i, instead: 'close grace period, closing handshake' },
  { pattern: /deaf(en(ed|s)?)?/i, instead: 'stop reading' },
  { pattern: /vouch(es|ed|ing)?/i, instead: 'cover, confirm' },
  { pattern: /owed|owes/i, instead: 'outstanding' },
  { pattern: /folded|folds/i, instead: 'conflated' },
  { pattern: /testimon(y|ies)/i, instead: 'observation' },
  { pattern: /deeds?/i, instead: 'fault' },
  { pattern: /conductors?/i, instead: 'fault injector' },
  { pattern: /layCable/, instead: 'createWanProxy' },
  { pattern: /leftBrokers?|left-brokers/, instead: 'orphaned brokers' },
  { pattern: /whoever|those who|who comes in/i, instead: 'clients that, callers that' },
  { pattern: /(is|are|was|were) told|tells?|told/i, instead: 'is notified, reports, says' },
  { pattern: /hears?|heard|hearing/i, instead: 'receives, subscribes to' },
];
