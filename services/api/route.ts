import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { ApiDeps, Limits } from './deps.ts';

/** A path, what the OpenAPI document says of it, and what answers it. */
export interface Route {
  /** As OpenAPI writes it: `/v1/quotes/{symbol}`. */
  readonly path: string;
  /** What it is listed under. */
  readonly tag: 'Quotes' | 'Instruments' | 'Site';
  readonly describe: (limits: Limits) => ZodOpenApiOperationObject;
  readonly handle: (deps: ApiDeps) => RequestHandler;
}
