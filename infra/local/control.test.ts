import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askDemo, NoDemoError, serveControl } from './control.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'control-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

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
  await using _control = await serveControl(dir, cable());
  const { pid } = process;
  expect(await askDemo(dir, 'status')).toEqual({ pid, cable: 'whole' });
  expect(await askDemo(dir, 'cut')).toEqual({ pid, cable: 'cut' });
  expect(await askDemo(dir, 'status')).toEqual({ pid, cable: 'cut' });
  expect(await askDemo(dir, 'restore')).toEqual({ pid, cable: 'whole' });
});

it('can be used by nobody but the user who started the demo', async () => {
  await using _control = await serveControl(dir, cable());
  expect((await stat(join(dir, 'control.sock'))).mode & 0o077).toBe(0);
});

it('says so when no demo runs, never ran, or has ended', async () => {
  await expect(askDemo(dir, 'cut')).rejects.toThrow(NoDemoError);
  const control = await serveControl(dir, cable());
  await control[Symbol.asyncDispose]();
  await expect(askDemo(dir, 'cut')).rejects.toThrow(`no demo runs with the data directory ${dir}`);
});

it('works where the path of the data directory is too long for a socket', async () => {
  const deep = join(dir, 'x'.repeat(120));
  await using _control = await serveControl(deep, cable());
  expect(await askDemo(deep, 'cut')).toMatchObject({ cable: 'cut' });
});
