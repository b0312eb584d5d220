import type { ConsoleReceipt } from '@quotebridge/contracts/wire';
import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Acting } from './acting/acting.ts';
import type { Migrations } from './acting/migrations.ts';
import type { StateFeed } from './state-feed.ts';

export interface RouteDeps {
  readonly feed: StateFeed;
  /** The newest first. */
  readonly receipts: () => readonly ConsoleReceipt[];
  /** `null` where the way of running offers no faults. */
  readonly acting: Acting | null;
  /** `null` where the way of running offers none. */
  readonly migrations: Migrations | null;
}

export interface Route {
  readonly method: 'get' | 'post';
  /** Below `CONSOLE_PATH`, with parameters in braces. */
  readonly path: string;
  readonly operation: ZodOpenApiOperationObject;
  /** What it throws as a `Refusal` is answered as a problem. */
  readonly handle: (deps: RouteDeps) => RequestHandler;
}
