import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import specs from '@asyncapi/specs';
import { asyncApiDocument } from '@quotebridge/contracts/asyncapi';
import { generatedFiles } from './files.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('the generated documents', async () => {
  for (const [path, content] of await generatedFiles()) {
    it(`${path} is what npm run docs:api makes`, async () => {
      expect(await readFile(join(ROOT, path), 'utf8')).toBe(content);
    });
  }

  it('describe the events in valid AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
    validate(asyncApiDocument());
    expect(validate.errors).toBeNull();
  });
});
