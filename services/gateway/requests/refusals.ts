import type { ErrorCode, GatewayError } from '@quotebridge/contracts/wire';
import type { z } from 'zod';

/** Thrown to refuse a request. It becomes the `error` of the ack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly symbols: readonly string[] | undefined;
  constructor(code: ErrorCode, message: string, symbols?: readonly string[]) {
    super(message);
    this.code = code;
    this.symbols = symbols;
  }

  toError(): GatewayError {
    const { code, message, symbols } = this;
    return symbols === undefined ? { code, message } : { code, message, symbols };
  }
}

/** The refusal of a request that breaks the contract: it names the field and what is allowed. */
export function refuse(error: z.ZodError): Refusal {
  const issue = deepest(error.issues);
  const isTooMany = issue?.code === 'too_big' && issue.path[0] === 'symbols';
  const code = isTooMany ? 'too_many_symbols' : 'bad_request';
  const path = ['request', ...(issue?.path ?? [])].join('.');
  return new Refusal(code, `${path}: ${issue?.message ?? 'is not allowed'}`);
}

/** In a union, the issue of the alternative that matched the most is the most useful. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [first] = issues;
  if (first?.code !== 'invalid_union') return first;
  const inner = first.errors.flatMap((alternative) => alternative.slice(0, 1));
  const best = inner.find((issue) => issue.path.length > 0 || issue.code === 'too_big' || issue.code === 'too_small');
  if (best === undefined) return { ...first, message: "must be '*' or a list of symbols" };
  return { ...best, path: [...first.path, ...best.path] };
}
