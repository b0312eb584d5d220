import type { Evidence, ReceiverEvidence } from './judge.ts';
import type { StreamCounts } from './observe/stream-ledger.ts';
import type { StreamComparison } from './observe/streams.ts';

/** What a run without any fault would show. */

const COUNTS: StreamCounts = {
  messages: 110,
  quotes: 100,
  symbols: 5,
  missing: 0,
  duplicates: 0,
  outOfOrder: 0,
  conflicting: 0,
};

interface StreamChanges extends Partial<Omit<StreamComparison, 'origin' | 'mirror'>> {
  readonly origin?: Partial<StreamCounts>;
  readonly mirror?: Partial<StreamCounts>;
}

export function streams({ origin = {}, mirror = {}, ...changes }: StreamChanges = {}): StreamComparison {
  return {
    different: 0,
    absent: 0,
    surplus: 0,
    ...changes,
    origin: { ...COUNTS, ...origin },
    mirror: { ...COUNTS, ...mirror },
  };
}

export function receiver(changes: Partial<ReceiverEvidence> = {}): ReceiverEvidence {
  return {
    name: 'a client',
    received: 60,
    conflated: 40,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    conflicting: 0,
    superseded: 0,
    passed: 0,
    reconnects: 0,
    freshAfterMs: 300,
    staleMs: 1_000,
    freshWhileOldMs: 100,
    reasons: ['link'],
    ...changes,
  };
}

export function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    streams: streams(),
    ledgers: [],
    receivers: [receiver()],
    shown: ['fresh'],
    missingShown: 0,
    unrecovered: null,
    completeAfterMs: 700,
    backlog: 90,
    publishedPerSecond: 100,
    ...changes,
  };
}
