import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OptionsError } from '../tools/command-line.ts';
import { parseOptions, type Options } from './options.ts';

const root = resolve('/repo');
const cwd = resolve('/somewhere');

function parse(...args: string[]): Options {
  return parseOptions(args, { root, cwd });
}

function refusal(...args: string[]): OptionsError {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof OptionsError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('parseOptions', () => {
  it('has a default for everything', () => {
    expect(parse()).toEqual({
      brokers: 1,
      gateways: 1,
      stage: 2,
      sources: ['replay'],
      file: undefined,
      badLines: 'refuse',
      once: false,
      speed: 10,
      rate: 10,
      symbols: 100,
      port: 8080,
      basePort: 18_000,
      sync: 'always',
      edge: false,
      data: resolve('/repo/.data'),
      fresh: false,
      open: false,
      dev: false,
      console: true,
    });
  });

  it('reads every option, and paths from where the user stands', () => {
    expect(
      parse(
        ...'--brokers 3 --gateways 2 --stage 1 --source simulated,replay --file my.csv --bad-lines skip --once --speed 2.5 --rate 50 --symbols 2000'.split(
          ' ',
        ),
        ...'--port 9000 --base-port 30000 --sync 2m --edge --data d --fresh --open --dev'.split(' '),
      ),
    ).toEqual({
      brokers: 3,
      gateways: 2,
      stage: 1,
      sources: ['simulated', 'replay'],
      file: resolve('/somewhere/my.csv'),
      badLines: 'skip',
      once: true,
      speed: 2.5,
      rate: 50,
      symbols: 2_000,
      port: 9_000,
      basePort: 30_000,
      sync: '2m',
      edge: true,
      data: resolve('/somewhere/d'),
      fresh: true,
      open: true,
      dev: true,
      console: true,
    });
  });

  it("replays the user's own file as fast as it was recorded", () => {
    expect(parse('--file', 'my.csv').speed).toBe(1);
  });

  it.each([
    ['--brokers 2', "option '--brokers <n>' argument '2' is invalid. Allowed choices are 1, 3."],
    ['--gateways 9', "argument '9' is invalid. Allowed is an integer from 1 to 8."],
    ['--source kafka', "option '--source <list>' argument 'kafka' is invalid. Allowed choices are replay, simulated"],
    ['--source replay,', 'Allowed choices are replay, simulated, or both with a comma.'],
    ['--speed fast', "option '--speed <n>' argument 'fast' is invalid. Allowed is a number from 0.01 to 100000."],
    ['--rate 0', "option '--rate <n>' argument '0' is invalid. Allowed is a number from 0.01 to 1000."],
    ['--symbols 1.5', "option '--symbols <n>' argument '1.5' is invalid. Allowed is an integer from 1 to 50000."],
    ['--port 80800', "option '--port <n>' argument '80800' is invalid. Allowed is an integer from 1 to 65535."],
    ['--base-port 65500', "'65500' is invalid. Allowed is an integer from 1 to 65456."],
    ['--port 18010', "'18010' is invalid. 18000 to 18079 are the internal ports; move them with --base-port."],
    ['--sync never', "option '--sync <how>' argument 'never' is invalid. Allowed choices are always, 2m."],
    ['--source simulated --file a.csv', "option '--file' needs '--source replay'; the source is simulated."],
    ['--source simulated --once', "option '--once' needs '--source replay'; the source is simulated."],
    ['--file a.csv --bad-lines count', "argument 'count' is invalid. Allowed choices are refuse, skip."],
    ['--bad-lines skip', "option '--bad-lines' needs '--file'"],
    ['--rate 1000.5', "option '--rate <n>' argument '1000.5' is invalid. Allowed is a number from 0.01 to 1000."],
    ['--colour', "unknown option '--colour'"],
    ['9000', 'too many arguments'],
  ])('refuses %s', (args, message) => {
    const refused = refusal(...args.split(' '));
    expect(refused.message).toContain(message);
    expect(refused.exitCode).toBe(1);
  });

  it('lists every option with its default', () => {
    const help = refusal('--help');
    expect(help.exitCode).toBe(0);
    const defaults = [
      ['--brokers', '1'],
      ['--gateways', '1'],
      ['--source', 'replay'],
      ['--bad-lines', 'refuse'],
      ['--speed', '10'],
      ['--rate', '10'],
      ['--symbols', '100'],
      ['--port', '8080'],
      ['--base-port', '18000'],
      ['--sync', 'always'],
      ['--data', '.data'],
    ];
    for (const [option, value] of defaults) {
      expect(help.message).toMatch(new RegExp(`${option} <[^()]*[^]*?default: "?${value}"?`));
    }
    for (const option of ['--file', '--once', '--fresh', '--open', '--dev', '--help'])
      expect(help.message).toContain(option);
  });
});
