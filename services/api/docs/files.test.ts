import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { createConfig, lint } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from './files.ts';

/** Of the validator's diagnostics, 0 is an error and 1 a warning. */
const isProblem = ({ severity }: { readonly severity: number }) => severity <= 1;
const ROOT = resolve(import.meta.dirname, '../../..');

describe('the generated documents', async () => {
  for (const [path, content] of await generatedFiles()) {
    it(`${path} is what npm run docs:api makes`, async () => {
      expect(await readFile(join(ROOT, path), 'utf8')).toBe(content);
    });
  }

  it('describe the API in OpenAPI that Redocly finds nothing wrong with', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lint({ ref: join(ROOT, 'docs/openapi.json'), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('describe the events in AsyncAPI that its own parser finds nothing wrong with', async () => {
    const { diagnostics } = await new Parser().parse(await readFile(join(ROOT, 'docs/asyncapi.json'), 'utf8'));
    // What is left is information: that there is a newer version of AsyncAPI.
    const problems = diagnostics.filter(isProblem);
    expect(problems.map(({ code, message, path }) => [code, message, path.join('.')])).toEqual([]);
  });
});
