import type { LinkState } from './events.ts';

/** Where the front door forwards to the console. */
export const CONSOLE_PATH = '/console';

/** `silent`: nothing has arrived for a moment while the origin grew; the bridge service has not called the link down yet. */
export type ConsoleLinkState = LinkState | 'silent';

/**
 * `through`: quotes arrive as they are published. `held`: the link is down, quotes wait at the origin. `draining`: the link is back, the held ones arrive.
 * `unknown`: a site's services do not answer.
 */
export type AccountPhase = 'through' | 'held' | 'draining' | 'unknown';

/** Where the quotes published so far are: published = delivered + inFlight + held + lost. `null`: a site's auditor does not answer. */
export interface ConsoleAccount {
  readonly phase: AccountPhase;
  readonly published: number | null;
  readonly delivered: number | null;
  /** On their way while the link is up: no more than a moment's worth. */
  readonly inFlight: number | null;
  /** At the origin, until the link is back and they have arrived. */
  readonly held: number | null;
  readonly lost: number | null;
}

export interface ConsoleLink {
  readonly from: string;
  readonly to: string;
  readonly state: ConsoleLinkState;
  /** Up to when something arrived, in milliseconds since the Unix epoch; `null` while the link is up or not known. */
  readonly since: number | null;
  /** Round trip in milliseconds. */
  readonly rtt: number | null;
  /** Quotes per second that arrive. */
  readonly rate: number | null;
  /** Whether an operator has cut it; `null` where it is not controlled from here. */
  readonly cable: CableState | null;
}

export type CableState = 'cut' | 'whole';

export interface ConsoleSite {
  readonly site: string;
  readonly role: 'origin' | 'mirror' | null;
  /** Whether its bridge service answers the console, which does not use the link. */
  readonly reachable: boolean;
  /** Quotes per second by which its stream grows. */
  readonly rate: number | null;
}

export interface ConsoleService {
  readonly name: string;
  readonly service: string;
  /** `null` for what runs at no site. */
  readonly site: string | null;
  readonly ready: boolean;
  /** Whether it is meant to run: one that was moved to the other site is not. `null` where nobody reports it. */
  readonly wanted: boolean | null;
  /** Connected clients, of a gateway that answers. */
  readonly clients: number | null;
}

/** A NATS server. */
export interface ConsoleBroker {
  readonly name: string;
  readonly site: string;
  readonly ready: boolean;
  /** Whether it leads the stream of quotes of its site; `null` while it does not answer. */
  readonly leads: boolean | null;
}

/** How the front door divides new requests among the sites. */
export interface ConsoleShare {
  readonly service: string;
  readonly site: string;
  /** Relative to the other sites of that service. */
  readonly weight: number;
}

/** The account of an outage that is over. */
export interface ConsoleReceipt {
  /** Counts from 1, the oldest that is known. */
  readonly number: number;
  readonly cause: string;
  /** In milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
  readonly held: number;
  readonly recovered: number;
  readonly lost: number;
  readonly duplicates: number;
}

/** What an operator can do to the link. */
export const LINK_ACTIONS = ['cut', 'restore'] as const;
export type LinkAction = (typeof LINK_ACTIONS)[number];
/** What an operator can do to a process: a service or a broker. */
export const PROCESS_ACTIONS = ['kill', 'hang', 'resume', 'restart'] as const;
export type ProcessAction = (typeof PROCESS_ACTIONS)[number];

/** Where API and gateways are. 0: on-prem. 1: at both sites, with all traffic on-prem. 2: in the cloud. */
export const STAGES = [0, 1, 2] as const;
export type Stage = (typeof STAGES)[number];
/** What an operator can do to a migration that was started. */
export const MIGRATION_ACTIONS = ['hold', 'resume', 'rollback'] as const;
export type MigrationAction = (typeof MIGRATION_ACTIONS)[number];
/** `failed`: the tool ended without a result; the last entry has its reason. */
export const MIGRATION_STATUSES = [
  'running',
  'rolling-back',
  'held',
  'done',
  'rolled-back',
  'aborted',
  'failed',
] as const;
export type MigrationStatus = (typeof MIGRATION_STATUSES)[number];

/** A migration that was started from the console. */
export interface ConsoleMigration {
  /** `null` until its first step. */
  readonly id: string | null;
  /** Where it leads; `null` when it was started elsewhere and taken over. */
  readonly stage: Stage | null;
  readonly status: MigrationStatus;
  /** The newest entries, the oldest first. */
  readonly timeline: readonly {
    /** In milliseconds since the Unix epoch. */
    readonly at: number;
    readonly kind: string;
    readonly text: string;
  }[];
}

/** One snapshot of both sites: all of its numbers belong together. */
export interface ConsoleState {
  /** By the console's clock, in milliseconds since the Unix epoch. */
  readonly time: number;
  readonly sites: readonly ConsoleSite[];
  readonly link: ConsoleLink;
  readonly account: ConsoleAccount;
  readonly services: readonly ConsoleService[];
  readonly brokers: readonly ConsoleBroker[];
  /** Empty while the front door does not answer. */
  readonly shares: readonly ConsoleShare[];
  /** `null` between two stages, and while it is not known. */
  readonly stage: Stage | null;
  /** The newest that was started from here; `null` before the first. */
  readonly migration: ConsoleMigration | null;
  /** The newest 5, the newest first. */
  readonly receipts: readonly ConsoleReceipt[];
  /** What an operator can do here; empty where the way of running offers no faults. */
  readonly actions: readonly (LinkAction | ProcessAction | 'migrate')[];
}
