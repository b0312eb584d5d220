import { browser } from 'k6/browser';
import { Counter, Trend } from 'k6/metrics';
import { BASE_URL, SECONDS } from './lib/settings.ts';
import { PAGE } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';

export { handleSummary } from './lib/summary.ts';

/** Watched to the end. Without it nothing was measured, and nothing would be broken. */
const pages = new Counter('pages');
const firstQuote = new Trend('first_quote', true);
const frameGap = new Trend('frame_gap', true);

/** The board in a browser: how soon the first quote is on the screen, and how smooth the frames are. */
export const options = {
  scenarios: {
    page: {
      executor: 'per-vu-iterations' as const,
      exec: 'page',
      vus: 1,
      iterations: 1,
      maxDuration: `${SECONDS + 60}s`,
      options: { browser: { type: 'chromium' } },
    },
  },
  thresholds: PAGE,
  summaryTrendStats: SUMMARY_STATS,
};

export async function page(): Promise<void> {
  const board = await browser.newPage();
  try {
    const began = Date.now();
    await board.goto(BASE_URL);
    await board.waitForSelector('[data-testid="row"][data-seq]');
    firstQuote.add(Date.now() - began);
    for (const gap of await board.evaluate(watchFrames, SECONDS * 1_000)) frameGap.add(gap);
    pages.add(1);
  } finally {
    await board.close();
  }
}

/** Runs in the page: milliseconds between its frames. */
function watchFrames(forMs: number): Promise<number[]> {
  return new Promise((resolve) => {
    const { requestAnimationFrame } = globalThis as unknown as {
      requestAnimationFrame: (this: void, act: (at: number) => void) => void;
    };
    const gaps: number[] = [];
    let before = performance.now();
    const end = before + forMs;
    const look = (now: number) => {
      gaps.push(now - before);
      before = now;
      if (now < end) requestAnimationFrame(look);
      else resolve(gaps);
    };
    requestAnimationFrame(look);
  });
}
