import type { PortOwner } from './port-owner.ts';
import { processCommand, processParent } from './process-command.ts';

const SUPERVISOR = /\binfra\/demo\/main\.ts\b/;

/** The process id of the demo that a process belongs to: as a service, as a broker, or the demo itself. */
export async function owningDemo({ pid, command }: PortOwner): Promise<number | undefined> {
  if (SUPERVISOR.test(command)) return pid;
  const parent = await processParent(pid);
  if (parent === undefined || !SUPERVISOR.test(await processCommand(parent))) return undefined;
  return parent;
}
