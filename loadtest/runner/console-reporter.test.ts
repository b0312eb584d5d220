import { expect, it } from 'vitest';
import { consoleReporter } from './console-reporter.ts';

function setUp(isTTY: boolean) {
  let now = 0;
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
  };
  const { say, live } = consoleReporter({ isTTY, columns: 20, write }, () => now);
  return {
    say,
    live,
    pass: (ms: number) => (now += ms),
    get text() {
      return text;
    },
  };
}

it('replaces the line in a terminal, and never lets it wrap', () => {
  const at = setUp(true);
  at.live('so far and much farther');
  at.pass(1_500);
  at.say('done');
  expect(at.text).toBe('\r\u{1b}[K   0.0 s  so far an\r\u{1b}[K   1.5 s  done\n');
});

it('says it every few seconds elsewhere', () => {
  const at = setUp(false);
  for (let second = 0; second < 11; second += 1) {
    at.live(`second ${second}`);
    at.pass(1_000);
  }
  expect(at.text).toBe('   0.0 s  second 0\n   5.0 s  second 5\n  10.0 s  second 10\n');
});
