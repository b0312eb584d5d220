import { QUOTES_STREAM } from '@quotebridge/contracts';
import { heartbeatAge, staleness } from '@quotebridge/runtime';
import type { RequestHandler } from 'express';
import type { StatusAnswer } from '../answers.ts';
import type { ApiDeps } from '../deps.ts';
import { noParameters, readParameters } from '../parameters.ts';

/** `GET /v1/status`: how fresh and complete this site is. It answers before the snapshot is there, too. */
export function statusRoute({ quotes, site, now }: ApiDeps): RequestHandler {
  return (request, response) => {
    readParameters(noParameters, request.query);
    const at = now();
    const { received, missing, lost, refused } = quotes.totals;
    const streams = site.bridge?.streams ?? [];
    response.json({
      site: site.site,
      role: site.role,
      link: site.link,
      rtt: site.bridge?.linkRtt ?? null,
      lag: streams.find((stream) => stream.stream === QUOTES_STREAM)?.lag ?? null,
      lastError: streams.find((stream) => stream.lastError !== null)?.lastError ?? null,
      streams,
      heartbeatAge: heartbeatAge(quotes.freshness, at),
      stale: staleness(quotes.freshness, site),
      complete: quotes.freshness.complete,
      symbols: quotes.entries.size,
      totals: { received, missing, lost, refused },
      now: at,
    } satisfies StatusAnswer);
  };
}
