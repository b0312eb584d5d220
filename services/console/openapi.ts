import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import { createDocument } from 'zod-openapi';
import type { Route } from './route.ts';

/** The OpenAPI 3.1 document of the console. */
export function openApiDocument(routes: readonly Route[]): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Quotebridge console',
      version: '1',
      summary: 'Both sites of the demo, the link between them, and where every quote is',
      description: [
        'The console reads every service at its own address, not through the link between the sites.',
        'Errors are `application/problem+json` (RFC 9457). Times are milliseconds since the Unix epoch.',
      ].join('\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [],
    paths: Object.fromEntries(routes.map(({ path, operation }) => [`${CONSOLE_PATH}${path}`, { get: operation }])),
  });
}
