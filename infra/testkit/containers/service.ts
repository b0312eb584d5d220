import { basename } from 'node:path';
import { GenericContainer, Wait, type StartedNetwork, type StartedTestContainer } from 'testcontainers';
import { TOPOLOGY } from '../../topology/topology.ts';
import type { Credentials } from '../../local/credentials.ts';
import { confine } from './confine.ts';
import type { Definition } from './definitions.ts';
import type { Images } from './images.ts';
import { joinNetworks } from './join-networks.ts';

const READY_WITHIN_MS = 60_000;
export const SERVICE_PORT = 8080;

export interface ServiceOptions {
  readonly name: string;
  readonly definition: Definition;
  readonly images: Images;
  readonly networks: Readonly<Record<string, StartedNetwork>>;
  readonly credentials: Credentials;
  readonly environment: Definition['environment'];
}

/** The folder of services/ that a container's image is built from. */
export function serviceOf({ build, image }: Definition): string {
  if (build === undefined) throw new Error(`${image} is not built here`);
  return build.args.SERVICE;
}

/** Starts a service as `docker-compose.yml` defines it, but for what `confine` leaves out. Resolves when it is ready. */
export async function startServiceContainer(options: ServiceOptions): Promise<StartedTestContainer> {
  const { name, definition, environment, images, networks, credentials } = options;
  const [first, ...others] = Object.keys(definition.networks).map((network) => {
    const found = networks[network];
    if (found === undefined) throw new Error(`${name} is on the network ${network}, which is not laid`);
    return found;
  });
  if (first === undefined) throw new Error(`${name} is on no network`);
  return confine(new ServiceContainer(images.nameOf(serviceOf(definition)), others, name), definition)
    .withEnvironment(environment)
    .withNetwork(first)
    .withNetworkAliases(name)
    .withExposedPorts(SERVICE_PORT)
    .withCopyContentToContainer(passwordFiles(name, environment, credentials))
    .withCopyFilesToContainer([...definition.files])
    .withWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(READY_WITHIN_MS)
    .start();
}

class ServiceContainer extends GenericContainer {
  readonly #networks: readonly StartedNetwork[];
  readonly #name: string;
  constructor(image: string, networks: readonly StartedNetwork[], name: string) {
    super(image);
    this.#networks = networks;
    this.#name = name;
  }
  protected override containerCreated(id: string): Promise<void> {
    return joinNetworks(id, this.#networks, this.#name);
  }
}

/** Each password where the environment says that it stands; the file is called like the user. */
function passwordFiles(
  name: string,
  environment: Definition['environment'],
  credentials: ServiceOptions['credentials'],
) {
  const files = Object.entries(environment).filter(([variable]) => variable.endsWith('_PASSWORD_FILE'));
  const site = environment['SITE'] ?? TOPOLOGY.services.find((service) => service.name === name)?.brokersAt;
  return files.map(([, target]) => {
    if (site === undefined) throw new Error(`${name} has a password, but no site`);
    return { target, content: credentials.passwordOf(site, basename(target)) };
  });
}
