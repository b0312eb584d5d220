import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The headers that protect answers which are no pages. What only concerns pages is left out; it costs as much as the rest of a
 * small answer. The page of the documents has its own.
 */
export function protectAnswers(): RequestHandler {
  return alwaysSet(headersOf(setHeaders));
}

/** Sets the same headers of every answer. */
export function alwaysSet(headers: ReadonlyMap<string, string>): RequestHandler {
  const all = [...headers];
  return (_request, response, next) => {
    for (const [name, value] of all) response.setHeader(name, value);
    next();
  };
}

type SetHeaders = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** What a library's handler sets of an answer. Where that is the same for every answer, it need be asked only once. */
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
