import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../../..');

interface Container {
  readonly image: string;
  readonly build?: unknown;
  readonly pull_policy?: string;
  readonly attach?: boolean;
  readonly ports?: readonly string[];
}

async function servicesOf(file: string): Promise<readonly (readonly [string, Container])[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  const { services } = parse(text, { merge: true, maxAliasCount: -1 }) as { services: Record<string, Container> };
  return Object.entries(services);
}

it('pulls no image that is built here, and builds all that have no other maker', async () => {
  const services = await servicesOf('docker-compose.yml');
  const built = services.filter(([, { image, build }]) => build !== undefined || image.startsWith('quotebridge/'));
  expect(built.length).toBeGreaterThan(5);
  for (const [name, { build, pull_policy }] of built) {
    expect({ name, pull_policy, build }).toEqual({ name, pull_policy: 'never', build: expect.any(Object) });
  }
});

it('leaves the logs of brokers out of an attached up', async () => {
  const brokers = (await servicesOf('docker-compose.yml')).filter(([name]) =>
    /^(onprem|cloud|edge)-(\d|light)$/.test(name),
  );
  expect(brokers.map(([, { attach }]) => attach)).toEqual(Array.from({ length: 9 }, () => false));
});

it('publishes metrics on this machine alone', async () => {
  const ports = (await servicesOf('infra/docker/compose.metrics.yml')).flatMap(([, { ports: own = [] }]) => own);
  expect(ports).toHaveLength(12);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});
