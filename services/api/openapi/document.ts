import { createDocument } from 'zod-openapi';
import type { Limits } from '../deps.ts';
import type { Route } from '../route.ts';

/** The OpenAPI 3.1 document of the routes, made of the schemas that requests are held against and answers are tested with. */
export function openApiDocument(routes: readonly Route[], limits: Limits): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Quotebridge',
      version: '1',
      summary: 'Real-time quotes of the site that answers',
      description: [
        'Errors are `application/problem+json` (RFC 9457). Times are milliseconds since the Unix epoch unless said otherwise.',
        'Prices are decimal strings. `stale` says since when and why prices are too old to trust.',
      ].join('\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    // Nothing here has a login.
    security: [],
    paths: Object.fromEntries(
      routes.map(({ path, tag, describe }) => [path, { get: { tags: [tag], ...describe(limits) } }]),
    ),
  });
}
