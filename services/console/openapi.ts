import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import { createDocument } from 'zod-openapi';
import { OPERATOR } from './routes/acting-route.ts';
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
        'State-changing requests need the token of the operator and, from a browser, a page of the same origin. Each is audited.',
        'Errors are `application/problem+json` (RFC 9457). Times are milliseconds since the Unix epoch.',
      ].join('\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [],
    components: {
      securitySchemes: {
        [OPERATOR]: { type: 'http', scheme: 'bearer', description: "The operator's token, which `npm start` prints" },
      },
    },
    paths: Object.fromEntries(
      routes.map(({ method, path, operation }) => [`${CONSOLE_PATH}${path}`, { [method]: operation }]),
    ),
  });
}
