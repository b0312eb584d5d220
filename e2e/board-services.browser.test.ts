import { describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { allRows, CLEAN, movesOn, seen, setUpDesk, WAIT, wholeAgain } from './browser/desk.ts';
import { isLive, isStale, isStaleFor } from './browser/looks.ts';

const SYMBOLS = 20;

const desk = setUpDesk({ symbols: SYMBOLS });

describe('a service is away', () => {
  it('reconnects by itself after the gateway was restarted', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    const startedAt = Date.now();
    await desk.topology.service('gateway').restart();
    await vi.waitFor(async () => expect((await board.totals()).reconnects).toBeGreaterThan(0), WAIT);
    await seen(board, isLive);
    await movesOn(board, SYMBOLS);
    await wholeAgain(board);
    const sightings = await board.sightings();
    const lost = sightings.find(({ at, tone }) => at >= startedAt && tone === 'reconnecting');
    const live = sightings.find((sighting) => sighting.at >= lost!.at && isLive(sighting));
    console.log(`reconnecting for ${live!.at - lost!.at} ms while the gateway restarted`);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('names the feed when it is stopped, and is fresh when it is started again', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    const stoppedAt = Date.now();
    await desk.topology.service('feed').stop();
    await seen(board, isStaleFor(/no heartbeat from the feed$/));
    const sightings = await board.sightings();
    const stale = sightings.find((sighting) => sighting.at >= stoppedAt && isStale(sighting));
    console.log(`stale ${stale!.at - stoppedAt} ms after the feed was stopped`);
    const before = await allRows(board, SYMBOLS);
    await desk.topology.service('feed').restart();
    await seen(board, isLive);
    await movesOn(board, SYMBOLS, before);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject({ ...CLEAN, reconnects: 0 });
  });
});

describe('why prices are stale', () => {
  it('is the gateway when it receives and sends nothing', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    const { pid } = desk.topology.service('gateway');
    process.kill(pid!, 'SIGSTOP');
    try {
      await seen(board, isStaleFor(/no data from the gateway/));
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('is the gateway’s stream when its broker is away', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    const [broker] = desk.topology.sites.at('cloud').brokers;
    await broker!.stop();
    try {
      await seen(board, isStaleFor(/the gateway cannot read its stream/));
    } finally {
      await broker!.start();
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('is this browser when it has no network', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    const context = board.page.context();
    await context.setOffline(true);
    // A browser that is set offline may keep the connection that it has.
    const { pid } = desk.topology.service('gateway');
    process.kill(pid!, 'SIGSTOP');
    try {
      await seen(board, ({ says, fresh }) => /this browser is offline/.test(says) && fresh === 0);
    } finally {
      process.kill(pid!, 'SIGCONT');
      await context.setOffline(false);
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('without any prices', () => {
  it('says that it connects, and that nothing is listed when the API is away too', async () => {
    await desk.topology.service('gateway').stop();
    await desk.topology.service('api').stop();
    try {
      await using board = await openBoard(desk.browser, desk.topology.url);
      await seen(board, ({ tone, says }) => tone === 'waiting' && says.includes('Connecting'));
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('empty').innerText()).toContain('Instruments cannot be loaded');
      }, WAIT);
      await desk.topology.service('gateway').restart();
      await desk.topology.service('api').restart();
      await seen(board, isLive);
      await allRows(board, SYMBOLS);
    } finally {
      await desk.topology.service('gateway').restart();
      await desk.topology.service('api').restart();
    }
  });

  it('names the API once when that goes away later', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    await desk.topology.service('api').stop();
    try {
      // Read again after a reconnect: now, in place of in a minute.
      await desk.topology.service('gateway').restart();
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('api-note').innerText()).toContain('API unavailable');
      }, WAIT);
    } finally {
      await desk.topology.service('api').restart();
    }
    await vi.waitFor(async () => expect(await board.page.getByTestId('api-note').innerText()).toBe(''), WAIT);
  });
});
