import { expect, it, vi } from 'vitest';
import { startControl } from './control-server.ts';

const NEVER = new AbortController().signal;
const nothing = async () => undefined;

it('performs what is requested, records when, and refuses what it does not know', async () => {
  const cut = vi.fn<() => Promise<void>>(nothing);
  const failing = () => Promise.reject(new Error('no demo runs'));
  await using control = await startControl({ cut, 'restart-gateway': failing }, NEVER);
  const post = (action: string) => fetch(`${control.url}/${action}`, { method: 'POST' });
  expect((await post('cut')).status).toBe(204);
  expect(cut).toHaveBeenCalledOnce();
  const failed = await post('restart-gateway');
  expect([failed.status, await failed.text()]).toEqual([500, 'Error: no demo runs']);
  const unknown = await post('explode');
  expect([unknown.status, await unknown.text()]).toEqual([
    404,
    'there is no explode here; there are: cut, restart-gateway',
  ]);
  expect((await fetch(`${control.url}/cut`)).status).toBe(404);
  expect(control.done.map(({ action }) => action)).toEqual(['cut', 'restart-gateway']);
});

it.each([
  ['cut', 'restore'],
  ['stall-clients', 'release-clients'],
])('undoes %s at the end, when nobody came to %s', async (action, undoing) => {
  const undo = vi.fn<() => Promise<void>>(nothing);
  const control = await startControl({ [action]: nothing, [undoing]: undo }, NEVER);
  await fetch(`${control.url}/${action}`, { method: 'POST' });
  await control[Symbol.asyncDispose]();
  expect(undo).toHaveBeenCalledOnce();
});

it('ends no fault that has ended already', async () => {
  const restore = vi.fn<() => Promise<void>>(nothing);
  const control = await startControl({ cut: nothing, restore }, NEVER);
  for (const action of ['cut', 'restore']) await fetch(`${control.url}/${action}`, { method: 'POST' });
  await control[Symbol.asyncDispose]();
  expect(restore).toHaveBeenCalledOnce();
});

it('ends the faults as soon as the run is stopped, and accepts no more', async () => {
  const stopping = new AbortController();
  const restore = vi.fn<() => Promise<void>>(nothing);
  await using control = await startControl({ cut: nothing, restore }, stopping.signal);
  await fetch(`${control.url}/cut`, { method: 'POST' });
  stopping.abort();
  await vi.waitFor(() => expect(restore).toHaveBeenCalledOnce());
  expect((await fetch(`${control.url}/cut`, { method: 'POST' })).status).toBe(503);
});
