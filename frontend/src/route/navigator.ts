import { Cell } from '../store/cell.ts';
import { PAGE_PATHS, pageAt } from './page-name.ts';
import type { PageName } from './page-name.ts';
import { formatRoute, parseRoute } from './route.ts';
import type { Route } from './route.ts';

type Page = Pick<Window, 'location' | 'history' | 'navigator' | 'addEventListener'>;

/** Reads and writes the page's route in the address. */
export class Navigator {
  readonly page: Cell<PageName>;
  readonly route: Cell<Route>;
  readonly #window: Page;

  constructor(page: Page) {
    this.#window = page;
    this.page = new Cell(pageAt(page.location.pathname));
    this.route = new Cell(parseRoute(page.location.hash));
    for (const event of ['hashchange', 'popstate']) page.addEventListener(event, this.#read);
  }

  /** Navigates with a new history entry. */
  readonly go = (change: Partial<Route>): void => this.#change(change, 'pushState');

  /** Navigates and replaces the current history entry. */
  readonly pass = (change: Partial<Route>): void => this.#change(change, 'replaceState');

  /** Shows another page without loading it. The board's route is kept for the way back. */
  readonly show = (page: PageName): void => {
    if (page === this.page.get()) return;
    this.#window.history.pushState(null, '', `${PAGE_PATHS[page]}${this.#window.location.hash}`);
    this.page.set(page);
  };

  /** The link to a route, for sharing. */
  addressOf(route: Route): string {
    const { origin, pathname } = this.#window.location;
    return `${origin}${pathname}${formatRoute(route)}`;
  }

  /** Throws when the browser denies access to the clipboard. */
  async copy(text: string): Promise<void> {
    await this.#window.navigator.clipboard.writeText(text);
  }

  #change(change: Partial<Route>, how: 'pushState' | 'replaceState'): void {
    const route = { ...this.route.get(), ...change };
    const { pathname, search, hash } = this.#window.location;
    const next = formatRoute(route);
    if (next !== hash) this.#window.history[how](null, '', `${pathname}${search}${next}`);
    this.route.set(route);
  }

  readonly #read = (): void => {
    const { pathname, hash } = this.#window.location;
    this.page.set(pageAt(pathname));
    this.route.set(parseRoute(hash));
  };
}
