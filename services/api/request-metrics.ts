import { Histogram } from '@quotebridge/service-kit';
import type { Registry } from '@quotebridge/service-kit';
import type { RequestHandler } from 'express';

/** The status label of requests whose client left before the response. */
const ABORTED = 0;

/** Measures how long each request takes, by route and status. */
export function requestMetrics(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of the response',
    labelNames: ['route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [registry],
  });
  // Finding a series by its labels costs more than counting into it.
  const series = new Map<string, Map<number, ReturnType<typeof duration.labels>>>();
  const seriesOf = (route: string, status: number) => {
    const ofRoute = series.get(route) ?? new Map<number, ReturnType<typeof duration.labels>>();
    series.set(route, ofRoute);
    const known =
      ofRoute.get(status) ?? duration.labels({ route, status: status === ABORTED ? 'aborted' : String(status) });
    ofRoute.set(status, known);
    return known;
  };
  return (request, response, next) => {
    const began = performance.now();
    response.on('close', () => {
      // The pattern, never the path: labels must be few. Express types `route` as any.
      const route = (request.route as { path: string } | undefined)?.path ?? 'none';
      const status = response.writableFinished ? response.statusCode : ABORTED;
      seriesOf(route, status).observe((performance.now() - began) / 1_000);
    });
    next();
  };
}
