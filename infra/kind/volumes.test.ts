import { expect, it } from 'vitest';
import type { Kubectl } from './kubectl.ts';
import { volume } from './plain-state.ts';
import { reclaimVolumes } from './volumes.ts';

it('takes the claim off volumes of ours that lost it, and off no others', async () => {
  const other = { ...volume('elsewhere', 'Released'), spec: { claimRef: { namespace: 'other', name: 'data-nats-0' } } };
  const items = [volume('node-0', 'Bound'), volume('node-1', 'Released'), volume('node-2', 'Available'), other];
  const calls: (readonly string[])[] = [];
  const kubectl: Kubectl = async (args) => {
    calls.push(args);
    return args[0] === 'get' ? JSON.stringify({ items }) : '';
  };
  expect(await reclaimVolumes(kubectl, {})).toEqual(['node-1']);
  expect(calls.slice(1)).toEqual([
    ['patch', 'persistentvolume', 'node-1', '--type=json', '--patch', '[{"op":"remove","path":"/spec/claimRef"}]'],
  ]);
});
