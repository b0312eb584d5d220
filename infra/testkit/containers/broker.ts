import { NatsContainer } from '@testcontainers/nats';
import { getContainerRuntimeClient, type StartedNetwork } from 'testcontainers';
import { join } from 'node:path';
import { brokersEnv } from '../../docker/password-files.ts';
import type { Credentials } from '../../local/credentials.ts';
import { confine } from './confine.ts';
import { ROOT, type Definition } from './definitions.ts';
import { joinNetworks } from './join-networks.ts';

const CLIENT_PORT = 4222;

/** A broker in a container. */
export interface ContainerBroker extends AsyncDisposable {
  readonly name: string;
  /** Where it listens for clients, as seen from here. Another one after each start. */
  address(): Promise<string>;
  /** As a crash ends it. */
  kill(): Promise<void>;
  /** Starts it again, with what it had stored. */
  start(): Promise<void>;
}

export interface BrokerOptions {
  readonly definition: Definition;
  readonly environment: Definition['environment'];
  readonly site: string;
  readonly network: StartedNetwork;
  readonly credentials: Credentials;
}

/** Starts a broker as `docker-compose.yml` defines it, but for what `confine` leaves out. Resolves when it accepts clients. */
export async function startBrokerContainer(options: BrokerOptions): Promise<ContainerBroker> {
  const { definition, environment, site, network, credentials } = options;
  const started = await confine(new BrokerContainer(definition.image), definition)
    .withEntrypoint([...(definition.entrypoint ?? [])])
    .withEnvironment(environment)
    .withNetwork(network)
    .withNetworkAliases(...(definition.networks[site]?.aliases ?? []))
    .withExposedPorts(CLIENT_PORT)
    .withCopyDirectoriesToContainer([{ source: join(ROOT, 'infra/nats'), target: '/etc/nats' }])
    .withCopyContentToContainer([{ content: brokersEnv(site, credentials), target: '/run/credentials/brokers.env' }])
    .start();
  const { container } = await getContainerRuntimeClient();
  const handle = container.getById(started.getId());
  return {
    name: String(environment['HOST']).split('.')[0] ?? '',
    async address() {
      const { NetworkSettings } = await handle.inspect();
      const published = NetworkSettings.Ports[`${CLIENT_PORT}/tcp`] ?? [];
      // The engine may publish it elsewhere for IPv6.
      return `${started.getHost()}:${published.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort}`;
    },
    kill: async () => void (await handle.kill()),
    start: async () => void (await handle.start()),
    [Symbol.asyncDispose]: async () => void (await started.stop()),
  };
}

class BrokerContainer extends NatsContainer {
  // It listens on its site's network alone, so the engine must publish it from there.
  protected override containerCreated(id: string): Promise<void> {
    return joinNetworks(id, [], '');
  }
}
