import { sql } from 'drizzle-orm';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserIsAvailable, seriousFindings } from './browser.ts';
import { fits, useNightPages } from './night-pages.ts';

/** Set to a folder to keep pictures of the pages. */
const PICTURES = process.env['SCORACLE_TEST_PICTURES'];

describe.skipIf(!browserIsAvailable())('the pages', () => {
  const pages = useNightPages(
    async ({ app }, night) => {
      await app.database.db.execute(sql`
        insert into alerts (key, kind, severity, is_urgent, title, detail, remedy, path, first_seen_at, raised_at)
        values (${`game_failed:${night.failed}`}, 'game_failed', 'critical', true, 'PHI @ MIL has failed for good',
                'The provider has no such game.', 'See its timeline.', ${`/games/${night.failed}`}, now(), now()),
               ('quarantine:all', 'quarantine', 'warning', false, '1 schedule row waits', 'Since today.',
                'Mend it.', '/quarantine', now(), now())`);
    },
    { environment: { API_SPORTS_NBA_URL: 'http://127.0.0.1:9/nba' } },
  );

  async function picture(page: Page, name: string): Promise<void> {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  }

  /** The picture of docs/images/bad-night.png: what is seen first, of a night whose worker is alive. */
  async function pictureOfBadNight(page: Page): Promise<void> {
    if (!PICTURES) return;
    await pages.test.app.database.db.execute(
      sql`update worker_heartbeats set last_seen_at = now() + interval '1 minute' where running_task_ids <> '{}'`,
    );
    await page.setViewportSize({ width: 1400, height: 1500 });
    await page.reload();
    await page.screenshot({ path: `${PICTURES}/bad-night.png` });
  }

  const looks: readonly [string, BrowserContextOptions][] = [
    ['wide', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ];

  it.each(looks)('show the state of the night, well readable for everybody (%s)', async (name, options) => {
    await pages.withPage(
      '/',
      async (page) => {
        if (name === 'wide') await pictureOfBadNight(page);
        expect(await page.locator('.headline').innerText()).toMatch(
          /Tonight is at risk: 1 of \d+ games is held, /,
        );
        expect(await page.locator('.simulated').innerText()).toContain('Simulated data');
        expect(await page.locator('#failed').innerText()).toContain('the provider has no game');
        expect(await page.locator('#held').innerText()).toContain('not final yet');
        const alerts = page.locator('.alerts');
        expect(await alerts.locator('summary').innerText()).toMatch(/^2 .*PHI @ MIL .*1 other$/);
        await alerts.locator('summary').click();
        expect(await alerts.innerText()).toMatch(/critical[^]*See its timeline\.[^]*warning/);
        expect(await alerts.getByRole('link').first().getAttribute('href')).toBe(
          `/games/${pages.night.failed}`,
        );
        await page.locator('#lateness summary', { hasText: 'The last 24 hours as a table' }).click();
        expect(await page.locator('#lateness svg').first().getAttribute('aria-label')).toMatch(
          /^\d due, \d started, 2 complete /,
        );
        expect(await page.locator('#lateness table').first().innerText()).toMatch(/Due\s+Started\s+Complete/);
        await page.getByText('Last 7 days', { exact: true }).click();
        await picture(page, `dashboard-${name}`);
        expect(await seriousFindings(page)).toEqual([]);
        expect(await fits(page)).toBe(true);
      },
      options,
    );
    await pages.withPage(
      `/games/${pages.night.done}`,
      async (page) => {
        expect(await page.locator('.timeline').innerText()).toContain('Seeded: 26 player lines');
        expect(await page.locator('.score').allInnerTexts()).toEqual(['108', '112']);
        await page.locator('summary').first().click();
        await picture(page, `game-${name}`);
        expect(await seriousFindings(page)).toEqual([]);
      },
      options,
    );
  });

  it.each(looks)('tell the objectives without scrolling sideways (%s)', async (name, options) => {
    await pages.withPage(
      '/objectives',
      async (page) => {
        const rows = page.getByRole('row');
        expect(await rows.count()).toBe(9);
        const label = await page.evaluate(
          "getComputedStyle(document.querySelector('.stack tbody td:last-child'), '::before').content",
        );
        expect(label).toBe(name === 'phone' ? '"Error budget"' : 'none');
        await picture(page, `objectives-${name}`);
        expect(await seriousFindings(page)).toEqual([]);
        expect(await fits(page)).toBe(true);
        expect(await page.locator('.scroll').count()).toBe(0);
      },
      options,
    );
  });

  it('bring changes by themselves, without a reload', async () => {
    await pages.withPage('/', async (page) => {
      await page.evaluate('window.isSame = true');
      await pages.test.app.pauseControl.setPaused(true, 'NFL', { name: 'somebody', reason: 'bye week' });
      await page.locator('#sports', { hasText: 'somebody: bye week' }).waitFor();
      expect(await page.evaluate('window.isSame')).toBe(true);
      await pages.test.app.pauseControl.setPaused(false, 'NFL', { name: 'somebody' });
    });
  });

  it('keep the focus where it is while they change', async () => {
    await pages.withPage('/', async (page) => {
      await page.locator('summary[aria-label="Pause FOOTBALL"]').focus();
      await pages.test.app.pauseControl.setPaused(true, 'NBA', { name: 'somebody' });
      await page.locator('summary[aria-label="Resume NBA"]').waitFor();
      expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Pause FOOTBALL');
      await pages.test.app.pauseControl.setPaused(false, 'NBA', { name: 'somebody' });
    });
  });

  it('keep what somebody types while they change', async () => {
    await pages.withPage('/', async (page) => {
      await page.locator('summary[aria-label="Pause FOOTBALL"]').click();
      const reason = page.locator('form', { hasText: 'No game of FOOTBALL' }).getByLabel('Reason');
      await reason.fill('the stadium');
      await pages.test.app.pauseControl.setPaused(true, 'NFL', { name: 'somebody', reason: 'bye week' });
      await page.locator('#events', { hasText: 'NFL was paused by somebody (bye week)' }).waitFor();
      expect(await reason.inputValue()).toBe('the stadium');
      await reason.fill('');
      await page.locator('#q').focus();
      await page.locator('#sports', { hasText: 'somebody: bye week' }).waitFor();
      await pages.test.app.pauseControl.setPaused(false, 'NFL', { name: 'somebody' });
    });
  });

  it('ask before they act, and note who paused what and why', async () => {
    await pages.withPage(
      '/',
      async (page) => {
        await page.locator('summary[aria-label="Pause FOOTBALL"]').click();
        const confirm = page.getByRole('button', { name: 'Confirm: Pause FOOTBALL' });
        await confirm.click();
        // Without a reason the browser does not send it.
        expect(await page.locator('.notice').count()).toBe(0);
        await page.locator('form', { hasText: 'No game of FOOTBALL' }).getByLabel('Reason').fill('a storm');
        await confirm.click();
        expect(await page.locator('.notice').innerText()).toBe('Seeding of FOOTBALL is paused.');
        await page.locator('summary[aria-label="Resume FOOTBALL"]').click();
        await page.getByRole('button', { name: 'Confirm: Resume FOOTBALL' }).click();
        await page.locator('#queues summary', { hasText: 'Compare now' }).click();
        await page.locator('#queues').getByLabel('Reason').fill('to be sure');
        await page.getByRole('button', { name: 'Confirm: Compare now' }).click();
        expect(await page.locator('#events').innerText()).toMatch(
          /by operator \(to be sure\): [^]*FOOTBALL was resumed[^]*FOOTBALL was paused .*\(a storm\)/,
        );
      },
      { javaScriptEnabled: false },
    );
  });

  it('lead back from a question by its button and by Escape, and keep nothing of it', async () => {
    await pages.withPage('/', async (page) => {
      const pause = page.locator('summary[aria-label="Pause FOOTBALL"]');
      const focus = () =>
        page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.name');
      await pause.press('Enter');
      await expect.poll(focus).toBe('reason');
      await page.keyboard.type('a storm');
      await page.keyboard.press('Escape');
      const question = page.locator('details', { has: pause });
      expect([await question.getAttribute('open'), await focus()]).toEqual([null, 'Pause FOOTBALL']);
      await pause.press(' ');
      await expect.poll(focus).toBe('reason');
      expect(await question.getByLabel('Reason').inputValue()).toBe('');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await focus()).toBe('Go back without: Pause FOOTBALL');
      await page.keyboard.press('Enter');
      expect([await question.getAttribute('open'), await focus()]).toEqual([null, 'Pause FOOTBALL']);
      // At once: sections that arrive between the click and the focus would take the field away.
      const clicked = `document.querySelector('summary[aria-label="Pause FOOTBALL"]').click()`;
      expect(await page.evaluate<string>(`(${clicked}, document.activeElement.name)`)).toBe('reason');
      expect(new URL(page.url()).pathname).toBe('/');
    });
    await pages.withPage(
      `/games/${pages.night.held}`,
      async (page) => {
        await page.locator('summary', { hasText: 'Cancel' }).click();
        await page.getByRole('link', { name: 'Go back without: Cancel first pass' }).click();
        await page.locator('details[open] form[action$="/cancel"]').waitFor({ state: 'detached' });
        expect(page.url()).toContain(`/games/${pages.night.held}`);
      },
      { javaScriptEnabled: false },
    );
  });

  it('work without scripts: a failed game is retried, with a reason', async () => {
    await pages.withPage(
      '/',
      async (page) => {
        await page.locator('#failed summary', { hasText: 'Retry' }).click();
        await page.locator('#failed').getByLabel('Reason').fill('the provider has it now');
        await page.getByRole('button', { name: /^Confirm: Retry / }).click();
        expect(await page.locator('.notice').innerText()).toMatch(/Task \d+ is due now/);
        expect(await page.locator('#failed').innerText()).toContain('Nothing has failed');
      },
      { javaScriptEnabled: false },
    );
  });

  it('lead from the search box to a game, where it can be seeded', async () => {
    await pages.withPage('/', async (page) => {
      await page.getByLabel('Search games').fill('warriors');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/games\/\d+$/);
      await page.locator('summary', { hasText: /Seed now|Read again/ }).click();
      await page.getByRole('button', { name: /^Confirm: (Seed now|Read again)/ }).click();
      await page.locator('.notice').waitFor();
      expect(page.url()).not.toContain('notice=');
    });
  });

  it('show the queues on Bull Board with the names that people know', async () => {
    await pages.withPage('/admin/queues/queue/seeding-nba', async (page) => {
      await page
        .getByText(/ @ .* \d{4}-\d\d-\d\d/)
        .first()
        .waitFor();
      expect(await page.title()).toContain('Scoracle');
      await picture(page, 'board');
      expect(await page.locator('a[href^="/games/"]').count()).toBeGreaterThan(0);
    });
  });

  it('tell a browser in words that a page does not exist', async () => {
    const response = await fetch(`${pages.test.url}/games/999999`, { headers: { Accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is no game 999999.');
  });
});
