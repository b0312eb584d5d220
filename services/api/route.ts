import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { ApiDeps, Limits } from './deps.ts';

/** A path with its OpenAPI description and its handler. */
export interface Route {
  /** As OpenAPI writes it: `/v1/quotes/{symbol}`. */
  readonly path: string;
  /** The tag that it is listed under. */
  readonly tag: 'Quotes' | 'Instruments' | 'Site';
  readonly describe: (limits: Limits) => ZodOpenApiOperationObject;
  readonly handle: (deps: ApiDeps) => RequestHandler;
}
