import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, LaunchOptions } from 'playwright-core';
import { findChromium } from '../../infra/tools/suites/chromium.ts';
import { freePort } from '@quotebridge/testkit';

/** It may run as root in a container, and makes no requests of its own: all requests are the board's. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Every page of it counts as shown and focused. */
export async function launchChromium(): Promise<Browser> {
  return launch({ args: ARGS });
}

/** A window with tabs as in normal use: only the front one is shown, the others are throttled. */
export async function openWindow(): Promise<BrowserContext & AsyncDisposable> {
  const port = await freePort();
  const browser = await launch({
    args: [...ARGS, '--window-size=1280,900', `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
  // Only so does a page learn that it is hidden.
  const attached = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [context] = attached.contexts();
  if (context === undefined) throw new Error('Chromium has no window');
  return Object.assign(context, { [Symbol.asyncDispose]: () => browser.close() });
}

async function launch(options: LaunchOptions): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: await findChromium(process.env, process.platform),
    // Closing it is the caller's responsibility.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
