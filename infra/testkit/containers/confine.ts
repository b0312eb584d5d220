import type { GenericContainer } from 'testcontainers';
import type { Definition } from './definitions.ts';
import { ownLabels } from './sweep.ts';

const GIB = 1024 ** 3;

/**
 * Gives a container the capabilities, memory and processors of its definition. Its root file system cannot be read-only here, for files are
 * copied into it; groups, the limit of processes and the restart policy are not taken either.
 */
export function confine<T extends GenericContainer>(container: T, definition: Definition): T {
  return container
    .withLabels(ownLabels())
    .withDroppedCapabilities(...definition.cap_drop)
    .withAddedCapabilities(...(definition.cap_add ?? []))
    .withSecurityOpt(...definition.security_opt)
    .withResourcesQuota({ memory: Number(definition.mem_limit) / GIB, cpu: definition.cpus });
}
