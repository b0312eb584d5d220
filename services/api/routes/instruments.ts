import type { RequestHandler } from 'express';
import type { InstrumentsAnswer } from '../answers.ts';
import type { ApiDeps } from '../deps.ts';
import { noParameters, readParameters } from '../parameters.ts';
import { notReady } from '../problems.ts';

/** `GET /v1/instruments`: what is traded, by symbol. */
export function instrumentsRoute({ instruments }: ApiDeps): RequestHandler {
  return (request, response) => {
    readParameters(noParameters, request.query);
    if (!instruments.isReady) throw notReady('the list of instruments');
    const all = [...instruments.bySymbol.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
    response.json({ instruments: all, total: all.length } satisfies InstrumentsAnswer);
  };
}
