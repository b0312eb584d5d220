import { join } from 'node:path';
import { root } from '../tools/install.mjs';
import { TOPOLOGY } from '../topology/topology.ts';

/** Each runs in its own cluster. */
export const SITES: readonly string[] = TOPOLOGY.sites.map(({ name }) => name);
export type Site = string;

export const NAMESPACE = 'quotebridge';
/** What all objects of the demo have in common. */
export const PART_OF = { 'app.kubernetes.io/part-of': 'quotebridge' } as const;
/** The node ports, as in `infra/kind/clusters/common`. */
export const NODE_PORTS = { api: 30_080, gateway: 30_081, leaf: 30_422, weights: 30_423 } as const;

/** Two clusters and a front door, with a name that distinguishes them from others on the same machine. */
export interface Demo {
  readonly name: string;
  /** What is generated for it: passwords, and what is applied to each cluster. */
  readonly data: string;
}

export const DEFAULT_NAME = 'quotebridge';

export function demoCalled(name: string): Demo {
  return { name, data: join(root, '.data', 'kind', name) };
}

/** Where logs, events and descriptions go when it fails. */
export function evidenceOf({ name }: Demo): string {
  return join(root, '.data', 'kind', `${name}-failed`);
}

export function clusterOf({ name }: Demo, site: Site): string {
  return `${name}-${site}`;
}

/** What kubectl calls it. */
export function contextOf(demo: Demo, site: Site): string {
  return `kind-${clusterOf(demo, site)}`;
}

/** The node that is never drained. Its name is known to every container on kind's network. */
export function controlPlaneOf(demo: Demo, site: Site): string {
  return `${clusterOf(demo, site)}-control-plane`;
}

export function frontDoorOf({ name }: Demo): string {
  return `${name}-front-door`;
}

type Command = 'up' | 'down' | 'doctor' | 'restore';

/** What a user types to have a command done to this demo and no other. */
export function commandFor({ name }: Demo, command: Command, ...options: readonly string[]): string {
  const given = [...(name === DEFAULT_NAME ? [] : ['--name', name]), ...options];
  return [`npm run kind:${command}`, ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
}
