import type { Migration } from '../core/migration.ts';

/** How many instances of a service a site was to have before the migration. */
export function instancesBefore({ before }: Migration, site: string, service: string): number {
  return before?.instances[site]?.[service] ?? 0;
}
