import { once } from 'node:events';
import { createServer } from 'node:net';
import { owningDemo } from './owning-demo.ts';
import { portOwner, type PortOwner } from './port-owner.ts';

/** A port that is about to be used, what for, and the option that moves it. */
export interface NeededPort {
  readonly port: number;
  readonly purpose: string;
  readonly option: string;
}

export class PortsTakenError extends Error {
  override readonly name = 'PortsTakenError';
}

/**
 * Throws one error that names every port in use, its process, and the option that changes it. The ports of another demo
 * share a line.
 */
export async function checkPorts(
  needed: readonly NeededPort[],
  ownerOf: (port: number) => Promise<PortOwner | undefined> = portOwner,
  demoOfOwner: (owner: PortOwner) => Promise<number | undefined> = owningDemo,
): Promise<void> {
  const probed = await Promise.all(needed.map(async (need) => ((await isFree(need.port)) ? undefined : need)));
  const taken = probed.filter((need) => need !== undefined);
  if (taken.length === 0) return;
  const demos = new Map<number, NeededPort[]>();
  const lines = await Promise.all(
    taken.map(async (need) => {
      const owner = await ownerOf(need.port);
      const demo = owner && (await demoOfOwner(owner));
      if (demo !== undefined) {
        demos.set(demo, [...(demos.get(demo) ?? []), need]);
        return [];
      }
      const who = owner ? `process ${owner.pid} (${owner.command})` : 'another process';
      return [`port ${need.port}, needed for ${need.purpose}, is taken by ${who}; change it with ${need.option}`];
    }),
  );
  const demoLines = [...demos].map(([pid, needs]) => {
    const ports = needs.map(({ port }) => port);
    const options = [...new Set(needs.map(({ option }) => option))].toSorted();
    return (
      `a demo of yours runs already (process ${pid}) and has port${ports.length > 1 ? 's' : ''} ${ports.join(', ')}; ` +
      `stop it with Ctrl-C there, or use ${options.join(' and ')} here`
    );
  });
  throw new PortsTakenError([...demoLines, ...lines.flat()].join('\n'));
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/** Probes IPv6 too: browsers try `::1` first for localhost, and would show the page of another program that listens there. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    // A machine without IPv6 has no `::1`; that is no reason to call the port taken.
    return !(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'));
  }
  server.close();
  await once(server, 'close');
  return true;
}
