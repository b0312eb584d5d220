import { Cell } from '../store/cell.ts';
import { formatRoute, parseRoute } from './route.ts';
import type { Route } from './route.ts';

type Page = Pick<Window, 'location' | 'history' | 'navigator' | 'addEventListener'>;

/** The route of this page: follows the address, and changes it. */
export class Navigator {
  readonly route: Cell<Route>;
  readonly #window: Page;

  constructor(page: Page) {
    this.#window = page;
    this.route = new Cell(parseRoute(page.location.hash));
    for (const event of ['hashchange', 'popstate']) page.addEventListener(event, this.#read);
  }

  /** Goes somewhere: the browser's way back leads here again. */
  readonly go = (change: Partial<Route>): void => this.#change(change, 'pushState');

  /** Goes on from here: the browser's way back leads to where this began. */
  readonly pass = (change: Partial<Route>): void => this.#change(change, 'replaceState');

  /** The address at which somebody else sees this. */
  addressOf(route: Route): string {
    const { origin, pathname } = this.#window.location;
    return `${origin}${pathname}${formatRoute(route)}`;
  }

  /** Throws where the browser does not let this page use the clipboard. */
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

  readonly #read = (): void => this.route.set(parseRoute(this.#window.location.hash));
}
