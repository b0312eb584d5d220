import { detailsFieldsSchema } from '@quotebridge/contracts';
import type { InstrumentDetails } from '@quotebridge/contracts/wire';
import { InputError } from '@quotebridge/service-kit';

/**
 * Reads a file of reference data: one JSON object a line, empty lines ignored. Throws `InputError` that names the first bad line, the field and
 * what is allowed.
 */
export function parseDetails(text: string, path: string): Map<string, InstrumentDetails> {
  const bySymbol = new Map<string, InstrumentDetails>();
  const lineOf = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const refuse = (rule: string, cause?: unknown) => new InputError(`${path}:${index + 1}: ${rule}`, { cause });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw refuse('is not a JSON object on one line', cause);
    }
    const { data, error } = detailsFieldsSchema.safeParse(value);
    if (error !== undefined) throw refuse(firstRule(error.issues));
    const before = lineOf.get(data.symbol);
    if (before !== undefined) throw refuse(`symbol ${data.symbol} is on line ${before} already`);
    lineOf.set(data.symbol, index + 1);
    const corporateActions = data.corporateActions.toSorted((a, b) => (a.exDate < b.exDate ? -1 : 1));
    bySymbol.set(data.symbol, { ...data, corporateActions, source: 'file' });
  }
  return bySymbol;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function firstRule([issue]: readonly Issue[]): string {
  if (issue === undefined) return 'is not allowed';
  const field = issue.path.map(String).join('.');
  return field === '' ? issue.message : `${field} ${issue.message}`;
}
