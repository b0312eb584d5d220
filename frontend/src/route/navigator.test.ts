import { expect, it } from 'vitest';
import { Navigator } from './navigator.ts';

/** A browser's address and history, without a browser. */
function fakePage(address: string) {
  const entries = [address];
  const location = { origin: 'http://demo', pathname: '', hash: '', search: '' };
  const goTo = (to: string) => {
    const { pathname, hash, search } = new URL(to, location.origin);
    Object.assign(location, { pathname, hash, search });
  };
  goTo(address);
  const listeners = new Map<string, () => void>();
  const page = {
    location,
    history: {
      pushState: (_state: unknown, _title: string, to: string) => {
        entries.push(to);
        goTo(to);
      },
      replaceState: (_state: unknown, _title: string, to: string) => goTo(to),
    },
    navigator: {},
    addEventListener: (event: string, listener: () => void) => listeners.set(event, listener),
  };
  const back = () => {
    entries.pop();
    goTo(entries.at(-1) ?? '/');
    listeners.get('popstate')?.();
  };
  return { page: page as unknown as ConstructorParameters<typeof Navigator>[0], entries, back };
}

it('shows the control page and comes back to the same board', () => {
  const { page, entries, back } = fakePage('/#q=harbour');
  const navigator = new Navigator(page);
  expect(navigator.page.get()).toBe('board');
  navigator.show('control');
  navigator.show('control');
  expect([navigator.page.get(), entries]).toEqual(['control', ['/#q=harbour', '/control#q=harbour']]);
  back();
  expect([navigator.page.get(), navigator.route.get().query]).toEqual(['board', 'harbour']);
});

it.each([
  ['/control', 'control'],
  ['/control/', 'control'],
  ['/controls', 'board'],
  ['/states.html', 'board'],
])('opens %s as %s', (address, name) => {
  expect(new Navigator(fakePage(address).page).page.get()).toBe(name);
});
