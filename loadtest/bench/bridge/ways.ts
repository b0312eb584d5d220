import type { Compression, Copy } from '../pipeline/sites.ts';

/** How a reader in the cloud gets the quotes. */
export type Read = 'core' | 'stream' | 'ours' | 'ours-with-core';

export interface Way {
  readonly title: string;
  /** What the bridge is. */
  readonly copy: Copy;
  readonly read: Read;
  /** Of the link. Default: none, so that bytes compare. */
  readonly compression?: Compression;
  /** Whether an auditor runs at each site, beside the way of that title. */
  readonly audits?: string;
}

export const WAYS: readonly Way[] = [
  { title: 'core subscription', copy: 'none', read: 'core' },
  { title: 'plain mirror', copy: 'plain', read: 'stream' },
  { title: 'ours without the core path', copy: 'durable', read: 'ours' },
  { title: 'ours', copy: 'durable', read: 'ours-with-core' },
  { title: 'ours, compressed link', copy: 'durable', read: 'ours-with-core', compression: 's2_fast' },
  { title: 'ours, audited', copy: 'durable', read: 'ours-with-core', audits: 'ours' },
];

/** What is compared after a cut: a core subscription does not catch up. */
export const COPIES: readonly { readonly title: string; readonly copy: Copy }[] = [
  { title: 'plain mirror', copy: 'plain' },
  { title: 'ours', copy: 'durable' },
];

export const SYMBOLS = 100;
