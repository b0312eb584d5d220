import type { ConsoleReceipt } from '@quotebridge/contracts/wire';
import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { StateFeed } from './state-feed.ts';

export interface RouteDeps {
  readonly feed: StateFeed;
  /** The newest first. */
  readonly receipts: () => readonly ConsoleReceipt[];
}

/** What anyone may read. */
export interface Route {
  /** Below `CONSOLE_PATH`. */
  readonly path: string;
  readonly operation: ZodOpenApiOperationObject;
  readonly handle: (deps: RouteDeps) => RequestHandler;
}
