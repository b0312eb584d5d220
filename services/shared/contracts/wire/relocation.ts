import type { Site } from './events.ts';

/** Asks each gateway of a site to move a share of its clients. */
export interface RelocationRequest {
  /** Names the request: a gateway that has accepted it already answers again and does nothing more. */
  readonly id: string;
  /** The share of its clients that a gateway moves, from 0 to 1. */
  readonly share: number;
  /** The clients are asked to relocate one after the other, spread evenly over this time, in milliseconds. */
  readonly withinMs: number;
  /** A client that is still connected this long after it was asked is closed, in milliseconds. */
  readonly deadlineMs: number;
}

/** What one gateway answers, as soon as it has planned the request. */
export interface RelocationAnswer {
  /** Names the gateway: unique among those of its site. */
  readonly instance: string;
  readonly site: Site;
  /** How many clients it has. */
  readonly clients: number;
  /** How many of them this request moves. */
  readonly moving: number;
  /** The version of the contracts that the gateway uses (`CONTRACTS_VERSION`). */
  readonly version: string;
}

/** What a gateway answers to a request that breaks the contract. It names the field and what is allowed. */
export interface RelocationRefusal {
  readonly error: string;
}
