import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { hasEnded, ownerName, readOwner, thisMachine, type Machine } from './owner.ts';

const machine: Machine = { host: '0123abcd', boot: 'b007', startedOf: (pid) => (pid === 7 ? '99' : undefined) };
const owner = { host: machine.host, boot: machine.boot, pid: 7, started: '99' };

it('is read from the names of its containers, networks and volumes', () => {
  expect(readOwner(`quotebridge/api:${ownerName(7, machine)}-ab12`)).toEqual(owner);
  expect(readOwner('quotebridge/api:dev')).toBeUndefined();
});

it('has not ended while a process of its number and age runs', () => {
  expect(hasEnded(owner, machine)).toBe(false);
});

it('has ended when its number is nobody’s or somebody else’s, or the machine was started anew', () => {
  expect(hasEnded({ ...owner, pid: 8 }, machine)).toBe(true);
  expect(hasEnded({ ...owner, started: '98' }, machine)).toBe(true);
  expect(hasEnded({ ...owner, boot: 'abc' }, machine)).toBe(true);
});

it('is not known to have ended on another machine', () => {
  expect(hasEnded({ ...owner, host: 'ffffffff', pid: 8 }, machine)).toBe(false);
});

it('recognizes real processes', async () => {
  const child = spawn('sleep', ['60']);
  const name = ownerName(child.pid);
  const read = readOwner(name);
  if (read === undefined) throw new Error(`${name} cannot be read`);
  expect(hasEnded(read, thisMachine)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(hasEnded(read, thisMachine)).toBe(true);
});
