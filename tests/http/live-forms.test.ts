import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { makeBusyNight } from './busy-night.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

const ADMIN = 'an-admin-token-of-this-test';

describe.skipIf(!browserIsAvailable())('a section that came by the live view', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  beforeAll(async () => {
    test = await startTestServer({ environment: { ADMIN_TOKEN: ADMIN } });
    await makeBusyNight(test.app);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  it('has buttons that work, although one rendering serves every viewer', async () => {
    const page = await browser?.newPage({ viewport: { width: 1360, height: 900 } });
    if (!page) throw new Error('the browser did not start');
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    await page.goto(`${test.url}/login`, { waitUntil: 'domcontentloaded' });
    await page.getByLabel('Token').fill(ADMIN);
    await page.keyboard.press('Enter');
    await page.locator('#sports').waitFor();
    await test.app.pauseControl.setPaused(true, 'NFL', { name: 'somebody', reason: 'bye week' });
    await page.locator('#sports', { hasText: 'somebody: bye week' }).waitFor();
    const words = await page
      .locator('#sports input[name=csrf]')
      .evaluateAll((fields) => fields.map((field) => field.getAttribute('value')));
    expect(words.length).toBeGreaterThan(0);
    await page.getByLabel('Resume NFL', { exact: true }).click();
    await page.locator('#sports details[open] button.primary').click();
    await page.getByText('Seeding of NFL is going on.').waitFor();
    // The page that follows shows what was done, whatever was remembered a moment ago.
    await page.getByLabel('Pause NFL', { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const folder = process.env['SCORACLE_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/dashboard.png`, fullPage: true });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    if (folder !== undefined) await page.screenshot({ path: `${folder}/login.png` });
    await page.close();
  });

  it('is refused as a stream where none is allowed, and the page says so and stays', async () => {
    const full = await startTestServer({ environment: { LIVE_VIEWERS_MAX: '0' } });
    try {
      expect((await call(`${full.url}/events`)).status).toBe(503);
      const page = await browser?.newPage();
      page?.setDefaultTimeout(PAGE_PATIENCE_MS);
      await page?.goto(full.url, { waitUntil: 'domcontentloaded' });
      await page?.locator('#trouble', { hasText: 'may be old' }).waitFor();
      expect(await page?.locator('#queues').count()).toBe(1);
      await page?.close();
    } finally {
      await full.close();
    }
  });
});
