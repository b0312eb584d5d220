import { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { apiProblemSchema } from '../problems.ts';

const PROBLEMS = {
  400: 'A parameter is not allowed; the answer names it and what is allowed',
  404: 'There is no such symbol; the answer names some that look like it',
  429: 'Too many requests; `Retry-After` says when to come back',
  500: 'The API failed; the failure is in its log',
  503: 'Not ready yet; `Retry-After` says when to come back',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

/** Of every answer where requests are limited, which is the default. */
const LIMITED = {
  RateLimit: z
    .string()
    .optional()
    .meta({
      header: { id: 'RateLimit' },
      description: 'What is left of the limit: requests (`r`), and seconds until it is counted anew (`t`)',
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
        'Names what the answer has. Send it in `If-None-Match` to be told when nothing has changed; what changes all the time has none',
    }),
};
const LATER = {
  ...LIMITED,
  'Retry-After': z.string().meta({ header: { id: 'Retry-After' }, description: 'When to ask again, in seconds' }),
};

/** The answers of a route: what it is for, and how it may be refused. */
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
            description: 'Unchanged since the answer that `If-None-Match` names',
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
