import { z } from 'zod';
import { problem, problemHeaders } from '@quotebridge/service-kit';
import type { Route } from '../route.ts';
import { stateSchema } from './state.ts';

/** When a browser connects again, in milliseconds. */
const RETRY_MS = 1_000;
const MAX_FOLLOWERS = 200;
/** A client that reads less than that much too slowly, in bytes, is disconnected: it connects again and gets the newest state. */
const MAX_WAITING = 1_048_576;

const events = z
  .array(z.object({ event: z.literal('state'), data: stateSchema }))
  .describe('Server-sent events, one after the other. `data` is one line of JSON');

/** The state as server-sent events: at once, and when it changes. */
export const eventsRoute: Route = {
  method: 'get',
  path: '/v1/events',
  operation: {
    operationId: 'followState',
    summary: 'The state at once and whenever it changes, at most 4 times a second, as server-sent events',
    responses: {
      200: { description: 'Events, until either side ends', content: { 'text/event-stream': { schema: events } } },
      503: { description: 'Too many followers' },
    },
  },
  handle:
    ({ feed }) =>
    (_request, response) => {
      if (feed.listeners >= MAX_FOLLOWERS) {
        const refusal = problem(503, `at most ${MAX_FOLLOWERS} clients may follow the state`);
        response.status(503).set(problemHeaders(refusal)).send(JSON.stringify(refusal));
        return;
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write(`retry: ${RETRY_MS}\n\n`);
      const stop = feed.follow((text) => {
        if (response.writableLength > MAX_WAITING) response.destroy();
        else response.write(text);
      });
      response.once('close', stop);
    },
};
