/** A word that this project no longer uses in any sense, and what to write instead. */
export interface RetiredWord {
  /** Matched as a whole word, in prose and within identifiers. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Uses that are correct all the same. A match within one of them is ignored. */
  readonly except?: RegExp;
}

/** The vocabulary is docs/glossary.md. Add a word here when it has no correct use in this project. */
export const RETIRED_WORDS: readonly RetiredWord[] = [
  // Persons in place of programs.
  { pattern: /tells?|told|telling/i, instead: 'report, notify, return' },
  { pattern: /hears?|heard|hearing|unheard/i, instead: 'receive, subscribe to' },
  { pattern: /speaks?|speaking/i, instead: 'send, publish, support', except: /a screen reader speaks/ },
  { pattern: /vouch(es|ed|ing|er)?/i, instead: 'cover, confirm' },
  { pattern: /witness(es|ed)?/i, instead: 'observer, observation' },
  { pattern: /testimon(y|ies)/i, instead: 'observation' },
  { pattern: /deeds?/i, instead: 'fault' },
  { pattern: /conductors?/i, instead: 'fault injector' },
  { pattern: /culprits?/i, instead: 'cause, failed instance' },
  { pattern: /whoever|whomever/i, instead: 'the service or client, by its role' },
  { pattern: /those who|who comes|one who|others who/i, instead: 'clients that, callers that' },
  {
    pattern: /(its|his|their|the|'s) (last |newest |own )?word on|by its own word|(last|newest) word|without a word/i,
    instead: 'status, value',
  },
  { pattern: /(gateway|origin|stream|bridge|feed|broker)['’]?s words?/i, instead: 'status, value, message' },
  // Private names.
  { pattern: /turnstiles?/i, instead: 'admission queue' },
  { pattern: /visitors?/i, instead: 'pending handshake, client' },
  { pattern: /goodbyes?/i, instead: 'closing handshake, close grace period' },
  { pattern: /deaf(en(ed|s|ing)?)?/i, instead: 'stop reading' },
  { pattern: /owed|owes/i, instead: 'outstanding, due' },
  { pattern: /folded|foldings?/i, instead: 'conflated' },
  { pattern: /dearest/i, instead: 'most expensive, peak cost' },
  { pattern: /lay(s|ing)? (a )?cables?|laid through cables/i, instead: 'create WAN proxies' },
  { pattern: /left[ -]brokers?/i, instead: 'orphaned brokers' },
  { pattern: /say heartbeat|lead say/i, instead: 'publish' },
  { pattern: /say file/i, instead: 'write, print' },
  { pattern: /(no|zero|nor|or|without|missing,|gaps and) repeats/i, instead: 'duplicates' },
  // Sentences that have to be translated.
  { pattern: /to and fro/i, instead: 'back and forth, flicker' },
  { pattern: /passed over/i, instead: 'skipped' },
  { pattern: /(takes?|taken|taking) (it |nothing |them )?for (fresh|one|a)\b/i, instead: 'treat as' },
  { pattern: /is to be had|to be had/i, instead: 'is available' },
  { pattern: /goes? by/i, instead: 'use, follow' },
  { pattern: /mends?|mended|mending/i, instead: 'repair, fix' },
];
