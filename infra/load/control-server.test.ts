import { expect, it, vi } from 'vitest';
import { startControl } from './control-server.ts';

it('does what is asked for, notes when, and says what it cannot do', async () => {
  const cut = vi.fn<() => Promise<void>>(async () => undefined);
  const failing = () => Promise.reject(new Error('no demo runs'));
  await using control = await startControl({ cut, restore: failing });
  const post = (deed: string) => fetch(`${control.url}/${deed}`, { method: 'POST' });
  expect((await post('cut')).status).toBe(204);
  expect(cut).toHaveBeenCalledOnce();
  const failed = await post('restore');
  expect([failed.status, await failed.text()]).toEqual([500, 'Error: no demo runs']);
  const unknown = await post('explode');
  expect([unknown.status, await unknown.text()]).toEqual([
    404,
    'nobody can do explode here; possible are: cut, restore',
  ]);
  expect((await fetch(`${control.url}/cut`)).status).toBe(404);
  expect(control.done.map(({ deed }) => deed)).toEqual(['cut', 'restore']);
});
