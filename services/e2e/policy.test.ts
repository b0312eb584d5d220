import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { generateCredentials } from '../../infra/local/credentials.ts';
import { TOPOLOGY } from '../../infra/topology/topology.ts';
import { identitiesOf, policyTable } from './policy.ts';

describe('the policy', () => {
  it('is the one that docs/security.md shows', async () => {
    const shown = await readFile(new URL('../../docs/security.md', import.meta.url), 'utf8');
    expect(squeeze(shown)).toContain(squeeze(policyTable()));
  });

  it('has passwords that differ by site and by user', () => {
    const credentials = generateCredentials();
    // The leaf user's password opens no connection of a client.
    const clients = TOPOLOGY.sites.flatMap(({ name }) => identitiesOf(name)).filter(({ user }) => user !== 'leaf');
    const own = clients.map(({ site, user }) => credentials.passwordOf(site, user));
    expect(new Set(own).size).toBe(own.length);
  });
});

/** Independent of the formatting of tables. */
function squeeze(markdown: string): string {
  return markdown.replaceAll(/-{3,}/g, '---').replaceAll(/[ \t]+/g, ' ');
}
