import { DEFAULT_NAME, demoCalled } from '../kind/demo.ts';
import { root } from '../tools/install.mjs';
import { composeInjector } from './compose-injector.ts';
import { composeDriver } from './compose.ts';
import type { SiteDriver } from '@quotebridge/migrator/driver';
import type { FaultInjector } from './injector.ts';
import { kindInjector } from './kind-injector.ts';
import { kindDriver } from './kind.ts';

/** A demo that runs in containers or pods, with what runs it and what breaks it. */
export interface ContainerDemo {
  readonly name: string;
  readonly driver: SiteDriver;
  /** Throws `DriverError` when it does not run. */
  injector(): Promise<FaultInjector>;
}

/** The compose project or the clusters of that name; of the default one without. */
export function containerDemo(way: 'compose' | 'kind', given: string | undefined): ContainerDemo {
  if (way === 'compose') {
    const name = given ?? process.env['COMPOSE_PROJECT_NAME'] ?? DEFAULT_NAME;
    const driver = composeDriver({ folder: root, project: name });
    return { name, driver, injector: () => composeInjector(root, name) };
  }
  const name = given ?? DEFAULT_NAME;
  const demo = demoCalled(name);
  return { name, driver: kindDriver(demo), injector: () => kindInjector(demo) };
}
