import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { TestAppOptions } from '../support/test-app.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser } from './browser.ts';
import { type BusyNight, makeBusyNight } from './busy-night.ts';
import { call, startTestServer, type TestServer } from './http-support.ts';

/** A phone in the dark, the narrowest of what is looked at. */
export const DARK_PHONE = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
} as const satisfies BrowserContextOptions;

/** A server in the middle of a busy night, and a browser to look at it. */
export type NightPages = {
  test: TestServer;
  night: BusyNight;
  /** The markup of a page, as a program gets it. */
  markup: (path: string) => Promise<string>;
  /** Opens a page and expects that the browser complains of nothing while it is used. */
  withPage: (
    path: string,
    use: (page: Page) => Promise<void>,
    options?: BrowserContextOptions,
  ) => Promise<void>;
};

/**
 * Sets a busy night up before the tests of the group in which it is called, and takes it down after them; `prepare`
 * changes it for that group. What it gives is there once the tests run.
 */
export function useNightPages(
  prepare: (test: TestServer, night: BusyNight) => Promise<void> = async () => undefined,
  options: TestAppOptions = {},
): NightPages {
  let test: TestServer | undefined;
  let night: BusyNight | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    test = await startTestServer(options);
    night = await makeBusyNight(test.app);
    await prepare(test, night);
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  function ready<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new Error('the night has not been set up yet');
    return value;
  }

  return {
    get test() {
      return ready(test);
    },
    get night() {
      return ready(night);
    },
    markup: async (path) => String((await call(`${ready(test).url}${path}`)).body),
    async withPage(path, use, contextOptions = {}) {
      const context = await ready(browser).newContext({
        viewport: { width: 1360, height: 900 },
        ...contextOptions,
      });
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      try {
        await page.goto(`${ready(test).url}${path}`, { waitUntil: 'domcontentloaded' });
        await use(page);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    },
  };
}

/** Whether a page fits into its window: nothing is reached only by scrolling sideways. */
export function fits(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
}
