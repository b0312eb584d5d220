import { readFileSync } from 'node:fs';
import { DeclarationError, parseDeclarations } from '@quotebridge/bridges';
import { setting } from '@quotebridge/service-kit';
import { z } from 'zod';

/** The setting of a bridge service that names the file with the declared bridges. Its value is what the file declares. */
export const bridgesFileSetting = setting.text('a file with declared bridges').transform((file, context) => {
  try {
    return parseDeclarations(readFileSync(file, 'utf8'), { file, sites: null });
  } catch (error) {
    const message = error instanceof DeclarationError ? error.message : `it cannot be read (${String(error)})`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});
