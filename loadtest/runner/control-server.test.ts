import { expect, it, vi } from 'vitest';
import { startControl } from './control-server.ts';

const NEVER = new AbortController().signal;
const nothing = async () => undefined;

it('does what is asked for, notes when, and says what it cannot do', async () => {
  const cut = vi.fn<() => Promise<void>>(nothing);
  const failing = () => Promise.reject(new Error('no demo runs'));
  await using control = await startControl({ cut, 'restart-gateway': failing }, NEVER);
  const post = (deed: string) => fetch(`${control.url}/${deed}`, { method: 'POST' });
  expect((await post('cut')).status).toBe(204);
  expect(cut).toHaveBeenCalledOnce();
  const failed = await post('restart-gateway');
  expect([failed.status, await failed.text()]).toEqual([500, 'Error: no demo runs']);
  const unknown = await post('explode');
  expect([unknown.status, await unknown.text()]).toEqual([
    404,
    'nobody can do explode here; possible are: cut, restart-gateway',
  ]);
  expect((await fetch(`${control.url}/cut`)).status).toBe(404);
  expect(control.done.map(({ deed }) => deed)).toEqual(['cut', 'restart-gateway']);
});

it.each([
  ['cut', 'restore'],
  ['stall-clients', 'release-clients'],
])('undoes %s at the end, when nobody came to %s', async (deed, undoing) => {
  const undo = vi.fn<() => Promise<void>>(nothing);
  const control = await startControl({ [deed]: nothing, [undoing]: undo }, NEVER);
  await fetch(`${control.url}/${deed}`, { method: 'POST' });
  await control[Symbol.asyncDispose]();
  expect(undo).toHaveBeenCalledOnce();
});

it('undoes nothing that was undone', async () => {
  const restore = vi.fn<() => Promise<void>>(nothing);
  const control = await startControl({ cut: nothing, restore }, NEVER);
  for (const deed of ['cut', 'restore']) await fetch(`${control.url}/${deed}`, { method: 'POST' });
  await control[Symbol.asyncDispose]();
  expect(restore).toHaveBeenCalledOnce();
});

it('undoes it as soon as the run is stopped, and does nothing more', async () => {
  const stopping = new AbortController();
  const restore = vi.fn<() => Promise<void>>(nothing);
  await using control = await startControl({ cut: nothing, restore }, stopping.signal);
  await fetch(`${control.url}/cut`, { method: 'POST' });
  stopping.abort();
  await vi.waitFor(() => expect(restore).toHaveBeenCalledOnce());
  expect((await fetch(`${control.url}/cut`, { method: 'POST' })).status).toBe(503);
});
