import { demandAnswer } from '../answers.ts';
import type { DemandAnswer } from '../answers.ts';
import type { SiteDemand } from '../demand/follow-demand.ts';
import { responses } from '../openapi/responses.ts';
import { noParameters, readParameters } from '../parameters.ts';
import { notReady } from '../problems.ts';
import type { Route } from '../route.ts';

/** What clients are subscribed to, as far as it is known at this site. */
export const demandRoute: Route = {
  path: '/v1/demand',
  tag: 'Site',
  describe: () => ({
    operationId: 'getDemand',
    summary: 'How many clients are subscribed to each symbol',
    description:
      "The gateways report it at their site. On-prem, the cloud's demand is a copy that a bridge of mode `replicate` keeps; the cloud knows its own only. A gateway that dies without notice counts for up to 30 seconds.",
    responses: responses(demandAnswer, 'The demand that is known at this site', [400, 503]),
  }),
  handle:
    ({ demand, site, now }) =>
    (request, response) => {
      readParameters(noParameters, request.query);
      const sites = demand.sites();
      if (sites === null) throw notReady("the site's bridge service");
      response.json({
        site: site.site,
        sites: sites.map(({ site: name, asOf, stale, gateways, wholeMarket }) => ({
          site: name,
          asOf,
          stale,
          gateways,
          wholeMarket,
        })),
        symbols: symbolsOf(sites),
        now: now(),
      } satisfies DemandAnswer);
    },
};

function symbolsOf(sites: readonly SiteDemand[]): DemandAnswer['symbols'] {
  const found = new Map<string, Record<string, number>>();
  for (const { site, bySymbol } of sites) {
    for (const [symbol, clients] of bySymbol) found.set(symbol, { ...found.get(symbol), [site]: clients });
  }
  return [...found]
    .map(([symbol, bySite]) => ({
      symbol,
      clients: Object.values(bySite).reduce((sum, clients) => sum + clients, 0),
      bySite,
    }))
    .toSorted((a, b) => b.clients - a.clients || (a.symbol < b.symbol ? -1 : 1));
}
