import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { runHere } from '../cli/run-here.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';
import { fits } from './night-pages.ts';

describe('teams over HTTP', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
    const games = [
      { date: '2027-03-06', time: '15:00', home_team: 'Norwich City', away_team: 'Arsenal' },
      { date: '2027-03-07', time: '15:00', home_team: 'Chelsea', away_team: 'Derby' },
      { date: '2027-03-08', time: '15:00', home_team: 'Chelsea Women', away_team: 'Arsenal' },
    ];
    const body = { sport: 'FOOTBALL', league: 'Premier League', season: 2026, past: 'all', games };
    expect((await api('/admin/games', { body })).status).toBe(207);
  });
  afterAll(() => test.close());

  const api = (path: string, options: Parameters<typeof call>[1] = {}) => call(`${test.url}${path}`, options);
  const norwich = { sport: 'FOOTBALL', league: 'Premier League', name: 'Norwich City', short: 'NOR' };

  async function post(path: string, fields: Record<string, string>): Promise<string> {
    const csrf = /name="csrf" value="([^"]+)"/.exec(String((await api('/quarantine')).body))?.[1] ?? '';
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, back: '/teams?league=NBA', ...fields }),
    });
    const text = await response.text();
    return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? `${response.status}: ${text}`;
  }

  it('are added once, and their rows go in on a retry', async () => {
    const added = { team: 'Norwich City', abbreviation: 'NOR', is_new: true, quarantined_readable: 1 };
    expect(await api('/admin/teams', { body: norwich })).toMatchObject({ status: 200, body: added });
    expect(await api('/admin/teams', { body: norwich })).toMatchObject({
      status: 200,
      body: { is_new: false },
    });
    const retried = await api('/admin/quarantine/retry', { body: { sport: 'FOOTBALL' } });
    expect(retried).toMatchObject({ status: 207, body: { rows: 3, resolved: 1, games_added: 1 } });
  });

  it('are refused with the reason and never by a failure', async () => {
    const status = async (body: object, path = '/admin/teams') => (await api(path, { body })).status;
    expect(await status({ ...norwich, name: 'FC Arsenal' })).toBe(409);
    expect(await status({ ...norwich, name: '()' })).toBe(400);
    expect(await status({ ...norwich, name: 'x'.repeat(101) })).toBe(400);
    expect(await status({ ...norwich, name: 'Stoke City', short: '?!' })).toBe(400);
    expect(await status({ ...norwich, name: 'Stoke\u0000City' })).toBe(400);
    expect(await status({ ...norwich, league: 'Eredivisie' })).toBe(404);
    expect(await status({ sport: 'FOOTBALL', name: 'Stoke City' })).toBe(404);
    expect(await status({ ...norwich, team: 'Shire', name: 'Stoke City' }, '/admin/teams/rename')).toBe(404);
    const asked = await api('/admin/teams', { body: { ...norwich, name: 'Arsenall FC', short: undefined } });
    expect(asked).toMatchObject({ status: 409, body: { remedy: 'Known here: Arsenal FC.' } });
  });

  it('are renamed and go on to be known by what they were called', async () => {
    const rename = { sport: 'NBA', team: 'Lakers', name: 'Las Vegas Lakers', reason: 'they moved' };
    expect(await api('/admin/teams/rename', { body: rename })).toMatchObject({
      status: 200,
      body: { team: 'Las Vegas Lakers', former_name: 'Los Angeles Lakers' },
    });
    const { body } = await api('/admin/teams/resolve?sport=NBA&name=los%20angeles%20lakers');
    expect(body.answers).toMatchObject([{ ok: true, team: 'Las Vegas Lakers' }]);
  });

  it('are on a page of their own, and are added from the row that names them', async () => {
    const page = String((await api('/teams?league=premier%20league&q=nor')).body);
    expect(page).toContain('Norwich City');
    expect(page).toContain('Games in 2026.');
    expect(page).not.toContain('Arsenal FC');
    const quarantine = String((await api('/quarantine')).body);
    expect(quarantine).toContain('Add “Derby” to Premier League and retry');
    expect(quarantine).toContain('Teach “Derby”');
    expect(quarantine).not.toContain('Teach “Chelsea Women”');

    const derby = {
      sport: 'FOOTBALL',
      league: 'Premier League',
      alias: 'Derby',
      name: 'Derby County FC',
      short: '',
    };
    expect(await post('/teams/add', derby)).toMatch(/Derby County FC .*1 row .*0 still/);
    expect(await post('/teams/add', { ...derby, name: 'Arsenal' })).toMatch(/Arsenal/);
    const list = await api('/admin/teams?sport=FOOTBALL&league=premier%20league&q=derby');
    const [{ id }] = list.body.items;
    const league = { sport: 'FOOTBALL', league: 'Premier League' };
    expect(await post(`/teams/${id}/rename`, { ...league, name: 'Derby County' })).toMatch(
      /^Derby County FC is Derby County from now on/,
    );
    expect(await post(`/teams/${id}/rename`, { ...league, name: ' ' })).toMatch(/^400/);
  });

  describe('with a list of their players', () => {
    const path = '/teams?league=NBA&q=celtics';
    let team: number;
    beforeAll(async () => {
      const { body } = await api('/admin/teams?sport=NBA&q=boston%20celtics');
      team = body.items[0].id;
      const { db } = test.app.database;
      await db.execute(sql`
        insert into seasons (sport_id, year)
        select sport_id, year from teams, unnest(array[2024, 2025]) as year where teams.id = ${team}
        on conflict do nothing`);
      await db.execute(sql`
        with added as (
          insert into players (sport_id, full_name, position)
          select team.sport_id, one.name, 'G' from teams as team, unnest(array['Zeb Zo', 'Ann <b>Ash</b>', 'Old Hand']) as one(name)
          where team.id = ${team} returning id, full_name
        )
        insert into team_rosters (team_id, season_id, player_id, left_at)
        select team.id, season.id, added.id, case when added.full_name = 'Old Hand' then now() end
        from added, teams as team join seasons as season on season.sport_id = team.sport_id
        where team.id = ${team} and (season.year = 2025 or (season.year = 2024 and added.full_name = 'Old Hand'))`);
    });

    it('tell it season by season, those who are there first', async () => {
      const { status, body } = await api(`/admin/teams/${team}/roster`);
      expect([status, body.season, body.seasons]).toEqual([200, 2025, [2025, 2024]]);
      const told = body.players.map((one: { player: string; left_at: string | null }) => [
        one.player,
        one.left_at === null,
      ]);
      expect(told).toEqual([
        ['Ann <b>Ash</b>', true],
        ['Zeb Zo', true],
        ['Old Hand', false],
      ]);
      const before = await api(`/admin/teams/${team}/roster?season=2024`);
      expect(before.body).toMatchObject({ season: 2024, players: [{ player: 'Old Hand' }] });
      expect((await api(`/admin/teams/${team}/roster?season=1999`)).body).toMatchObject({ players: [] });
      expect((await api('/admin/teams/999999/roster')).status).toBe(404);
      expect((await api(`/admin/teams/${team}/roster?season=soon`)).status).toBe(400);
      expect((await api('/admin/teams/9999999999/roster')).status).toBeLessThan(500);
    });

    it('tell it on the command line', async () => {
      const show = async (...more: string[]) =>
        runHere(['rosters', 'show', '--sport', 'NBA', ...more], {
          DATABASE_URL: test.databaseUrl,
        });
      const { exitCode, stdout } = await show('--team', 'Celtics');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/Ann <b>Ash<\/b> +G +\d{4}-\d\d-\d\d(.*\n)+.*Old Hand +G +\S+ +\d{4}-/);
      expect((await show('--team', 'Celtics', '--season', '1999')).stdout).toContain('for 1999');
      expect((await show('--team', 'Nobody at all')).exitCode).toBe(64);
    });

    it.skipIf(!browserIsAvailable())('show it to everybody, also without scripts', async () => {
      const browser = await launchBrowser();
      try {
        for (const javaScriptEnabled of [true, false]) {
          const page = await browser.newPage({ viewport: { width: 390, height: 844 }, javaScriptEnabled });
          page.setDefaultTimeout(PAGE_PATIENCE_MS);
          await page.goto(`${test.url}${path}`, { waitUntil: 'domcontentloaded' });
          const listed = page.getByText('Ann <b>Ash</b>, Zeb Zo');
          expect(await listed.isVisible()).toBe(false);
          await page.locator('summary', { hasText: '2 players of Boston Celtics in 2025' }).press('Enter');
          await listed.waitFor();
          expect(await fits(page)).toBe(true);
          if (javaScriptEnabled) expect(await seriousFindings(page)).toEqual([]);
          await page.close();
        }
      } finally {
        await browser.close();
      }
    });
  });

  it.skipIf(!browserIsAvailable())(
    'are added with the keyboard, on a page that everybody can read',
    async () => {
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
        page.setDefaultTimeout(PAGE_PATIENCE_MS);
        await page.goto(`${test.url}/teams?league=MLS`, { waitUntil: 'domcontentloaded' });
        await page.locator('summary', { hasText: 'Add a team' }).press('Enter');
        expect(await seriousFindings(page)).toEqual([]);
        expect(await fits(page)).toBe(true);
        await page.getByLabel('Full name of the team').fill('Sacramento Republic FC');
        await page.keyboard.press('Enter');
        await page.locator('.notice', { hasText: 'MLS has Sacramento Republic FC from now on.' }).waitFor();
      } finally {
        await browser.close();
      }
    },
  );
});
