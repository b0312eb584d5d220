import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApiDocument } from './document.ts';
import { routes } from '../routes/index.ts';

interface Document {
  readonly paths: Readonly<Record<string, { readonly get: { readonly responses: Readonly<Record<string, Answer>> } }>>;
}

interface Answer {
  /** By name, which is also that of the component. */
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** Fetches a path and validates the response against the OpenAPI document. Throws on a mismatch, and returns the body. */
export function contract(maxSymbols: number) {
  const document = openApiDocument(routes, { maxSymbols });
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'openapi');
  return async (url: string, init?: RequestInit): Promise<{ status: number; body: unknown; headers: Headers }> => {
    const response = await fetch(url, init);
    const { pathname } = new URL(url);
    const paths = Object.entries((document as Document).paths);
    const [path, operation] = paths.find(([template]) => matches(template, pathname)) ?? [];
    const answer = operation?.get.responses[response.status];
    if (path === undefined || answer === undefined) throw new Error(`${url}: ${response.status} is not documented`);
    const absent = Object.keys(answer.headers ?? {}).filter(
      (name) => headersOf(document)[name]?.required === true && !response.headers.has(name),
    );
    if (absent.length > 0) throw new Error(`${url}: ${response.status} lacks ${absent.join(', ')}`);
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const text = await response.text();
    if (answer.content === undefined) {
      if (text !== '') throw new Error(`${url}: ${response.status} has a body`);
      return { status: response.status, body: null, headers: response.headers };
    }
    if (answer.content[type] === undefined) throw new Error(`${url}: ${type} is not documented`);
    const body: unknown = JSON.parse(text);
    const pointer = ['paths', path, 'get', 'responses', String(response.status), 'content', type, 'schema']
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
    const validate = ajv.getSchema(`openapi#/${pointer}`);
    if (validate === undefined) throw new Error(`no schema at ${pointer}`);
    if (validate(body) !== true) throw new Error(`${url}: ${ajv.errorsText(validate.errors)}`);
    return { status: response.status, body, headers: response.headers };
  };
}

function headersOf(document: object) {
  const { components } = document as { components: { headers: Readonly<Record<string, { required?: boolean }>> } };
  return components.headers;
}

function matches(template: string, path: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, index) => part.startsWith('{') || part === given[index]);
}
