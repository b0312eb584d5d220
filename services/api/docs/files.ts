import { asyncApiDocument } from '@quotebridge/contracts/asyncapi';
import openapiTypes, { astToString } from 'openapi-typescript';
import { readConfig } from '../config.ts';
import { openApiDocument } from '../openapi/document.ts';
import { routes } from '../routes/index.ts';

const HEAD = '/** The REST API, as types generated from its OpenAPI document by `npm run docs:api`. */\n\n';

/** The files generated from the contracts and the routes: their content by path from the repository's root. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const { MAX_SYMBOLS } = readConfig({
    PORT: '0',
    SITE: 'cloud',
    NATS_URL: 'nats://x:1',
    NATS_USER: 'x',
    NATS_PASSWORD: 'x',
  });
  const openapi = openApiDocument(routes, { maxSymbols: MAX_SYMBOLS });
  const types = await openapiTypes(JSON.stringify(openapi));
  return new Map([
    ['docs/openapi.json', json(openapi)],
    ['docs/asyncapi.json', json(asyncApiDocument())],
    ['services/shared/contracts/generated/rest.ts', HEAD + astToString(types)],
  ]);
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
