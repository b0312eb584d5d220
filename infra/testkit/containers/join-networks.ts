import { getContainerRuntimeClient, type StartedNetwork } from 'testcontainers';

/** Every container is put there by the engine, whatever else it is given. */
const DEFAULT = 'bridge';

/**
 * Plugs a container into further networks than the one that it is created in, and out of the engine's own, where all
 * containers would meet. Before it starts: afterwards the engine may publish its ports anew, elsewhere.
 */
export async function joinNetworks(id: string, networks: readonly StartedNetwork[], alias: string): Promise<void> {
  const { container, network } = await getContainerRuntimeClient();
  await network.getById(DEFAULT).disconnect({ Container: id });
  for (const other of networks) {
    await container.connectToNetwork(container.getById(id), network.getById(other.getId()), [alias]);
  }
}
