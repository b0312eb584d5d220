import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { watchInterrupts } from './interrupt.ts';
import { plainView } from './view/view.ts';

const QUESTION = 'Roll back (r), hold the weights as they are (h), or go on (any other key)? ';

/** The tool at a terminal, or without one, at a time that the test sets. */
function open({ isTTY }: { readonly isTTY: boolean }) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  const signals = new EventEmitter();
  let now = 0;
  let shown = '';
  output.on('data', (chunk) => (shown += String(chunk)));
  const interrupts = watchInterrupts({
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    view: plainView(output),
    signals,
    now: () => now,
  });
  return {
    /** A second after the signal before. */
    send: (name: 'SIGINT' | 'SIGTERM' | 'SIGUSR2') => {
      now += 1_000;
      signals.emit(name);
    },
    /** Within the same press. */
    sendAgain: () => signals.emit('SIGINT'),
    answer: (key: string) => input.write(`${key}\n`),
    questions: () => shown.split(QUESTION).length - 1,
    choice: () => (interrupts.signal.aborted ? (interrupts.signal.reason as { choice: string }).choice : null),
    listeners: () => signals.eventNames().length,
    [Symbol.dispose]: () => interrupts[Symbol.dispose](),
  };
}

it.each([
  ['r', 'roll back'],
  ['h', 'hold'],
])('asks in a terminal, and %s decides to %s', async (key, choice) => {
  using tool = open({ isTTY: true });
  tool.send('SIGINT');
  tool.sendAgain();
  expect([tool.questions(), tool.choice()]).toEqual([1, null]);
  tool.answer(key);
  await expect.poll(tool.choice).toBe(choice);
});

it('goes on after any other key, and asks again at the next Ctrl-C', async () => {
  using tool = open({ isTTY: true });
  tool.send('SIGINT');
  tool.answer('x');
  await expect
    .poll(() => {
      tool.send('SIGINT');
      return tool.questions();
    })
    .toBe(2);
  expect(tool.choice()).toBeNull();
  tool.answer('h');
  await expect.poll(tool.choice).toBe('hold');
});

it('rolls back at once without a terminal', () => {
  using tool = open({ isTTY: false });
  tool.send('SIGINT');
  expect([tool.questions(), tool.choice()]).toEqual([0, 'roll back']);
});

it.each([
  ['SIGTERM', 'roll back'],
  ['SIGUSR2', 'hold'],
] as const)('needs no answer for %s: %s', (name, choice) => {
  using tool = open({ isTTY: true });
  tool.send(name);
  expect([tool.questions(), tool.choice()]).toEqual([0, choice]);
});

it('leaves no listener behind', () => {
  const tool = open({ isTTY: true });
  expect(tool.listeners()).toBe(3);
  tool[Symbol.dispose]();
  expect(tool.listeners()).toBe(0);
});
