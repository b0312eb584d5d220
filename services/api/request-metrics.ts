import { Histogram } from '@quotebridge/runtime';
import type { Registry } from '@quotebridge/runtime';
import type { RequestHandler } from 'express';

/** Measures how long each request takes, by route and status. */
export function requestMetrics(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of the answer',
    labelNames: ['route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [registry],
  });
  // Finding a series by its labels costs more than counting into it.
  const series = new Map<string, ReturnType<typeof duration.labels>>();
  const seriesOf = (route: string, status: string) => {
    const key = `${status} ${route}`;
    const known = series.get(key) ?? duration.labels({ route, status });
    series.set(key, known);
    return known;
  };
  return (request, response, next) => {
    const began = performance.now();
    response.once('close', () => {
      // The pattern, never the path: labels must be few. Express types `route` as any.
      const route = (request.route as { path: string } | undefined)?.path ?? 'none';
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      seriesOf(route, status).observe((performance.now() - began) / 1_000);
    });
    next();
  };
}
