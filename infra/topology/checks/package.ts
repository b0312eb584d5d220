import { placementsOf, withOptionalSites, type Topology } from '../topology.ts';
import { lacking, type Problem } from './lacking.ts';

const FILE = 'package.json';

/** What package.json lacks of the topology: each service is a workspace, and one of its containers is built by `npm run images`. */
export function packageProblems(text: string, topology: Topology): Problem[] {
  const { workspaces, scripts } = JSON.parse(text) as {
    readonly workspaces: readonly string[];
    readonly scripts: Readonly<Record<string, string>>;
  };
  const built = new Set(scripts['images']?.split(' '));
  return topology.services.flatMap((service) => {
    const containers = placementsOf(withOptionalSites(topology)).filter((placement) => placement.service === service);
    const folder = `services/${service.name}`;
    return [
      ...(workspaces.includes(folder) ? [] : [lacking(FILE, `workspaces: ${folder}`)]),
      ...(containers.some(({ name }) => built.has(name)) ? [] : [lacking(FILE, `scripts.images: ${service.name}`)]),
    ];
  });
}
