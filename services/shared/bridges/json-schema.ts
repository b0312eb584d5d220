import { z } from 'zod';
import { declarationsSchema } from './schema.ts';

/** The JSON Schema of the declarations, for editors. */
export function declarationsJsonSchema(): object {
  return { title: 'Quotebridge bridges', ...z.toJSONSchema(declarationsSchema, { target: 'draft-7' }) };
}
