import { getContainerRuntimeClient, type StartedNetwork } from 'testcontainers';

/**
 * Plugs a container into further networks than the one that it is created in. Before it starts: afterwards the engine
 * may publish its ports anew, elsewhere.
 */
export async function joinNetworks(id: string, networks: readonly StartedNetwork[], alias: string): Promise<void> {
  const { container, network } = await getContainerRuntimeClient();
  for (const other of networks) {
    await container.connectToNetwork(container.getById(id), network.getById(other.getId()), [alias]);
  }
}
