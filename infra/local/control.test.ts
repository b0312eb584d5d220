import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { controlDemo, NoDemoError, NoProcessError, serveControl } from './control.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'control-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const restart = vi.fn<() => Promise<void>>(async () => undefined);

function controlled() {
  return {
    cable: cable(),
    brokers: [{ name: 'cloud-1', pid: 7 }],
    brokerUrls: { cloud: ['nats://127.0.0.1:1'] },
    services: () => [
      service('gateway', { pid: 8 }),
      service('api', { restart: () => Promise.reject(new Error('it was not ready within 30 s')) }),
    ],
  };
}

/** An instance in the cloud, which runs when it has a process id. */
function service(name: string, more: { pid?: number; restart?: () => Promise<void> } = {}) {
  const { pid } = more;
  const nothing = async () => undefined;
  const url = `http://127.0.0.1/${name}`;
  const instance = { name, service: name, site: 'cloud', url, isWanted: pid !== undefined, pid };
  return { ...instance, ready: nothing, stop: nothing, restart, ...more };
}

function cable() {
  return {
    isCut: false,
    cut() {
      this.isCut = true;
    },
    restore() {
      this.isCut = false;
    },
  };
}

it('cuts and restores the cable of a running demo', async () => {
  await using _control = await serveControl(dir, controlled());
  const processes = [
    { name: 'cloud-1', pid: 7 },
    { name: 'gateway', pid: 8, url: 'http://127.0.0.1/gateway' },
  ];
  const instances = [
    { name: 'gateway', service: 'gateway', site: 'cloud', url: 'http://127.0.0.1/gateway', isWanted: true },
    { name: 'api', service: 'api', site: 'cloud', url: 'http://127.0.0.1/api', isWanted: false },
  ];
  const rest = { pid: process.pid, processes, instances, brokerUrls: { cloud: ['nats://127.0.0.1:1'] } };
  expect(await controlDemo(dir, 'status')).toEqual({ cable: 'whole', ...rest });
  expect(await controlDemo(dir, 'cut')).toEqual({ cable: 'cut', ...rest });
  expect(await controlDemo(dir, 'status')).toEqual({ cable: 'cut', ...rest });
  expect(await controlDemo(dir, 'restore')).toEqual({ cable: 'whole', ...rest });
});

it('restarts a service, and says which there are', async () => {
  await using _control = await serveControl(dir, controlled());
  await controlDemo(dir, 'restart/gateway');
  expect(restart).toHaveBeenCalledOnce();
  const nothing = controlDemo(dir, 'restart/gatway');
  await expect(nothing).rejects.toThrow(NoProcessError);
  await expect(nothing).rejects.toThrow('there is no service gatway; there are: gateway, api');
  await expect(controlDemo(dir, 'restart/api')).rejects.toThrow('it was not ready within 30 s');
});

it('refuses to scale what cannot run at a site, or beyond the instances that there are', async () => {
  await using _control = await serveControl(dir, controlled());
  const refused = async (action: `scale/${string}/${string}/${number}`, message: string) => {
    const asked = controlDemo(dir, action);
    await expect(asked).rejects.toThrow(NoProcessError);
    await expect(asked).rejects.toThrow(message);
  };
  await refused('scale/onprem/api/1', 'api cannot run at the site onprem');
  await refused('scale/cloud/api/2', 'the demo has from 0 to 1 instances of api at cloud');
  await refused('scale/cloud/api/0.5', 'the demo has from 0 to 1 instances of api at cloud');
});

it('kills, halts and resumes a process by its name, a broker too, and says which there are', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']);
  await once(child, 'spawn');
  const exit = once(child, 'exit');
  await using _control = await serveControl(dir, {
    cable: cable(),
    brokers: [{ name: 'cloud-1', pid: child.pid }],
    brokerUrls: {},
    services: () => [service('api')],
  });
  await controlDemo(dir, 'hang/cloud-1');
  await vi.waitFor(async () => expect(await processState(child.pid)).toBe('T'));
  await controlDemo(dir, 'resume/cloud-1');
  await vi.waitFor(async () => expect(await processState(child.pid)).not.toBe('T'));
  await controlDemo(dir, 'kill/cloud-1');
  expect(await exit).toEqual([null, 'SIGKILL']);

  await expect(controlDemo(dir, 'kill/api')).rejects.toThrow('api does not run at present');
  await expect(controlDemo(dir, 'kill/cloud-2')).rejects.toThrow(
    'there is no service or broker cloud-2; there are: api, cloud-1',
  );
});

/** `T` while it is halted. */
async function processState(pid: number | undefined): Promise<string> {
  return (await execa('ps', ['-o', 'state=', '-p', String(pid)])).stdout.trim().charAt(0);
}

it('can be used only by the user who started the demo', async () => {
  await using _control = await serveControl(dir, controlled());
  expect((await stat(join(dir, 'control.sock'))).mode & 0o077).toBe(0);
});

it('says so when no demo runs, never ran, or has ended', async () => {
  await expect(controlDemo(dir, 'cut')).rejects.toThrow(NoDemoError);
  const control = await serveControl(dir, controlled());
  await control[Symbol.asyncDispose]();
  await expect(controlDemo(dir, 'cut')).rejects.toThrow(`no demo runs with the data directory ${dir}`);
});

it('works where the path of the data directory is too long for a socket', async () => {
  const deep = join(dir, 'x'.repeat(120));
  await using _control = await serveControl(deep, controlled());
  expect(await controlDemo(deep, 'cut')).toMatchObject({ cable: 'cut' });
});
