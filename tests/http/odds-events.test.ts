import { eq } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddsEvents } from '../../src/db/schema/odds.ts';
import { ingestGames, load, logOf } from '../odds/odds-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';
import { DARK_PHONE, fits } from './night-pages.ts';

const READER = 'reader-token-that-is-long-enough';
const ADMIN = 'admin-token-that-is-long-enough';

/** Linked by the rule; with a name that means nobody; and of a game that the schedule has the other way round. */
const LOG = logOf([
  { at: '2026-11-01T12:00:00Z', price: -110 },
  {
    at: '2026-11-01T12:00:00Z',
    event: 'e2',
    home: 'Utah Yazz <b>',
    away: 'Phoenix Suns',
    price: -120,
    start: '2026-11-06T01:00:00Z',
  },
  {
    at: '2026-11-01T12:00:00Z',
    event: 'e3',
    home: 'Boston Celtics',
    away: 'Miami Heat',
    price: 150,
    start: '2026-11-08T01:00:00Z',
  },
]);

describe('the page of events of odds', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  beforeAll(async () => {
    test = await startTestServer({ environment: { ADMIN_TOKEN: ADMIN, READER_TOKEN: READER } });
    await ingestGames(test);
    await load(test, LOG);
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const page = async (query = '', token = ADMIN) =>
    String(
      (await call(`${test.url}/odds/events${query}`, { headers: { Authorization: `Bearer ${token}` } })).body,
    );
  const event = async (externalId: string) => {
    const [row] = await test.app.database.db
      .select()
      .from(oddsEvents)
      .where(eq(oddsEvents.externalId, externalId));
    if (row === undefined) throw new Error(`no event ${externalId}`);
    return row;
  };
  const post = async (path: string, fields: Record<string, string>) => {
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${ADMIN}` },
      body: new URLSearchParams({ back: '/odds/events', ...fields }),
    });
    const text = await response.text();
    return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? `${response.status}: ${text}`;
  };

  it('asks about each open event, with names as told, evidence and candidates', async () => {
    const markup = await page();
    expect(markup).toContain('2 open events');
    expect(markup).toContain('Phoenix Suns at Utah Yazz &lt;b&gt;');
    expect(markup).toContain('sides exchanged');
    expect(markup).toContain('home and away are exchanged');
    const { candidates } = await event('e3');
    expect(candidates).toHaveLength(1);
    expect(markup).toContain(`href="/games/${candidates?.[0]?.game_id}"`);
    expect(markup).toContain('of the two names');
    expect(markup).not.toContain('>e1<');
    const linked = await page('?show=linked');
    expect(linked).toContain('linked by the rule');
    expect(linked).toContain('>e1<');
    expect(await page('?q=yazz')).toContain('1 open event<');
    expect(await page('?league=NFL')).toContain('No open event matches');
  });

  it('links an event to a candidate, and takes the link back, for good', async () => {
    const { id, candidates } = await event('e3');
    const game = String(candidates?.[0]?.game_id);
    expect(await post(`/odds/events/${id}/link`, { game, reason: 'the feed swaps sides' })).toContain(
      'e3 at the-odds-api',
    );
    expect(await event('e3')).toMatchObject({ gameId: Number(game), question: null });
    expect(await page('?show=linked')).toContain('linked by a person');
    expect(await post(`/odds/events/${id}/unlink`, {})).toContain('any more');
    expect(await event('e3')).toMatchObject({ gameId: null, question: 'said_wrong' });
    expect(await page()).toContain('this is another game');
  });

  it('asks again about an event whose link by the rule is taken back', async () => {
    const { id, gameId } = await event('e1');
    await post(`/odds/events/${id}/unlink`, {});
    const open = await event('e1');
    expect(open).toMatchObject({ gameId: null, question: 'said_wrong' });
    expect(open.candidates?.map((one) => one.game_id)).toContain(gameId);
    await post(`/odds/events/${id}/link`, { game: String(gameId) });
    expect(await event('e1')).toMatchObject({ gameId });
  });

  it('refuses a game that has another event already, unless it is said to have two', async () => {
    const { gameId } = await event('e1');
    const { id } = await event('e2');
    const game = String(gameId);
    expect(await post(`/odds/events/${id}/link`, { game })).toContain('two events');
    expect((await event('e2')).gameId).toBeNull();
    await post(`/odds/events/${id}/link`, { game, further: 'yes' });
    expect((await event('e2')).gameId).toBe(gameId);
    await post(`/odds/events/${id}/unlink`, {});
  });

  it('answers what cannot be with the reason', async () => {
    const { id } = await event('e2');
    expect(await post(`/odds/events/${id}/link`, { game: '999999' })).toContain('NBA has no game 999999');
    const status = async (path: string, fields: Record<string, string>) =>
      (await post(path, fields)).slice(0, 3);
    expect(await status(`/odds/events/${id}/link`, { game: 'Celtics' })).toBe('400');
    expect(await status('/odds/events/999999/unlink', {})).toBe('404');
    expect(await post(`/odds/events/${id}/unlink`, {})).toContain('No game of NBA is e2');
    const { status: unknown } = await call(`${test.url}/odds/events?league=nowhere`, {
      headers: { Authorization: `Bearer ${ADMIN}` },
    });
    expect(unknown).toBe(400);
  });

  it('shows readers everything and no button', async () => {
    const markup = await page('', READER);
    expect(markup).toContain('Phoenix Suns at Utah Yazz');
    expect(markup).not.toContain('action="/odds/events/');
  });

  it('fits a phone in the dark and a wide screen', async () => {
    if (!browser) return;
    for (const options of [DARK_PHONE, { viewport: { width: 1280, height: 900 } }]) {
      const context = await browser.newContext({
        ...options,
        extraHTTPHeaders: { Authorization: `Bearer ${ADMIN}` },
      });
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const tab = await context.newPage();
      await tab.goto(`${test.url}/odds/events`, { waitUntil: 'domcontentloaded' });
      await tab.getByText('Link', { exact: true }).first().click();
      expect(await fits(tab)).toBe(true);
      expect(await seriousFindings(tab)).toEqual([]);
      await context.close();
    }
  });
});
