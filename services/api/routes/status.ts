import { QUOTES_STREAM } from '@quotebridge/contracts';
import { statusAnswer } from '../answers.ts';
import type { StatusAnswer } from '../answers.ts';
import { responses } from '../openapi/responses.ts';
import { noParameters, readParameters } from '../parameters.ts';
import type { Route } from '../route.ts';

/** Freshness and completeness of this site. Available before the snapshot is complete. */
export const statusRoute: Route = {
  path: '/v1/status',
  tag: 'Site',
  describe: () => ({
    operationId: 'getStatus',
    summary: 'How fresh and complete this site is',
    responses: responses(statusAnswer, 'The state of the site', [400]),
  }),
  handle:
    ({ quotes, site, now }) =>
    (request, response) => {
      readParameters(noParameters, request.query);
      const at = now();
      const { link, heartbeatAge, clock, stale, complete } = quotes.freshness;
      const { received, missing, lost, refused } = quotes.totals;
      const streams = site.bridge?.streams ?? [];
      const alarms = [
        ...streams.flatMap(({ stream, alarm }) => (alarm === null ? [] : [{ stream, ...alarm }])),
        ...(site.audit?.alarms ?? []).map((alarm) => ({ stream: QUOTES_STREAM, action: null, ...alarm })),
      ];
      response.json({
        site: site.site,
        role: site.role,
        link,
        rtt: site.bridge?.linkRtt ?? null,
        lag: streams.find((stream) => stream.stream === QUOTES_STREAM)?.lag ?? null,
        alarms,
        lastError: streams.find((stream) => stream.lastError !== null)?.lastError ?? null,
        streams,
        bridges: site.bridge?.bridges ?? [],
        heartbeatAge,
        clock,
        stale,
        complete: complete && alarms.every((alarm) => alarm.missing === 0),
        symbols: quotes.entries.size,
        totals: { received, missing, lost, refused },
        now: at,
      } satisfies StatusAnswer);
    },
};
