import { describe, expect, it } from 'vitest';
import { OptionsError } from '../tools/command-line.ts';
import { catalogue } from './catalogue.ts';
import { parseOptions, select } from './options.ts';

describe('the command line', () => {
  it('runs everything on sites of its own by default', () => {
    expect(parseOptions([])).toMatchObject({ quick: false, list: false, only: [], brokers: 1, target: null });
  });

  it('reads what it is given', () => {
    expect(parseOptions(['--only', 'a, b*', '--brokers', '3', '--json', '--rate', '50'])).toMatchObject({
      only: ['a', 'b*'],
      brokers: 3,
      json: true,
      rate: 50,
    });
  });

  it.each([
    [['--target', 'http://localhost:8080/x'], { way: 'local', url: 'http://localhost:8080', data: undefined }],
    [['--target', 'http://localhost:8080', '--data', 'x'], { way: 'local', url: 'http://localhost:8080', data: 'x' }],
    [['--target', 'compose'], { way: 'compose', name: undefined }],
    [['--target', 'kind', '--name', 'mine'], { way: 'kind', name: 'mine' }],
  ])('takes the demo that %j names', (args, target) => {
    expect(parseOptions(args).target).toEqual(target);
  });

  it.each([
    [['--brokers', '2'], 'Allowed choices are 1, 3'],
    [['--rate', '0'], 'from 1 to 1000'],
    [['--target', 'localhost'], 'http://localhost:8080'],
    [['--data', 'x'], "needs '--target' with an address"],
    [['--target', 'kind', '--data', 'x'], "needs '--target' with an address"],
    [['--name', 'x'], "needs '--target compose'"],
    [['--target', 'cluster'], 'compose or kind'],
    [['more'], 'too many arguments'],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(OptionsError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('helps with exit code 0', () => {
    expect(() => parseOptions(['--help'])).toThrow(expect.objectContaining({ exitCode: 0 }));
  });
});

describe('the selection', () => {
  const faults = [{ name: 'link-cut', isQuick: true }, { name: 'link-slow' }, { name: 'feed-killed' }];
  const names = (given: Parameters<typeof select>[1]) => select(faults, given).map(({ name }) => name);

  it('takes all, the quick ones, or those that are named', () => {
    expect(names({ quick: false, only: [] })).toEqual(['link-cut', 'link-slow', 'feed-killed']);
    expect(names({ quick: true, only: [] })).toEqual(['link-cut']);
    expect(names({ quick: false, only: ['feed-killed', 'link-*'] })).toEqual(['link-cut', 'link-slow', 'feed-killed']);
  });

  it('refuses a name that is no fault', () => {
    expect(() => names({ quick: false, only: ['link-cut', 'rain'] })).toThrow('there is no fault "rain"');
  });
});

describe('the catalogue', () => {
  it.each([1, 3] as const)('names every fault once, with %i brokers a site', (brokers) => {
    const names = catalogue(brokers).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has quick faults for one broker a site', () => {
    expect(select(catalogue(1), { quick: true, only: [] }).length).toBeGreaterThanOrEqual(3);
  });
});
