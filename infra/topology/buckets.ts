/** A key-value bucket, kept at one site. */
export interface Bucket {
  readonly name: string;
  readonly site: string;
}

/** The buckets of the demo: each site's bridge service makes those of its site. */
export const BUCKETS: readonly Bucket[] = [
  // The front door's weights. Both are at the cloud, which answers also while the link is cut.
  { name: 'FRONT_DOOR', site: 'cloud' },
  // What the migrator keeps: its lock, the migration under way, the last reports.
  { name: 'MIGRATIONS', site: 'cloud' },
];

/** The environment variable BUCKETS of the bridge service. */
export function bucketsText(buckets: readonly Bucket[]): string {
  return buckets.map(({ name, site }) => `${name}@${site}`).join(',');
}
