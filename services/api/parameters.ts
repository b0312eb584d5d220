import { symbolSchema } from '@quotebridge/contracts';
import { z } from 'zod';
import { badParameter } from './problems.ts';

export const symbolParameters = z.strictObject({ symbol: symbolSchema });
export const noParameters = z.strictObject({});

/** `symbols=A,B`: each once, in the order given. Absent is `undefined`: all. */
export function symbolsParameters(maxSymbols: number) {
  return z.strictObject({
    symbols: z
      .string('must be given once, as a comma-separated list')
      .transform((list) => [...new Set(list.split(','))])
      .pipe(z.array(symbolSchema).max(maxSymbols, `must name at most ${maxSymbols} symbols`))
      .optional(),
  });
}

/** Reads parameters. Throws a problem that names the first bad one and what is allowed. */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, given: unknown): z.infer<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const allowed = Object.keys(schema.shape);
    throw badParameter(
      String(issue.keys[0]),
      `is not a parameter here: ${allowed.length === 0 ? 'none is' : `allowed is ${allowed.join(', ')}`}`,
    );
  }
  throw badParameter(String(issue?.path[0] ?? 'query'), issue?.message ?? 'is not allowed');
}
