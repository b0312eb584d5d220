import { getContainerRuntimeClient } from 'testcontainers';
import { hasEnded, ownerName, readOwner } from './owner.ts';

const LABEL = 'quotebridge.process';

/** For every container that a test starts. */
export function ownLabels(): Record<string, string> {
  return { [LABEL]: ownerName() };
}

/** Testcontainers cannot set labels of a network or an image: their names say whose they are. */
export function ownNetworkName(id: string): string {
  return `quotebridge-${ownerName()}-${id}`;
}

export function ownTag(id: string): string {
  return `${ownerName()}-${id}`;
}

/** What processes had the engine make, and has not been removed. */
interface Belongings {
  readonly kind: 'container' | 'network' | 'image';
  /** By which it is removed. */
  readonly id: string;
  /** The text that says whose it is. */
  readonly owner: string;
}

/** Removes what test processes of this machine left that have ended, however they did. */
export async function sweep(): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  const engine = container.dockerode;
  const remove = {
    container: (id: string) => engine.getContainer(id).remove({ force: true, v: true }),
    network: (id: string) => engine.getNetwork(id).remove(),
    image: (id: string) => engine.getImage(id).remove(),
  };
  const left = (await listBelongings()).filter(({ owner }) => isOfTheDead(owner));
  // A network and an image can go when no container uses them any more.
  for (const kind of ['container', 'network', 'image'] as const) {
    const some = left.filter((one) => one.kind === kind);
    await Promise.all(some.map(({ id }) => remove[kind](id).catch(unlessRemoved)));
  }
}

export async function listBelongings(): Promise<readonly Belongings[]> {
  const { container } = await getContainerRuntimeClient();
  const engine = container.dockerode;
  const [containers, networks, images] = await Promise.all([
    engine.listContainers({ all: true, filters: { label: [LABEL] } }),
    engine.listNetworks({ filters: { name: ['quotebridge-test.'] } }),
    engine.listImages({ filters: { reference: ['quotebridge/*:test.*'] } }),
  ]);
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  return [
    ...containers.map(({ Id, Labels }) => ({ kind: 'container' as const, id: Id, owner: Labels[LABEL] ?? '' })),
    ...networks.map(({ Id, Name }) => ({ kind: 'network' as const, id: Id, owner: Name })),
    ...tags.map((tag) => ({ kind: 'image' as const, id: tag, owner: tag })),
  ];
}

function isOfTheDead(text: string): boolean {
  const owner = readOwner(text);
  return owner !== undefined && hasEnded(owner);
}

/** Another process may sweep at the same moment: then it is gone, or about to be. */
function unlessRemoved(error: unknown): void {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status !== 404 && status !== 409) throw error;
}
