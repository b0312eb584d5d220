import { z } from 'zod';
import { quoteEvent, resetEvent, statusEvent } from '../answers.ts';
import { LiveClient } from '../live/client.ts';
import { checkKnown } from '../newest.ts';
import { refusals } from '../openapi/responses.ts';
import { readParameters, streamParameters } from '../parameters.ts';
import { badParameter } from '../problems.ts';
import type { Route } from '../route.ts';

/** Reconnection time for clients, in milliseconds. */
const RETRY_MS = 1_000;

/** The OpenAPI document describes the events as a list, each with its `data` decoded as JSON. */
const events = z
  .array(
    z.discriminatedUnion('event', [
      z.object({
        event: z.literal('quote'),
        id: z.int().min(1).describe('Its number in the stream'),
        data: quoteEvent,
      }),
      z.object({ event: z.literal('status'), data: statusEvent }),
      z.object({ event: z.literal('reset'), data: resetEvent }),
    ]),
  )
  .describe('Server-sent events, one after the other. `data` is one line of JSON');

/** Live quotes as server-sent events. */
export const streamRoute: Route = {
  path: '/v1/stream',
  tag: 'Quotes',
  describe: ({ maxSymbols }) => ({
    operationId: 'streamQuotes',
    summary: 'Live quotes as server-sent events',
    description: [
      'Without `Last-Event-ID`: the newest quote of each symbol, then every quote as the stream stores it. With it: every quote',
      'since then. `event: quote` carries a QuoteEvent, its id is the number in the stream; `event: status` a StatusEvent, at',
      'once when something changes and every 5 s; `event: reset` a ResetEvent: not all missed quotes can be sent, and the newest',
      'quotes follow. A client that reads too slowly gets the newest quote of each symbol, with the number it replaced in `conflated`.',
      '',
      "They do not end. In a terminal: `curl -N 'localhost:8080/v1/stream?symbols=AAPL,MSFT'`.",
    ].join('\n'),
    requestParams: {
      query: streamParameters(maxSymbols),
      header: z.object({
        'Last-Event-ID': z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .meta({ description: 'Resume after the event with this id' }),
      }),
    },
    responses: {
      200: { description: 'Events, until either side ends', content: { 'text/event-stream': { schema: events } } },
      ...refusals([400, 404, 503]),
    },
  }),
  handle: (deps) => {
    const parameters = streamParameters(deps.limits.maxSymbols);
    return async (request, response) => {
      const list = readParameters(parameters, request.query).symbols?.split(',');
      const after = lastEventId(request.get('last-event-id'));
      checkKnown(deps, list ?? []);
      deps.live.checkRoom();
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      const client = new LiveClient(response, list === undefined ? null : new Set(list));
      response.once('close', () => deps.live.remove(client));
      client.send(`retry: ${RETRY_MS}\n\n`);
      try {
        await deps.live.add(client, after);
      } catch (error) {
        deps.log.warn({ err: error }, 'cannot resume an event stream');
        deps.live.remove(client);
      }
    };
  },
};

function lastEventId(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw badParameter('Last-Event-ID', 'must be the id of an event');
  return Number(text);
}
