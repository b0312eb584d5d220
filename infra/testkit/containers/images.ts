import { randomUUID } from 'node:crypto';
import { GenericContainer, getContainerRuntimeClient } from 'testcontainers';
import { allOf } from './all-of.ts';
import { ROOT } from './definitions.ts';
import { ownTag } from './sweep.ts';

/** Images that were built for this run. */
export interface Images extends AsyncDisposable {
  nameOf(service: string): string;
}

/**
 * Builds the image of each service. Under a name of their own: a build that fails must not leave the tests with what
 * an earlier one made.
 */
export async function buildImages(services: readonly string[]): Promise<Images> {
  const tag = ownTag(randomUUID().slice(0, 8));
  const nameOf = (service: string) => `quotebridge/${service}:${tag}`;
  const build = (service: string) =>
    GenericContainer.fromDockerfile(ROOT, 'infra/docker/Dockerfile')
      .withBuildArgs({ SERVICE: service })
      .withBuildkit()
      .build(nameOf(service), { deleteOnExit: true });
  await allOf(services.map(build));
  return {
    nameOf,
    async [Symbol.asyncDispose]() {
      const { container } = await getContainerRuntimeClient();
      await Promise.all(services.map((service) => container.dockerode.getImage(nameOf(service)).remove()));
    },
  };
}
