import type { paths as RestPaths } from '@quotebridge/contracts/rest';
import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';

/** An error for the user, printed without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

export type Api = Client<RestPaths>;

export function openApi(url: string, signal: AbortSignal): Api {
  return createClient<RestPaths>({
    baseUrl: url,
    fetch: async (request) => {
      try {
        return await fetch(request, { signal });
      } catch (cause) {
        throw nobody(url, cause);
      }
    },
  });
}

export function nobody(url: string, cause: unknown): CliError {
  const advice = 'start the demo with npm start, or name another address with --url';
  return new CliError(`nothing answers at ${url}; ${advice}`, { cause });
}

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The content of a response. Throws `CliError` with the API's reason when it is refused. */
export async function contentOf<Data>(answering: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await answering;
  if (data !== undefined) return data;
  throw refusal(response.status, error);
}

/** Converts a problem response to an error. */
export function refusal(status: number, problem: unknown): CliError {
  const detail =
    typeof problem === 'object' && problem !== null && 'detail' in problem ? String(problem.detail) : 'no reason given';
  return new CliError(`the API answered ${status}: ${detail}`);
}
