import { NAMESPACE } from './demo.ts';
import { list, type Kubectl } from './kubectl.ts';
import type { RunOptions } from './run.ts';

/** The part that is used of a PersistentVolume. */
export interface Volume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly claimRef?: { readonly namespace: string; readonly name: string } };
  readonly status: { readonly phase: string };
}

/** Volumes whose claim is gone, as after the namespace was deleted: no other claim gets them, and brokers that want them wait for ever. */
export function isReleased({ spec, status }: Volume): boolean {
  return status.phase === 'Released' && spec.claimRef?.namespace === NAMESPACE;
}

export function listVolumes(kubectl: Kubectl, ...options: readonly string[]): Promise<readonly Volume[]> {
  return list<Volume>(kubectl, 'persistentvolumes', ...options);
}

/** Lets new claims have the volumes whose claims are gone, with what brokers stored on them. Answers with their names. */
export async function reclaimVolumes(kubectl: Kubectl, options: RunOptions): Promise<readonly string[]> {
  const released = (await listVolumes(kubectl)).filter(isReleased).map(({ metadata }) => metadata.name);
  const patch = JSON.stringify([{ op: 'remove', path: '/spec/claimRef' }]);
  for (const name of released)
    await kubectl(['patch', 'persistentvolume', name, '--type=json', '--patch', patch], options);
  return released;
}
