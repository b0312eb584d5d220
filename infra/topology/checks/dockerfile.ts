import type { Topology } from '../topology.ts';
import { lacking, type Problem } from './lacking.ts';

const FILE = 'infra/docker/Dockerfile';

/** What the Dockerfile lacks of the topology: a stage for each service, and the flags of Node that it runs with. */
export function dockerfileProblems(text: string, { services }: Topology): Problem[] {
  return services.flatMap(({ name, flags }) => {
    const [, stage] = new RegExp(`^FROM service AS ${name}\\n((?:(?!FROM ).*\\n)*)`, 'm').exec(text) ?? [];
    if (stage === undefined) return [lacking(FILE, `FROM service AS ${name}`)];
    const command = `CMD ${JSON.stringify(['node', ...flags, 'main.ts']).replaceAll(',', ', ')}`;
    return flags.length === 0 || stage.includes(command)
      ? []
      : [lacking(FILE, `${command} after FROM service AS ${name}`)];
  });
}
