import { DriverError } from '../driver.ts';
import { instancesBefore } from './instances.ts';
import type { StepContext } from './context.ts';

/** Stops the services at the source: nothing is served there any more. */
export async function finish({ driver, migration, note, signal }: StepContext): Promise<null> {
  const { services, from } = migration.request;
  for (const service of services) await driver.scale(from, service, 0, signal);
  note('note', `${services.join(', ')} stopped at ${from}`);
  return null;
}

/** Starts what may have been stopped at the source. */
export async function restoreSource({ driver, migration, signal }: StepContext): Promise<null> {
  const { services, from } = migration.request;
  for (const service of services) await driver.scale(from, service, instancesBefore(migration, from, service), signal);
  return null;
}

/** Stops at the target what did not run there before. A site that is down has nothing to stop. */
export async function stopTarget({ driver, migration, note, signal }: StepContext): Promise<null> {
  const { services, to } = migration.request;
  for (const service of services) {
    const wanted = instancesBefore(migration, to, service);
    try {
      await driver.scale(to, service, wanted, signal);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      note('warning', `${service} at ${to} cannot be scaled to ${wanted}: ${error.message}`);
    }
  }
  return null;
}
