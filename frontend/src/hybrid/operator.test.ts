import { beforeEach, expect, it } from 'vitest';
import { Operator } from './operator.ts';

let kept: Map<string, string>;
let sent: Request[];
let answer: () => Response;
beforeEach(() => {
  kept = new Map();
  sent = [];
  answer = () => Response.json({});
});

const operator = () =>
  new Operator(
    'http://localhost:8080',
    {
      get: (name) => kept.get(name) ?? null,
      set: (name, value) => void kept.set(name, value),
      remove: (name) => void kept.delete(name),
    },
    async (url, init) => {
      sent.push(new Request(url, init));
      return answer();
    },
  );

it('sends the token in a header only, and keeps it once it was accepted', async () => {
  expect(operator().hasToken).toBe(false);
  expect(await operator().actOnLink('cut', 'secret')).toEqual({ isDone: true });
  expect(await operator().actOnLink('restore')).toEqual({ isDone: true });
  expect(sent.map(({ method, url, headers }) => [method, url, headers.get('authorization')])).toEqual([
    ['POST', 'http://localhost:8080/console/v1/link/cut', 'Bearer secret'],
    ['POST', 'http://localhost:8080/console/v1/link/restore', 'Bearer secret'],
  ]);
  expect(operator().hasToken).toBe(true);
});

it('forgets a token that is not accepted', async () => {
  await operator().actOnLink('cut', 'old');
  answer = () => Response.json({ detail: 'no' }, { status: 401 });
  expect(await operator().actOnLink('cut')).toMatchObject({ isDone: false, needsToken: true });
  expect(operator().hasToken).toBe(false);
});

it('keeps the token when something else was wrong, and passes on what', async () => {
  await operator().actOnLink('cut', 'secret');
  answer = () => Response.json({ detail: 'the demo did not do it' }, { status: 502 });
  expect(await operator().actOnLink('cut')).toEqual({
    isDone: false,
    needsToken: false,
    message: 'The console refused it: the demo did not do it.',
  });
  answer = () => {
    throw new TypeError('failed to fetch');
  };
  expect(await operator().actOnLink('cut')).toMatchObject({ message: 'The console does not answer.' });
  expect(operator().hasToken).toBe(true);
});

it('sends nothing that cannot be a token', async () => {
  expect(await operator().actOnLink('cut', 'secret…')).toMatchObject({ isDone: false, needsToken: true });
  expect(sent).toEqual([]);
});
