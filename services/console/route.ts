import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { StateFeed } from './state-feed.ts';

export interface RouteDeps {
  readonly feed: StateFeed;
}

/** What anyone may read. */
export interface Route {
  /** Below `CONSOLE_PATH`. */
  readonly path: string;
  readonly operation: ZodOpenApiOperationObject;
  readonly handle: (deps: RouteDeps) => RequestHandler;
}
