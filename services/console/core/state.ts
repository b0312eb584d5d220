import type { AuditReport, BridgeStatus, Receipt } from '@quotebridge/contracts';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type {
  CableState,
  ConsoleBroker,
  ConsoleMigration,
  ConsoleReceipt,
  ConsoleService,
  ConsoleShare,
  ConsoleSite,
  ConsoleState,
} from '@quotebridge/contracts/wire';
import { LinkWatch } from './link-watch.ts';
import type { StreamReading } from './link-watch.ts';
import { stageOf } from './migration-events.ts';
import { RateWindow } from './rate.ts';

/** What the services of a site answered; `null` without a recent answer. */
export interface SiteReading {
  readonly site: string;
  readonly bridge: BridgeStatus | null;
  readonly audit: AuditReading | null;
}

/** An auditor's answer, and when it came, by a monotonic clock in milliseconds. */
export interface AuditReading {
  readonly report: AuditReport;
  readonly at: number;
}

export interface Reading {
  readonly sites: readonly SiteReading[];
  readonly services: readonly ConsoleService[];
  readonly brokers: readonly ConsoleBroker[];
  readonly shares: readonly ConsoleShare[];
  readonly cable: CableState | null;
  readonly migration: ConsoleMigration | null;
  /** A monotonic clock, and milliseconds since the Unix epoch. */
  readonly now: number;
  readonly wall: number;
}

/** A state is sent several times a second: all receipts have a route of their own. */
const RECEIPTS_IN_STATE = 5;

/** Joins what the services of all sites answer to one snapshot. Pure. */
export class StateBuilder {
  readonly #link: { readonly from: string; readonly to: string };
  readonly #watch = new LinkWatch();
  readonly #rates = new Map<string, RateWindow>();
  readonly #actions: ConsoleState['actions'];

  constructor(link: { readonly from: string; readonly to: string }, actions: ConsoleState['actions']) {
    this.#link = link;
    this.#actions = actions;
  }

  build({ sites, services, brokers, shares, cable, migration, now, wall }: Reading): ConsoleState {
    const described = sites.map(({ site, bridge, audit }): ConsoleSite => {
      const rate = this.#rateOf(site).read(audit?.report.seqSum ?? null, audit?.at ?? now);
      const role = bridge?.streams.find(({ stream }) => stream === QUOTES_STREAM)?.role ?? null;
      return { site, role, reachable: bridge !== null, rate };
    });
    const at = (site: string) => sites.find((one) => one.site === site);
    const rateAt = (site: string) => described.find((one) => one.site === site)?.rate ?? null;
    const { from, to } = this.#link;
    const [origin, mirror] = [at(from), at(to)];
    const { account, link } = this.#watch.observe({
      origin: readingOf(origin?.audit),
      mirror: readingOf(mirror?.audit),
      judged: mirror?.bridge?.link ?? null,
      // Only the site that dials measures it.
      rtt: origin?.bridge?.linkRtt ?? mirror?.bridge?.linkRtt ?? null,
      rate: rateAt(from),
      wall,
    });
    return {
      time: wall,
      sites: described,
      link: { from, to, ...link, rate: rateAt(to), cable },
      account,
      services,
      brokers,
      shares,
      stage: stageOf(shares, services),
      migration,
      receipts: receiptsOf(mirror?.audit?.report.receipts ?? []).slice(0, RECEIPTS_IN_STATE),
      actions: this.#actions,
    };
  }

  #rateOf(site: string): RateWindow {
    const known = this.#rates.get(site) ?? new RateWindow();
    this.#rates.set(site, known);
    return known;
  }
}

function readingOf(audit: AuditReading | null | undefined): StreamReading | null {
  if (!audit) return null;
  const { position, seqSum, totals } = audit.report;
  return { position, seqSum, lost: totals.missing, at: audit.at };
}

/** `receipts`: the newest first. */
export function receiptsOf(receipts: readonly Receipt[]): ConsoleReceipt[] {
  const over = receipts.flatMap((receipt) => (receipt.to === null ? [] : [{ ...receipt, to: receipt.to }]));
  return over.map(({ cause, from, to, held, recovered, lost, duplicates }, index) => {
    return { number: over.length - index, cause, from, to, held, recovered, lost, duplicates };
  });
}
