import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBoard } from '../infra/tools/board-build.ts';
import { obstacles } from './browser/accessibility.ts';
import { openBoard } from './browser/board-page.ts';
import { launchChromium } from './browser/chromium.ts';
import { WAIT } from './browser/desk.ts';
import { startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';

let demo: MigrationDemo;
let browser: Browser;
beforeAll(async () => {
  await buildBoard(resolve(import.meta.dirname, '..'), AbortSignal.timeout(60_000));
  [demo, browser] = await Promise.all([startMigrationDemo({ stage: 2 }), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await demo[Symbol.asyncDispose]();
});

describe('a migration from the control page', () => {
  it('moves API and gateways on-prem and back, with its timeline', async () => {
    await using board = await openBoard(browser, `${demo.url}/control`);
    const { page } = board;
    const token = (await readFile(join(demo.data, 'operator-token'), 'utf8')).trim();
    await page.evaluate(`sessionStorage.setItem('quotebridge.operator', ${JSON.stringify(token)})`);
    const stage = (text: string) =>
      vi.waitFor(async () => expect(await page.getByTestId('stage-text').textContent()).toContain(text), WAIT);
    const ends = (status: string) =>
      vi.waitFor(async () => expect(await page.getByTestId('migration').getAttribute('data-status')).toBe(status), {
        ...WAIT,
        timeout: 120_000,
      });
    await stage('2: cloud');
    const thumb = page.getByRole('slider', { name: 'Stage of the migration' });
    await thumb.focus();
    await page.keyboard.press('Home');
    await stage('0: on-prem');
    await page.getByTestId('migrate').click();
    await page.getByText('Move to stage 0: started').waitFor();
    await ends('done');
    await stage('0: on-prem');
    await page.getByTestId('box-gateway-onprem').getByText('1 client').waitFor();
    expect(await page.getByTestId('box-gateway-cloud').count()).toBe(0);
    expect(await obstacles(page)).toEqual([]);
    expect((await board.totals()).missing).toBe(0);

    await thumb.focus();
    await page.keyboard.press('End');
    await page.getByTestId('migrate').click();
    await ends('running');
    await page.getByRole('button', { name: 'Hold' }).click();
    await ends('held');
    await page.getByRole('button', { name: 'Roll back' }).click();
    await ends('rolled-back');
    await stage('0: on-prem');
    expect((await board.totals()).missing).toBe(0);
  }, 300_000);
});
