import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { QuoteAccountTotals } from '@quotebridge/contracts/wire';
import { observeBoard } from './board-observer.ts';
import type { Sighting } from './board-observer.ts';

/** What the page counts since it was opened, as `window.quotebridge.totals()` returns it. */
export interface BoardTotals extends QuoteAccountTotals {
  readonly reconnects: number;
  readonly bytes: number;
  /** When the first quote came, in milliseconds of the page's monotonic clock; `null` before. */
  readonly firstQuoteMs: number | null;
}

/** The board in a browser, watched from its first frame. */
export interface BoardPage extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong: errors on the console, requests that failed, were refused, or went elsewhere. */
  readonly faults: readonly string[];
  readonly sightings: () => Promise<readonly Sighting[]>;
  /** The newest sighting. */
  readonly now: () => Promise<Sighting | undefined>;
  readonly totals: () => Promise<BoardTotals>;
  /** The `seq` that each row shows. */
  readonly seqs: () => Promise<ReadonlyMap<string, number>>;
}

const UTC: BrowserContextOptions = { timezoneId: 'UTC', locale: 'en-GB' };

/** Opens the board in a window of its own, its clock in UTC. */
export async function openBoard(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<BoardPage> {
  const context = await browser.newContext({ ...UTC, ...options });
  return openBoardIn(context, url);
}

/** Opens the board in a tab; closing it closes all of the context. */
export async function openBoardIn(context: BrowserContext, url: string): Promise<BoardPage> {
  const page = await context.newPage();
  const faults = noteFaults(page, url);
  await page.addInitScript(observeBoard);
  await page.goto(url);
  const sightings = () => page.evaluate<Sighting[]>('sightings');
  return {
    page,
    faults,
    sightings,
    now: () => page.evaluate<Sighting | undefined>('sightings.at(-1)'),
    totals: () => page.evaluate<BoardTotals>('window.quotebridge.totals()'),
    seqs: async () =>
      new Map(
        await page
          .getByTestId('row')
          .evaluateAll<[string, number][], { dataset: Record<string, string> }>((rows) =>
            rows.map(({ dataset }) => [String(dataset['symbol']), Number(dataset['seq'] ?? 0)]),
          ),
      ),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

function noteFaults(page: Page, url: string): string[] {
  const faults: string[] = [];
  const { host } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() < 400) return;
    const at = faults.push(`${response.status()}: ${response.url()}`) - 1;
    // Why it was refused comes later than that it was, and may not come at all.
    response.text().then(
      (why) => (faults[at] += ` ${why}`),
      (error: unknown) => (faults[at] += ` (${String(error)})`),
    );
  });
  const noteElsewhere = (target: string) => {
    const { protocol, host: asked } = new URL(target);
    if (protocol !== 'data:' && asked !== host) faults.push(`elsewhere: ${target}`);
  };
  page.on('request', (request) => noteElsewhere(request.url()));
  page.on('websocket', (socket) => noteElsewhere(socket.url()));
  return faults;
}
