import { sql } from 'drizzle-orm';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { browserIsAvailable, seriousFindings } from './browser.ts';
import type { BusyNight } from './busy-night.ts';
import { call, type TestServer } from './http-support.ts';
import { fits, useNightPages } from './night-pages.ts';

describe('the page of a game', () => {
  const pages = useNightPages(addNbaLines);

  const taskOf = (gameId: number) =>
    firstRow<{ id: number; status: string; due_at: Date }>(
      pages.test.app.database.db,
      sql`select id, status, due_at from seeding_tasks where game_id = ${gameId}`,
    );
  const lastEvent = (gameId: number) =>
    firstRow<{ message: string; actor: string }>(
      pages.test.app.database.db,
      sql`select message, actor from game_events where game_id = ${gameId} order by id desc limit 1`,
    );

  it('gives the box score over HTTP too, the visitors first', async () => {
    const { status, body } = await call(`${pages.test.url}/admin/games/${pages.night.done}/box-score`);
    expect([status, body.sport, body.sides.map((side: { is_home: boolean }) => side.is_home)]).toEqual([
      200,
      'NBA',
      [false, true],
    ]);
    expect(body.sides[1].team).toMatchObject({ points: 112, field_goals_made: 41 });
    expect(body.sides[0].team).toBeNull();
    expect(body.sides[0].players[0].values).toHaveProperty('points');
    const before = await call(`${pages.test.url}/admin/games/${pages.night.upcoming}/box-score`);
    expect(before.body.sides.map((side: { players: [] }) => side.players)).toEqual([[], []]);
    expect((await call(`${pages.test.url}/admin/games/999999/box-score`)).status).toBe(404);
  });

  const looks: readonly [string, BrowserContextOptions][] = [
    ['wide', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ];
  it.skipIf(!browserIsAvailable()).each(looks)(
    'shows lines, what each participant has, and times with day and zone (%s)',
    async (_name, options) => {
      await pages.withPage(
        `/games/${pages.night.done}`,
        async (page) => {
          for (const summary of await page.locator('summary').all()) {
            if ((await summary.locator('xpath=..').getAttribute('open')) === null) await summary.click();
          }
          const box = await page.locator('#box-score').innerText();
          expect(box).toMatch(/Box score\s+27 player lines, 1 team line/i);
          expect(box).toMatch(/25:\d\d\s+1\d\s+5\s+4/);
          expect(box).toContain("DNP - Coach's Decision");
          expect(box).toMatch(/Field goals\s+41\/88/);
          const participants = await page.locator('#participants').innerText();
          expect(participants).toMatch(/27 of 30 .*1 did not play, .*1 failed/);
          expect(participants).toContain('no line after 3 tries: HTTP 500');
          expect(await page.locator('.timeline time').first().innerText()).toMatch(
            /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\+9$/,
          );
          expect(await seriousFindings(page)).toEqual([]);
          expect(await fits(page)).toBe(true);
        },
        { timezoneId: 'Asia/Tokyo', ...options },
      );
    },
  );

  it.skipIf(!browserIsAvailable())(
    'reschedules in the zone of the viewer, with a reason for the timeline',
    async () => {
      await pages.withPage(
        `/games/${pages.night.upcoming}`,
        async (page) => {
          await page.locator('summary', { hasText: 'Reschedule' }).press('Enter');
          const due = (await taskOf(pages.night.upcoming))?.due_at ?? new Date(0);
          const local = due
            .toLocaleString('sv', { timeZone: 'America/New_York' })
            .slice(0, 16)
            .replace(' ', 'T');
          const field = page.getByLabel('New time (America/New York)');
          expect(await field.inputValue()).toBe(local);
          await field.fill('2027-01-15T20:30');
          expect(await seriousFindings(page)).toEqual([]);
          await page.getByLabel('Reason, for the timeline').nth(1).fill('the arena lost power');
          await page.keyboard.press('Enter');
          await page.locator('.notice', { hasText: 'is due at' }).waitFor();
        },
        { timezoneId: 'America/New_York' },
      );
      expect((await taskOf(pages.night.upcoming))?.due_at.toISOString()).toBe('2027-01-16T01:30:00.000Z');
      expect(await lastEvent(pages.night.upcoming)).toMatchObject({
        message: expect.stringContaining('the arena lost power'),
        actor: 'operator',
      });
    },
  );

  it.skipIf(!browserIsAvailable())(
    'says under a pause that nothing happens yet, before and after, without scripts too',
    async () => {
      await pages.test.app.pauseControl.setPaused(true, 'NBA', {
        name: 'somebody',
        reason: 'the provider is down',
      });
      await pages.withPage(
        `/games/${pages.night.failed}`,
        async (page) => {
          await page.locator('summary', { hasText: 'Retry' }).click();
          const form = page.locator('form[action$="/retry"]');
          expect(await form.innerText()).toContain('Seeding of NBA is paused: nothing happens');
          await form.getByLabel('Reason').fill('looked at it');
          await form.getByRole('button').click();
          expect(await page.locator('.notice').innerText()).toMatch(
            /is due now\. .*opens only at .+ UTC: .+ NBA is paused: /,
          );
          await page.locator('summary', { hasText: 'Cancel' }).click();
          await page.locator('form[action$="/cancel"]').getByRole('button').click();
          expect((await taskOf(pages.night.failed))?.status).toBe('pending');
          await page.locator('form[action$="/cancel"]').getByLabel('Reason').fill('never played');
          await page.locator('form[action$="/cancel"]').getByRole('button').click();
          expect(await page.locator('.notice').innerText()).toContain('is cancelled');
        },
        { javaScriptEnabled: false },
      );
      expect((await lastEvent(pages.night.failed))?.message).toBe('Cancelled by hand (never played).');
      await pages.test.app.pauseControl.setPaused(false, 'NBA', { name: 'somebody' });
    },
  );

  it.skipIf(!browserIsAvailable())('leads to its job on Bull Board and back', async () => {
    await pages.withPage(`/games/${pages.night.held}`, async (page) => {
      await page.getByRole('link', { name: /its job on Bull Board/ }).click();
      await page.waitForURL(/\/admin\/queues\/queue\/seeding-nba\/game-/);
      const link = page.locator(`a[href="/games/${pages.night.held}"]`).first();
      await link.waitFor();
    });
  });

  it('refuses a time that is none, and one that the clocks skip', async () => {
    const page = await pages.markup(`/games/${pages.night.upcoming}`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const id = (await taskOf(pages.night.upcoming))?.id;
    for (const at of ['', 'soon', '2027-03-14T02:30', '2027-02-30T10:00']) {
      const body = new URLSearchParams({ csrf, at, zone: 'America/New_York', reason: 'x' });
      const response = await fetch(`${pages.test.url}/tasks/${id}/reschedule`, { method: 'POST', body });
      expect([at, response.status]).toEqual([at, 400]);
    }
  });
});

async function addNbaLines({ app }: TestServer, night: BusyNight): Promise<void> {
  const { db } = app.database;
  await db.execute(sql`
    insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, total_rebounds, assists,
                                       field_goals_made, field_goals_attempted, seconds_played, comment, content_hash, fence)
    select season.year, game.id, player.id, roster.team_id, 10 + player.id % 7, 5, 4, 4, 9,
           case when player.id % 5 = 0 then 0 else 1500 + player.id % 60 end,
           case when player.id % 5 = 0 then 'DNP - Coach''s Decision' end, 'hash', 1
    from games as game join seasons as season on season.id = game.season_id
    join game_rosters as roster on roster.game_id = game.id join players as player on player.id = roster.player_id
    where game.id = ${night.done} and player.id % 8 <> 0`);
  await db.execute(sql`
    insert into nba_team_game_stats (season_year, game_id, team_id, is_home, points, total_rebounds,
                                     field_goals_made, field_goals_attempted, seconds_played, content_hash, fence)
    select season.year, game.id, game.home_team_id, true, 112, 44, 41, 88, 14400, 'hash', 1
    from games as game join seasons as season on season.id = game.season_id where game.id = ${night.done}`);
  await db.execute(sql`
    insert into seeding_task_entities (task_id, entity_type, provider_entity_id, entity_id, status, attempts, error_message)
    select task.id, 'player', 'p' || player.id, player.id,
           case row_number() over (order by player.id) when 1 then 'absent' when 2 then 'failed' else 'pending' end,
           3, case row_number() over (order by player.id) when 2 then 'HTTP 500' end
    from seeding_tasks as task join game_rosters as roster on roster.game_id = task.game_id
    join players as player on player.id = roster.player_id
    where task.game_id = ${night.done} and player.id % 8 = 0`);
}
