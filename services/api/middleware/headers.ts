import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The security headers of responses that are not pages. Headers that only matter for pages are omitted: they cost as much as the rest of a
 * small response. The documentation page sets its own.
 */
export function protectAnswers(): RequestHandler {
  return alwaysSet(headersOf(setHeaders));
}

/** Sets the same headers on every response. */
export function alwaysSet(headers: ReadonlyMap<string, string>): RequestHandler {
  const all = [...headers];
  return (_request, response, next) => {
    for (const [name, value] of all) response.setHeader(name, value);
    next();
  };
}

type SetHeaders = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** The headers that a library's handler sets. If they are the same for every response, one call is enough. */
export function headersOf(handler: SetHeaders): Map<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  handler(request, response, (error?: unknown) => {
    if (error !== undefined) throw new Error('no headers were set', { cause: error });
  });
  return new Map(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

const setHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
});
