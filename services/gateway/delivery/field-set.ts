import { encodeFieldsHead, encodeTupleHead, inOrder, QUOTE_FIELDS } from '@quotebridge/contracts/wire';
import type { Quote, QuoteField } from '@quotebridge/contracts/wire';

/** Which fields a client gets. There is one object for each choice, so that equal choices are the same. */
export interface FieldSet {
  /** Small, from 0: `WHOLE` is 0. */
  readonly id: number;
  readonly event: 'quotes' | 'fields';
  encodeHead(quote: Quote): string;
}

/** The tuple of the contract, in `quotes` events. */
export const WHOLE: FieldSet = { id: 0, event: 'quotes', encodeHead: encodeTupleHead };

const known = new Map<number, FieldSet>();

export function fieldSet(asked: readonly QuoteField[] | undefined): FieldSet {
  if (asked === undefined) return WHOLE;
  const fields = inOrder(asked);
  const id = 1 + fields.reduce((bits, field) => bits | (1 << QUOTE_FIELDS.indexOf(field)), 0);
  const set = known.get(id) ?? { id, event: 'fields', encodeHead: (quote) => encodeFieldsHead(quote, fields) };
  known.set(id, set);
  return set;
}
