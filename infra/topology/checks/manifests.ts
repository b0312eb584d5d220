import { parse } from 'yaml';
import { isDialled, otherPlacementsOf, placementsOf, withOptionalSites, type Topology } from '../topology.ts';
import { linkUsers } from '../users.ts';
import { lacking, type Problem } from './lacking.ts';
import { natsEnvironment } from './nats-environment.ts';

interface Deployment {
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly {
          readonly name: string;
          readonly image?: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/**
 * What the manifests of infra/k8s lack of the topology. `read` gives the text of a file of the repository, `null` where there is none. The front
 * door runs outside of the clusters.
 */
export function manifestProblems(read: (path: string) => string | null, declared: Topology): Problem[] {
  const topology = withOptionalSites(declared);
  const sites = topology.sites.flatMap(({ name, dials }) => {
    const file = `infra/k8s/clusters/${name}/kustomization.yaml`;
    const text = read(file);
    if (text === null) return [lacking(file, 'everything')];
    const { resources = [], components = [] } = parse(text) as {
      readonly resources?: readonly string[];
      readonly components?: readonly string[];
    };
    const here = [...placementsOf(topology), ...otherPlacementsOf(topology)].filter(({ site }) => site === name);
    const wanted = ['site', 'nats', ...here.map(({ service }) => service.name)].map((base) => `../../base/${base}`);
    const links = [...(dials === null ? [] : ['leaf-dial']), ...(isDialled(topology, name) ? ['leaf-hub'] : [])];
    return [
      ...wanted.filter((path) => !resources.includes(path)).map((path) => lacking(file, `resources: ${path}`)),
      ...links
        .map((link) => `../../components/${link}`)
        .filter((path) => !components.includes(path))
        .map((path) => lacking(file, `components: ${path}`)),
    ];
  });
  const bases = topology.services
    .filter(({ runsAt }) => runsAt !== 'public')
    .flatMap((service) => {
      const { name, env } = service;
      const file = `infra/k8s/base/${name}/deployment.yaml`;
      const text = read(file);
      if (text === null) return [lacking(file, 'everything')];
      const [container] = (parse(text) as Deployment).spec?.template?.spec?.containers ?? [];
      const kustomization = `infra/k8s/base/${name}/kustomization.yaml`;
      return [
        ...(read(kustomization) === null ? [lacking(kustomization, 'everything')] : []),
        ...(container?.image === `quotebridge/${name}:dev` ? [] : [lacking(file, `image: quotebridge/${name}:dev`)]),
        ...Object.entries({ ...natsEnvironment(service), ...env })
          .filter(([key, value]) => !container?.env?.some((one) => one.name === key && one.value === value))
          .map(([key, value]) => lacking(file, `env: { name: ${key}, value: '${value}' }`)),
      ];
    });
  return [...sites, ...bases, ...brokerFiles(read, declared)];
}

/** Where the brokers' configurations and the clusters of kind are named one by one. Only sites that are always there have a cluster of kind. */
function brokerFiles(read: (path: string) => string | null, topology: Topology): Problem[] {
  const all = withOptionalSites(topology);
  const configurations = all.sites.flatMap(({ name: site, dials }) => {
    // Of each link's end there is a file with the name of the link's user.
    const links = [...linkUsers(topology, site), ...(dials === null ? [] : [dials.user])];
    return ['site', ...links, 'single', 'clustered'].flatMap((name) => {
      const key = `${site}.${name}.conf`;
      const path = `${site}/${name}.conf`;
      return lackingText(read, 'infra/nats/kustomization.yaml', `${key}=${path}`).concat(
        lackingText(read, 'infra/k8s/base/nats/stateful-set.yaml', `{ key: ${key}, path: ${path} }`),
      );
    });
  });
  const clusters = topology.sites.flatMap(({ name: site }) =>
    lackingText(read, `infra/kind/clusters/${site}/kustomization.yaml`, `../../../k8s/clusters/${site}`),
  );
  return [...configurations, ...clusters];
}

function lackingText(read: (path: string) => string | null, file: string, line: string): Problem[] {
  return read(file)?.includes(line) === true ? [] : [lacking(file, line)];
}
