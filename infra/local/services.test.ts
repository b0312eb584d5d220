import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execa } from 'execa';
import { freePort } from './ports.ts';
import { startService, type ServiceOptions } from './services.ts';

const WELL = `
import { createServer } from 'node:http';
console.log('hello from', process.env.GREETING);
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  if (request.url === '/refuse') {
    console.log('{"level":50}');
    console.log('quotes.csv:602: is no good');
    process.exitCode = 2;
    response.destroy();
    return process.kill(process.pid);
  }
  response.end('ok');
}).listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(() => console.log('bye')));
`;
const IGNORES_SIGTERM = `${WELL}process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => {});`;
const BROKEN = `console.error('no such feed'); process.exit(1);`;
const NEVER_READY = `import { createServer } from 'node:http';
createServer((_, response) => response.writeHead(503).end()).listen(Number(process.env.PORT), '127.0.0.1');`;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'services-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function options(source: string, more: Partial<ServiceOptions> = {}): Promise<ServiceOptions> {
  const entry = join(dir, 'main.mjs');
  await writeFile(entry, source);
  const log = join(dir, 'logs', 'it.log');
  return { name: 'it', entry, env: { GREETING: 'env' }, port: await freePort(), log, supervise: false, ...more };
}

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startService', () => {
  it('waits until the service is ready', async () => {
    await using service = await startService(await options(WELL));
    expect((await fetch(service.url)).status).toBe(200);
  });

  it('lets the service end by itself, and keeps its last lines in the log', async () => {
    const given = await options(WELL);
    const service = await startService(given);
    const { pid } = service;
    await service.stop();
    expect(isAlive(pid)).toBe(false);
    await service[Symbol.asyncDispose]();
    await vi.waitFor(async () => expect(await readFile(given.log, 'utf8')).toBe('hello from env\nbye\n'));
  });

  it('kills a service that does not end in time', async () => {
    const service = await startService(await options(IGNORES_SIGTERM, { stopWithin: 200 }));
    const { pid } = service;
    await service.stop();
    expect(isAlive(pid)).toBe(false);
    expect(service).toMatchObject({ pid: undefined, isWanted: false });
  });

  it('shows the last log lines of a service that ends before it is ready', async () => {
    await expect(startService(await options(BROKEN, { supervise: true }))).rejects.toThrow(
      /it ended before it was ready \(exit code 1\).*\n {2}no such feed/,
    );
  });

  it('gives up on a service that does not become ready', async () => {
    await expect(startService(await options(NEVER_READY, { readyWithin: 600 }))).rejects.toThrow(
      'it was not ready within 0.6 s',
    );
  });

  it('starts a supervised service again after a crash and after a kill', async () => {
    const notify = vi.fn<(sentence: string) => void>();
    await using service = await startService(await options(WELL, { supervise: true, notify }));
    const first = service.pid;
    await fetch(`${service.url}/die`).catch(() => {});
    await vi.waitFor(() => expect(service.pid).not.toBe(first), { timeout: 50_000 });
    await service.ready();
    expect(notify).toHaveBeenLastCalledWith('it ended (exit code 3); starting it again in 250 ms');

    const second = service.pid;
    await service.kill();
    await vi.waitFor(() => expect(service.pid).not.toBe(second), { timeout: 50_000 });
    await service.ready();
    expect(notify).toHaveBeenLastCalledWith('it ended (SIGKILL); starting it again in 500 ms');
  });

  it('does not start a service again that cannot use what it was given, and reports why, until it is restarted by hand', async () => {
    const notify = vi.fn<(sentence: string) => void>();
    const pause = vi.fn(async () => {});
    await using service = await startService(await options(WELL, { supervise: true, notify, pause }));
    await fetch(`${service.url}/refuse`).catch(() => {});
    await vi.waitFor(() => expect(notify).toHaveBeenCalled(), { timeout: 50_000 });
    await nextTurn();
    expect(pause).not.toHaveBeenCalled();
    expect(notify.mock.calls).toEqual([
      [
        'it ended (exit code 2) and stays so until it is restarted:\n  hello from env\n  quotes.csv:602: is no good\n  bye',
      ],
    ]);
    expect(service.pid).toBeUndefined();
    await service.restart();
    expect((await fetch(service.url)).status).toBe(200);
  });

  it('does not start a stopped service again', async () => {
    const notify = vi.fn<(sentence: string) => void>();
    const pause = vi.fn(async () => {});
    await using service = await startService(await options(WELL, { supervise: true, notify, pause }));
    await service.stop();
    await nextTurn();
    expect(pause).not.toHaveBeenCalled();
    expect(service.pid).toBeUndefined();
    expect(notify).not.toHaveBeenCalled();
  });

  it('starts anew on restart, also after a stop', async () => {
    await using service = await startService(await options(WELL));
    const { pid } = service;
    await service.restart();
    expect(service.pid).not.toBe(pid);
    await service.stop();
    await service.restart();
    expect((await fetch(service.url)).status).toBe(200);
  });

  it('ends the service when its starter is killed', async () => {
    const given = await options(WELL);
    const starter = join(dir, 'starter.ts');
    await writeFile(
      starter,
      `import { startService } from ${JSON.stringify(new URL('./services.ts', import.meta.url).href)};
       const service = await startService(${JSON.stringify(given)});
       process.stdout.write(String(service.pid) + '\\n');`,
    );
    const parent = execa(process.execPath, [starter], { reject: false });
    let pid = 0;
    for await (const line of parent) {
      pid = Number(line);
      parent.kill('SIGKILL');
    }
    expect(pid).toBeGreaterThan(0);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 50_000 });
  });
});
