import { createDocument } from 'zod-openapi';
import type { Limits } from '../deps.ts';
import type { Route } from '../route.ts';

/** The OpenAPI 3.1 document of the routes, generated from the schemas that validate requests and, in tests, responses. */
export function openApiDocument(routes: readonly Route[], limits: Limits): object {
  const document: Parameters<typeof createDocument>[0] = {
    openapi: '3.1.0',
    info: {
      title: 'Quotebridge',
      version: '1',
      summary: 'Real-time quotes of the site that answers',
      description: [
        'Errors are `application/problem+json` (RFC 9457). Times are milliseconds since the Unix epoch unless stated otherwise.',
        'Prices are decimal strings. `stale` is since when and why prices are too old to trust.',
      ].join('\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    // No route needs a login.
    security: [],
    paths: Object.fromEntries(
      routes.map(({ path, tag, describe }) => [path, { get: { tags: [tag], ...describe(limits) } }]),
    ),
  };
  return createDocument(document, { override: ({ jsonSchema }) => describeTupleByItems(jsonSchema) });
}

/** Schemathesis 4.32 turns `prefixItems` into what OpenAPI 3.1 does not allow: a tuple is described as an array of its length, of any of its kinds. */
function describeTupleByItems(schema: { prefixItems?: unknown; items?: unknown }): void {
  if (!Array.isArray(schema.prefixItems)) return;
  const kinds = new Map(schema.prefixItems.map((kind) => [JSON.stringify(kind), kind]));
  schema.items = { anyOf: [...kinds.values()] };
  delete schema.prefixItems;
}
