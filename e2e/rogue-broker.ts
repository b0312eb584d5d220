import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { findNatsServer, freePort } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { vi } from 'vitest';

/** A broker that is none of the demo's, with a connection to it that may do everything there. */
export interface RogueBroker extends AsyncDisposable {
  readonly nc: NatsConnection;
}

/** Where a site's first broker takes leaf links. */
export async function leafPortOf({ sites }: Topology, site: string): Promise<number> {
  const varz = await (await fetch(`http://127.0.0.1:${sites.at(site).brokers[0]?.monitorPort}/varz`)).json();
  return (varz as { leaf: { port: number } }).leaf.port;
}

/** Dials the leaf port of a site with a password that was stolen. Resolves when the link is up. */
export function dialAsLeaf(leafPort: number, password: string, user = 'leaf'): Promise<RogueBroker> {
  return startRogue(`leafnodes { remotes: [{ url: "nats://${user}:${password}@127.0.0.1:${leafPort}" }] }`);
}

/** Takes the place of the site that is dialled. Resolves when somebody has dialled it. */
export function listenAsHub(leafPort: number): Promise<RogueBroker> {
  return startRogue(`leafnodes { host: "127.0.0.1", port: ${leafPort} }`);
}

async function startRogue(leafnodes: string): Promise<RogueBroker> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'quotebridge-rogue-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const [port, monitorPort] = [await freePort(), await freePort()];
  const file = join(dir, 'rogue.conf');
  await writeFile(
    file,
    `host: "127.0.0.1"\nport: ${port}\nhttp: "127.0.0.1:${monitorPort}"\nserver_name: rogue\n${leafnodes}\n`,
  );
  const child = spawn(findNatsServer(), ['--config', file], { stdio: 'ignore' });
  stack.defer(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  const linked = async () => {
    const { leafnodes: links } = (await (await fetch(`http://127.0.0.1:${monitorPort}/leafz`)).json()) as {
      leafnodes: number;
    };
    if (links === 0) throw new Error('no leaf link yet');
  };
  await vi.waitFor(linked, { timeout: 30_000, interval: 50 });
  const nc = await connect({ servers: `127.0.0.1:${port}` });
  stack.defer(() => nc.close());
  const running = stack.move();
  return { nc, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
