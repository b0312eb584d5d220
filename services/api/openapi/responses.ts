import { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { apiProblemSchema } from '../problems.ts';

const PROBLEMS = {
  400: 'A parameter is not allowed; the answer names it and what is allowed',
  404: 'Unknown symbol; the response names similar ones',
  429: 'Too many requests; retry after `Retry-After`',
  500: 'Internal error; see the log of the API',
  503: 'Not ready yet; retry after `Retry-After`',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

/** Headers of every response while a rate limit is set, which is the default. */
const LIMITED = {
  RateLimit: z
    .string()
    .optional()
    .meta({
      header: { id: 'RateLimit' },
      description: 'The rest of the limit: requests (`r`), and seconds until it is reset (`t`)',
    }),
  'RateLimit-Policy': z
    .string()
    .optional()
    .meta({
      header: { id: 'RateLimit-Policy' },
      description: 'The limit: requests (`q`) in a window of seconds (`w`)',
    }),
};
const TAGGED = {
  ...LIMITED,
  ETag: z
    .string()
    .optional()
    .meta({
      header: { id: 'ETag' },
      description:
        'Identifies the content. Send it in `If-None-Match` to get 304 when nothing has changed. Content that changes all the time has none',
    }),
};
const LATER = {
  ...LIMITED,
  'Retry-After': z.string().meta({ header: { id: 'Retry-After' }, description: 'When to ask again, in seconds' }),
};

/** The responses of a route: success and refusals. */
export function responses(
  schema: z.ZodType,
  description: string,
  problems: readonly ProblemStatus[],
  { isTagged = false }: { readonly isTagged?: boolean } = {},
): ZodOpenApiResponsesObject {
  const headers = z.object(isTagged ? TAGGED : LIMITED);
  return {
    200: { description, headers, content: { 'application/json': { schema } } },
    ...(isTagged
      ? {
          304: {
            description: 'Unchanged since the response identified by `If-None-Match`',
            headers,
          },
        }
      : {}),
    ...refusals(problems),
  };
}

export function refusals(problems: readonly ProblemStatus[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    [...problems, 429 as const, 500 as const].map((status) => [
      String(status),
      {
        description: PROBLEMS[status],
        headers: z.object(status === 429 || status === 503 ? LATER : LIMITED),
        content: { 'application/problem+json': { schema: apiProblemSchema } },
      },
    ]),
  );
}
