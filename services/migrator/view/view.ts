import type { Counts, Entry, Migration } from '../core/migration.ts';

/** Shows a migration while it runs. */
export interface View extends Disposable {
  entry(entry: Entry, migration: Migration): void;
  counts(counts: Counts): void;
  /** `report`: the file with the report, if one was written. */
  end(migration: Migration, report: string | null): void;
  /** Clears the way for a question to the operator, and goes on after it. */
  suspend(): void;
  resume(): void;
}

/** Lines that a machine reads: one JSON object each, with the field `event`. */
export function jsonView(out: NodeJS.WritableStream): View {
  const write = (event: object) => void out.write(`${JSON.stringify(event)}\n`);
  return {
    entry: ({ kind, ...entry }, { id, status }) => write({ event: kind, id, status, ...entry }),
    counts: (counts) => write({ event: 'counts', ...counts }),
    end: ({ id, status, reason, counts }, report) => write({ event: 'end', id, status, reason, report, ...counts }),
    suspend: () => undefined,
    resume: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** A line for each entry of the timeline. */
export function plainView(out: NodeJS.WritableStream): View {
  const write = (line: string) => void out.write(`${line}\n`);
  return {
    entry(entry) {
      if (entry.kind !== 'done') write(entryLine(entry));
    },
    counts: () => undefined,
    end(migration, report) {
      for (const line of endLines(migration, report)) write(line);
    },
    suspend: () => undefined,
    resume: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

const MARKS: Readonly<Record<Entry['kind'], string>> = {
  step: '→',
  done: '✓',
  failed: '✗',
  weights: '⚖',
  warning: '!',
  breach: '✗ objective breached:',
  operator: '·',
  note: '·',
};

export function entryLine({ at, kind, text }: Entry): string {
  return `${new Date(at).toISOString().slice(11, 19)} ${MARKS[kind]} ${text}`;
}

export function endLines(migration: Migration, report: string | null): string[] {
  const { id, status, reason } = migration;
  return [
    `${id}: ${status}${reason === null ? '' : ` (${reason})`}`,
    countsLine(migration.counts),
    ...(report === null ? [] : [`report: ${report}`]),
  ];
}

/** The counts in one line. */
export function countsLine({ requests, library, plain, api, clients }: Counts): string {
  const sites = Object.entries(requests).map(
    ([site, { served, failed }]) => `${site} ${served} served, ${failed} failed`,
  );
  const missing = library.missing + plain.missing;
  const duplicates = library.duplicates + plain.duplicates;
  const outOfOrder = library.outOfOrder + plain.outOfOrder;
  return [
    ...sites,
    `probe requests failed ${api.failed} of ${api.answered + api.failed}`,
    `clients moved ${clients.moved}, closed ${clients.closed}`,
    `missing ${missing}, duplicates ${duplicates}, out of order ${outOfOrder}`,
    `longest silence ${Math.round(library.longestSilenceMs)} ms, plain client ${Math.round(plain.longestSilenceMs)} ms`,
  ].join(' · ');
}
