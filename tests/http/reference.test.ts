import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COPIED, PACKAGE_FOLDER, TARGET_FOLDER } from '../../scripts/reference-assets.ts';
import { describedRoutes } from '../../src/features/http-parts.ts';
import { describeApi } from '../../src/http/openapi.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, startTestServer } from './http-support.ts';

type Operation = { operationId: string; requestBody?: { content: Record<string, { example?: unknown }> } };
type Api = { paths: Record<string, Record<string, Operation>> };

const routes = await describedRoutes();
const api = describeApi(routes, '0') as unknown as Api;
const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods));

describe('the description of the API', () => {
  const withBody = routes.flatMap((route) => (route.body ? [[route.path, route] as const] : []));

  it.each(withBody)('has an example of a request to %s that its schema takes', (_path, route) => {
    const described = api.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method];
    const { example } = described?.requestBody?.content['application/json'] ?? {};
    expect(example).toBeDefined();
    const taken = route.body?.safeParse(example);
    expect([example, taken?.error?.issues]).toEqual([example, undefined]);
  });
});

describe('the library of the reference', () => {
  it.each(COPIED)('is served as its package has it: %s', (name) => {
    const [served, packaged] = [TARGET_FOLDER, PACKAGE_FOLDER].map((folder) =>
      readFileSync(path.join(PROJECT_ROOT, folder, name)),
    );
    expect(packaged && served?.equals(packaged)).toBe(true);
  });
});

describe.skipIf(!browserIsAvailable())('the reference page', () => {
  let test: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    [test, browser] = await Promise.all([startTestServer(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  /** The page as a viewer has it, and what it complained about. */
  async function open(options: Parameters<Browser['newPage']>[0], hash = ''): Promise<[Page, string[]]> {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(test.url))
        complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(`${test.url}/reference${hash}`, { waitUntil: 'domcontentloaded' });
    return [page, complaints];
  }

  it.each([
    ['wide and light', { viewport: { width: 1280, height: 900 } }],
    ['narrow and dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
  ])('lists and opens every operation, %s', async (_how, options) => {
    const [page, complaints] = await open(options, '#postGames');
    const opened = page.locator('#operations-ingest-postGames .opblock-body');
    await opened.waitFor();
    expect(await page.locator('#live-reference .opblock').count()).toBe(operations.length);
    expect(await page.locator('#own-reference').isVisible()).toBe(false);
    expect(await opened.innerText()).toMatch(/Idempotency-Key[^]*"games"/);
    expect(await seriousFindings(page)).toEqual([]);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('asks the API when it is tried out', async () => {
    const [page, complaints] = await open({}, '#getScheduler');
    const operation = page.locator('#operations-scheduler-getScheduler');
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is whole without scripts', async () => {
    const [page, complaints] = await open({ javaScriptEnabled: false });
    expect(await page.locator('#own-reference details.operation').count()).toBe(operations.length);
    await page.locator('#postSchedules summary').click();
    expect(await page.locator('#postSchedules').innerText()).toMatch(
      /date_format[^]*luxon[^]*Idempotency-Key/,
    );
    expect(await page.locator('#live-reference').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
