import type { PortOwner } from './port-owner.ts';
import { processCommand, processParent } from './process-command.ts';

const SUPERVISOR = /\binfra\/demo\/main\.ts\b/;

/** The process of the demo that this one belongs to: one of its services or brokers, or the demo itself. */
export async function demoOf({ pid, command }: PortOwner): Promise<number | undefined> {
  if (SUPERVISOR.test(command)) return pid;
  const parent = await processParent(pid);
  if (parent === undefined || !SUPERVISOR.test(await processCommand(parent))) return undefined;
  return parent;
}
