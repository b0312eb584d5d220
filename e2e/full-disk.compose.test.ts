import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, watchQuotes } from '@quotebridge/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { composeProject, type ComposeProject } from './compose-project.ts';

const WAIT = { timeout: 100_000, interval: 200 };
const CASE_MS = 330_000;
interface Status {
  readonly stale: unknown;
  readonly complete: boolean;
  readonly lastError: string | null;
  readonly alarms: readonly { readonly code: string }[];
}

/** Each broker shares a small disk with a service that fills it, and that keeps it mounted while the broker restarts. */
describe('docker compose with small disks', () => {
  const brokers = ['cloud-light'];
  const options: string[] = [];
  let folder: string;
  let project: ComposeProject;

  beforeAll(async () => {
    project = composeProject('quotebridge-test-disk', await freePort());
    folder = await mkdtemp(join(tmpdir(), 'quotebridge-disk-'));
    const override = join(folder, 'small-disks.yml');
    // JSON is valid YAML.
    await writeFile(override, JSON.stringify(smallDisks(brokers)));
    const files = ['docker-compose.yml', override];
    options.push(...files.flatMap((file) => ['--file', file]), '--profile', 'light');
    await tearDown();
    await project.npm('images');
    await project.compose(...options, 'up', '--detach', '--wait');
  });
  afterAll(async () => {
    await tearDown();
    await rm(folder, { recursive: true });
  });

  const tearDown = () => project.compose(...options, 'down', '--volumes');
  const status = async () => (await (await fetch(`${project.url}/v1/status`)).json()) as Status;
  const onDisk = (broker: string, script: string) =>
    project.compose(...options, 'exec', '--no-TTY', `disk-${broker}`, 'sh', '-c', script);

  it(
    'names a full disk, makes its broker unhealthy, and recovers without a hand once there is room',
    { timeout: CASE_MS },
    async () => {
      using watcher = watchQuotes(project.url);
      await vi.waitFor(async () => {
        expect(watcher.received).toBeGreaterThan(100);
        expect(await status()).toMatchObject({ stale: null, complete: true, lastError: null, alarms: [] });
      }, WAIT);
      const health = () =>
        Promise.all(brokers.map(async (broker) => (await project.container(broker)).inspected.State.Health?.Status));
      expect(await health()).toEqual(brokers.map(() => 'healthy'));

      // dd ends with an error when it has taken all there is.
      await Promise.all(
        brokers.map((broker) => onDisk(broker, 'dd if=/dev/zero of=/data/ballast bs=64k 2>&1 || true')),
      );
      await vi.waitFor(async () => {
        const { complete, alarms, lastError } = await status();
        expect(lastError).toMatch(/^the stream can't be stored: no space left/);
        expect(alarms.map(({ code }) => code)).toContain('not-stored');
        expect(complete).toBe(false);
        expect(await health()).toEqual(brokers.map(() => 'unhealthy'));
      }, WAIT);

      await Promise.all(brokers.map((broker) => onDisk(broker, 'rm /data/ballast')));
      await vi.waitFor(async () => {
        expect(await status()).toMatchObject({ stale: null, complete: true, lastError: null, alarms: [] });
        expect(await health()).toEqual(brokers.map(() => 'healthy'));
        expect(watcher).toMatchObject({ missing: 0, duplicates: 0 });
      }, WAIT);
      for (const broker of brokers) {
        expect(await project.compose(...options, 'logs', '--no-log-prefix', broker)).toMatch(/are free: restarting it/);
      }
    },
  );
});

/** For each broker a disk of 60 MiB in memory, and the service that fills it. */
function smallDisks(brokers: readonly string[]): object {
  const volume = { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=60m,mode=0777' } };
  const filler = (broker: string) => ({
    image: 'nats:2.15.3-alpine',
    init: true,
    network_mode: 'none',
    entrypoint: ['sleep', 'infinity'],
    volumes: [`${broker}:/data`],
  });
  return {
    services: Object.fromEntries(brokers.map((broker) => [`disk-${broker}`, filler(broker)])),
    volumes: Object.fromEntries(brokers.map((broker) => [broker, volume])),
  };
}
