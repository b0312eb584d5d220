import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generateCredentials } from '../infra/local/credentials.ts';
import { WITH_EDGE } from '../infra/topology/topology.ts';
import { clientsOf, policyTable } from './policy.ts';

describe('the policy', () => {
  it('is the one that docs/security.md shows', async () => {
    const shown = await readFile(new URL('../docs/security.md', import.meta.url), 'utf8');
    expect(squeeze(shown)).toContain(squeeze(policyTable()));
  });

  it('has passwords that differ by site and by user', () => {
    const credentials = generateCredentials(WITH_EDGE);
    const clients = WITH_EDGE.sites.flatMap(({ name }) => clientsOf(name));
    const own = clients.map(({ site, user }) => credentials.passwordOf(site, user));
    expect(new Set(own).size).toBe(own.length);
  });
});

/** Independent of the formatting of tables. */
function squeeze(markdown: string): string {
  return markdown.replaceAll(/-{3,}/g, '---').replaceAll(/[ \t]+/g, ' ');
}
