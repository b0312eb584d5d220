import type { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { apiProblemSchema } from '../problems.ts';

const PROBLEMS = {
  400: 'A parameter is not allowed; the answer names it and what is allowed',
  404: 'There is no such symbol; the answer names some that look like it',
  429: 'Too many requests; `Retry-After` says when to come back',
  503: 'Not ready yet; `Retry-After` says when to come back',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

/** The answers of a route: what it is for, and how it may be refused. */
export function responses(
  schema: z.ZodType,
  description: string,
  problems: readonly ProblemStatus[],
  { isTagged = false }: { readonly isTagged?: boolean } = {},
): ZodOpenApiResponsesObject {
  return {
    200: { description, content: { 'application/json': { schema } } },
    ...(isTagged ? { 304: { description: 'Unchanged since the answer that `If-None-Match` names' } } : {}),
    ...refusals(problems),
  };
}

export function refusals(problems: readonly ProblemStatus[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    [...problems, 429 as const].map((status) => [
      String(status),
      {
        description: PROBLEMS[status],
        content: { 'application/problem+json': { schema: apiProblemSchema } },
      },
    ]),
  );
}
