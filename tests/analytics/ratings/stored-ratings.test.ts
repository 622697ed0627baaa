import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateGames } from '../../../src/analytics/ratings/rate-games.ts';
import type { ResultToRate } from '../../../src/analytics/ratings/rated-game.ts';
import { teamRatingsDataset } from '../../../src/analytics/ratings/stored/team-ratings-dataset.ts';
import { createDatasetCatalog } from '../../../src/datasets/catalog.ts';
import type { Dataset, ReplayedRefresh } from '../../../src/datasets/dataset.ts';
import { followRules, readOtherRules, rulesOfRelease } from '../../../src/datasets/follow-rules.ts';
import { createDatasetRefresher } from '../../../src/datasets/refresher.ts';
import { errorWords } from '../../../src/db/errors.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { SPORT_FACTS } from '../../../src/sports/all-facts.ts';
import { runCli } from '../../cli/run-cli.ts';
import { type TestServer, call, startTestServer } from '../../http/http-support.ts';

const LEAGUES = ['NBA', 'NFL', 'Premier League', 'Second Division'] as const;
/** Leagues that have clubs of their own, or exchange them. */
const TOGETHER = [['NBA'], ['NFL'], ['Premier League', 'Second Division']] as const;
const SEASONS = [2020, 2021, 2022, 2023] as const;
/** Clubs that are in a league at some time, and so many of them in a season. */
const CLUBS = 7;
const GAMES_OF_SEASON = 12;

const random = seededRandom(20_261_130);
const below = (most: number): number => Math.floor(random() * most);
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;

describe('ratings in the database', () => {
  let test: TestServer;
  let clubs: Record<string, number[]>;
  const db = () => test.app.database.db;

  beforeAll(async () => {
    test = await startTestServer();
    await db().execute(
      sql`insert into seasons (sport_id, year)
          select id, year from sports, generate_series(2020, 2023) as year on conflict do nothing`,
    );
    const rows = await rowsOf<{ league: string; ids: number[] }>(
      db(),
      sql`select leagues.name as league, (array_agg(teams.id order by teams.id))[:${CLUBS}::int] as ids
          from teams join leagues on leagues.id = teams.league_id group by leagues.name`,
    );
    clubs = Object.fromEntries(rows.map(({ league, ids }) => [league, ids]));
    clubs['Second Division'] = await addSecondDivision();
    for (const league of LEAGUES)
      for (const season of SEASONS)
        for (let n = 0; n < GAMES_OF_SEASON; n += 1) await addGame(league, season, clubsOf(league, season));
    await follow();
  });
  afterAll(() => test.close());

  /** A league that exchanges clubs with the Premier League; returns who may play in it. */
  async function addSecondDivision(): Promise<number[]> {
    await db().execute(sql`
      insert into leagues (sport_id, name, country, timezone)
      select sport_id, 'Second Division', country, timezone from leagues where name = 'Premier League'`);
    const own = await rowsOf<{ id: number }>(
      db(),
      sql`insert into teams (sport_id, league_id, name)
          select sport_id, id, 'Club ' || n from leagues, generate_series(1, 4) as n
          where leagues.name = 'Second Division' returning teams.id`,
    );
    return [...(clubs['Premier League'] ?? []).slice(-3), ...own.map(({ id }) => id)];
  }

  /** Six of the seven clubs play a season, another one stays out each time. */
  const clubsOf = (league: string, season: number): number[] =>
    (clubs[league] ?? []).filter((_id, index) => index !== season % CLUBS);

  /** A pair meets once a day at one place: chance does not know that. */
  async function unlessTaken(statement: SQL): Promise<void> {
    try {
      await db().execute(statement);
    } catch (error) {
      if (!errorWords(error).includes('unique_game')) throw error;
    }
  }

  async function addGame(
    league: string,
    season: number,
    of: readonly number[],
    status = 'completed',
  ): Promise<void> {
    const home = pick(of);
    const away = pick(of.filter((id) => id !== home));
    await unlessTaken(sql`
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id,
                         away_team_id, status, home_score, away_score, is_neutral_site, game_type)
      select league.sport_id, season.id, league.id, day, day + ${below(3)}::int * interval '1 hour', day, ${home}::int, ${away}::int,
             ${status}, ${below(5)}::int, ${5 + below(4)}::int, ${random() < 0.2}::boolean, ${pick([null, 'regular', 'playoff'])}
      from leagues as league join seasons as season on season.sport_id = league.sport_id and season.year = ${season},
           lateral (select make_date(${season}, 9, 1) + ${below(60)}::int as day) as of_day
      where league.name = ${league}`);
  }

  async function follow(): Promise<void> {
    const catalog = await loadDatasets();
    const outcome = await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh();
    expect(outcome).toMatchObject({ isDone: true, failures: 0 });
  }

  const stored = () =>
    rowsOf<{ game_id: number; team_id: number; elo_before: number; elo_after: number }>(
      db(),
      sql`select game_id, team_id, opponent_id, league_id, season_year, played_on, starts_at, is_home, is_neutral,
                 points_for, points_against, result, expected, elo_before, elo_after, pythagorean_share, rules
          from team_ratings order by game_id, team_id`,
    );

  /** Everything computed from nothing, and left so. */
  async function rebuild(): Promise<void> {
    await db().execute(sql`delete from team_ratings`);
    await db().execute(sql`
      insert into changed_keys (input, season_year, entity_ids, dataset)
      select 'games', 2020, array_agg(id), 'team_ratings' from leagues`);
    await follow();
  }

  /** Something that befalls a game, or the teams of it. */
  async function befall(): Promise<void> {
    const [game] = await rowsOf<{ id: number; season: number; league: string }>(
      db(),
      sql`select games.id, seasons.year as season, leagues.name as league from games
          join seasons on seasons.id = games.season_id join leagues on leagues.id = games.league_id
          order by games.id offset ${below(100)}::int limit 1`,
    );
    if (game === undefined) return;
    const one = sql`where id = ${game.id}`;
    const other = pick(clubs[game.league] ?? []);
    const changes = [
      sql`update games set home_score = ${below(9)}::int ${one}`,
      sql`update games set status = ${pick(['awarded', 'cancelled', 'postponed', 'completed'])} ${one}`,
      sql`update games set game_type = ${pick(['preseason', 'cup', 'playoff'])} ${one}`,
      sql`update games set is_neutral_site = not is_neutral_site ${one}`,
      sql`update games set slate_date = slate_date + ${below(40) - 20}::int, game_date = slate_date ${one}`,
      sql`update games set game_datetime = game_datetime - interval '90 minutes' ${one}`,
      sql`update games set league_id = (select other.id from leagues as other
          where other.name = ${game.league === 'Premier League' ? 'Second Division' : game.league}) ${one}`,
      sql`update games set home_team_id = ${other}::int ${one} and away_team_id <> ${other}::int`,
      sql`update games set season_id = (select other.id from seasons as other join seasons as own using (sport_id)
          where own.id = games.season_id and other.year = ${pick(SEASONS)}) ${one}`,
      sql`delete from games ${one}`,
    ];
    const at = below(changes.length + 2);
    const change = changes[at];
    if (change !== undefined) await unlessTaken(change);
    else if (at === changes.length) await addGame(game.league, game.season, clubs[game.league] ?? []);
    else await addGame(game.league, game.season, clubs[game.league] ?? [], 'scheduled');
  }

  it('follow late, corrected, moved and removed games as a full rebuild has them, to the last bit', async () => {
    for (let round = 0; round < 10; round += 1) {
      const many = 1 + below(4);
      for (let n = 0; n < many; n += 1) await befall();
      await follow();
      const followed = await stored();
      await rebuild();
      expect(followed).toStrictEqual(await stored());
    }
  });

  it('stand as they stood when a refresh is cut off, and follow with the next one', async () => {
    const before = await stored();
    await db().execute(sql`update games set home_score = home_score + 1 where status = 'completed'`);
    const cutOff: Dataset = {
      ...teamRatingsDataset,
      refresh: {
        ...(teamRatingsDataset.refresh as ReplayedRefresh),
        async replay(tx, changed) {
          const replayed = await (teamRatingsDataset.refresh as ReplayedRefresh).replay(tx, changed);
          expect(replayed.written).toBeGreaterThan(0);
          await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
          return replayed;
        },
      },
    };
    const others = (await loadDatasets()).inOrder.filter(({ name }) => name !== cutOff.name);
    const catalog = createDatasetCatalog([...others, cutOff]);
    await expect(
      createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh(),
    ).rejects.toThrow('Failed query');
    expect(await stored()).toStrictEqual(before);
    await follow();
    const followed = await stored();
    expect(followed).not.toStrictEqual(before);
    await rebuild();
    expect(followed).toStrictEqual(await stored());
  });

  it.each(TOGETHER)('are those of the same games computed at once: %s', async (...leagues) => {
    const among = sql`leagues.name = any(${sql.param(leagues)}::text[])
      and coalesce(game_type, 'regular') in ('regular', 'playin', 'playoff')`;
    const games = await rowsOf<ResultToRate & { sport: 'NBA' | 'NFL' | 'FOOTBALL' }>(
      db(),
      sql`select games.id, slate_date as date, seasons.year as season, leagues.name as league,
                 is_neutral_site as "isNeutral", home_team_id::text as home, away_team_id::text as away,
                 home_score as "homeScore", away_score as "awayScore", sports.display_name as sport
          from games join seasons on seasons.id = games.season_id join leagues on leagues.id = games.league_id
          join sports on sports.id = games.sport_id
          where ${among} and status = 'completed'
          order by seasons.year, slate_date, game_datetime, games.id`,
    );
    const played = await rowsOf<{ season: number; league: string; ids: string[] }>(
      db(),
      sql`select seasons.year as season, leagues.name as league,
                 array_agg(home_team_id::text) || array_agg(away_team_id::text) as ids
          from games join seasons on seasons.id = games.season_id join leagues on leagues.id = games.league_id
          where ${among} and status <> 'cancelled' group by 1, 2`,
    );
    const sport = games[0]?.sport ?? 'NBA';
    const { rows } = rateGames(SPORT_FACTS[sport].ratings?.elo ?? expect.fail(), games, {
      clubsIn: (season) =>
        new Map(
          played.filter((one) => one.season === season).map(({ league, ids }) => [league, new Set(ids)]),
        ),
    });
    const inDatabase = new Map((await stored()).map((row) => [`${row.game_id} ${row.team_id}`, row]));
    expect(games.length).toBeGreaterThan(30);
    for (const { game, home, away } of rows) {
      expect(inDatabase.get(`${game.id} ${game.home}`)).toMatchObject({
        elo_before: home.before,
        elo_after: home.after,
      });
      expect(inDatabase.get(`${game.id} ${game.away}`)).toMatchObject({
        elo_before: away.before,
        elo_after: away.after,
      });
    }
  });

  const cli = async (...args: string[]) => {
    const { exitCode, stdout } = await runCli(['ratings', ...args], { environment: test.environment });
    return { exitCode, stdout };
  };

  it('stand in the view under the names of teams', async () => {
    const rows = await rowsOf(
      db(),
      sql`select distinct team_id, league from team_ratings_history
          where league = 'EPL' and elo_rating = elo_after and run_id is null`,
    );
    expect(rows).toContainEqual({ team_id: 'watford', league: 'EPL' });
  });

  it('are told as a ladder, as a history and in files', async () => {
    const { stdout } = await cli('show', '--league', 'epl', '--json');
    const { items } = JSON.parse(stdout);
    const elos = items.map(({ elo }: { elo: number }) => elo);
    expect(elos).toEqual(elos.toSorted((one: number, other: number) => other - one));
    const [best] = items;
    const history = JSON.parse((await cli('history', '--team', best.team, '--json')).stdout);
    const ofLeague = history.items.filter(({ league }: { league: string }) => league === 'Premier League');
    expect(ofLeague.at(-1)).toMatchObject({ elo_after: best.elo, game_id: best.last_game_id });
    const csv = (await cli('history', '--team', best.text_id, '--league', 'EPL', '--csv')).stdout;
    expect(csv.trimEnd().split('\n')).toHaveLength(history.items.length + 1);
    const before = JSON.parse(
      (await cli('show', '--league', 'EPL', '--date', '2021-08-01', '--json')).stdout,
    );
    expect(before).toMatchObject({ season: 2020, date: '2021-08-01' });
    expect(await cli('history', '--team', 'nobody', '--json')).toMatchObject({ exitCode: 64 });
  });

  it('say how many rows were others when they are computed from the first game on', async () => {
    expect(JSON.parse((await cli('recompute', '--league', 'all', '--json')).stdout)).toMatchObject({
      rows_changed: 0,
    });
    const before = await stored();
    const last = sql`(select game_id from team_ratings join leagues on leagues.id = league_id where leagues.name = 'NFL'
      order by season_year, played_on, starts_at, game_id desc limit 1)`;
    await db().execute(sql`update team_ratings set elo_after = 1 where game_id = ${last}`);
    expect(JSON.parse((await cli('recompute', '--league', 'NFL', '--json')).stdout)).toMatchObject({
      rows_changed: 2,
    });
    expect(await stored()).toStrictEqual(before);
  });

  it('begin with what a team is given, until it is taken back', async () => {
    const before = await stored();
    const [team] = await rowsOf<{ id: number; name: string }>(
      db(),
      sql`select id, name from teams where id = ${clubs['NFL']?.[1] ?? 0}`,
    );
    const input = `team,rating,season\n${team?.name},1600,2010\nNobody of the Kind,1500,2010\n`;
    const run = await runCli(
      ['ratings', 'import', '--league', 'NFL', '--file', '-', '--source', 'a test', '--json'],
      { environment: test.environment, input },
    );
    expect(run).toMatchObject({ exitCode: 2 });
    expect(JSON.parse(run.stdout)).toMatchObject({
      written: 1,
      quarantined_rows: [{ line: 3, value: 'Nobody of the Kind', reason: 'unknown_team' }],
    });
    await follow();
    const [first] = await rowsOf<{ elo_before: number }>(
      db(),
      sql`select elo_before from team_ratings where team_id = ${team?.id} order by season_year, played_on limit 1`,
    );
    // Carried over one season: a third of the way to 1505.
    expect(first?.elo_before).toBeCloseTo(1600 * (2 / 3) + 1505 / 3, 9);
    await db().execute(sql`delete from given_ratings`);
    await follow();
    expect(await stored()).toStrictEqual(before);
  });

  it('are shown on pages: the ladder, a chart over the seasons, both sides of a game', async () => {
    const page = async (path: string) => String((await call(`${test.url}${path}`)).body);
    const [row] = await rowsOf<{ team_id: number; game_id: number }>(
      db(),
      sql`select team_id, game_id from team_ratings join leagues on leagues.id = league_id where leagues.name = 'NBA'
          order by season_year desc, played_on desc limit 1`,
    );
    expect(await page('/ratings?league=NBA')).toContain(`href="/ratings/teams/${row?.team_id}"`);
    const chart = await page(`/ratings/teams/${row?.team_id}`);
    expect(chart).toMatch(/<svg[^>]+aria-label="Elo of /);
    expect(chart.match(/class="season"/g)).not.toHaveLength(0);
    expect(await page(`/games/${row?.game_id}`)).toContain('Ratings of both sides');
    expect((await call(`${test.url}/ratings/teams/999999`)).status).toBe(404);
  });

  it('follow the rules of a release with others, once, whichever process sees it first', async () => {
    const catalog = await loadDatasets();
    const before = await stored();
    await followRules(db(), catalog);
    await follow();
    expect(await stored()).toStrictEqual(before);
    expect(await readOtherRules(db(), rulesOfRelease(catalog))).toEqual([]);
    await db().execute(sql`update team_ratings set rules = 'nba-elo-0', elo_after = elo_after + 1`);
    await db().execute(
      sql`update dataset_rules set rules = 'those of before' where dataset = 'team_ratings'`,
    );
    const ladder = JSON.parse((await cli('show', '--league', 'NBA', '--json')).stdout);
    expect(ladder).toMatchObject({ follows_rules: false, rules: expect.stringMatching(/^nba-elo-1 /) });
    const followed = await Promise.all([followRules(db(), catalog), followRules(db(), catalog)]);
    expect(followed.flat()).toEqual(['team_ratings']);
    await follow();
    expect(await stored()).toStrictEqual(before);
    expect(await followRules(db(), catalog)).toEqual([]);
  });

  it('are told a page at a time', async () => {
    const [row] = await rowsOf<{ team_id: number; games: number }>(
      db(),
      sql`select team_id, count(*)::int as games from team_ratings group by 1 order by 2 desc limit 1`,
    );
    const path = `${test.url}/admin/ratings/history?team=${row?.team_id}&limit=3`;
    const games: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await call(`${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = body as { items: { game_id: number }[]; next_cursor: string | null };
      expect(page.items.length).toBeLessThanOrEqual(3);
      games.push(...page.items.map(({ game_id: id }) => id));
      cursor = page.next_cursor;
    }
    expect(new Set(games).size).toBe(row?.games);
    const all = JSON.parse((await cli('history', '--team', String(row?.team_id), '--json')).stdout);
    expect(all.items.map(({ game_id: id }: { game_id: number }) => id)).toEqual(games);
    const cut = JSON.parse(
      (await cli('history', '--team', String(row?.team_id), '--limit', '2', '--json')).stdout,
    );
    expect([cut.items.length, typeof cut.next_cursor]).toEqual([2, 'string']);
  });

  it('wait where a name is not plain, and leave quarantine once it is', async () => {
    const [one, other] = await rowsOf<{ id: number; name: string }>(
      db(),
      sql`update teams set abbreviation = 'TWO' where id = any(${sql.param((clubs['NFL'] ?? []).slice(0, 2))}::int[])
          returning id, name`,
    );
    const give = async (team: string) => {
      const args = ['ratings', 'import', '--league', 'NFL', '--file', '-', '--source', 'a test', '--json'];
      const run = await runCli(args, {
        environment: test.environment,
        input: `team,rating,season\n${team},1600,2010`,
      });
      return { exitCode: run.exitCode, ...JSON.parse(run.stdout) };
    };
    const waiting = () =>
      rowsOf(
        db(),
        sql`select reason, detail, remedy from load_quarantine where dataset = 'ratings' and line = 2`,
      );
    expect(await give('TWO')).toMatchObject({ exitCode: 1, written: 0 });
    const [row] = await waiting();
    expect(row).toMatchObject({ reason: 'ambiguous_team', detail: expect.stringContaining(one?.name ?? '') });
    expect(row).toMatchObject({ remedy: expect.stringContaining(`${other?.id} for ${other?.name}`) });
    expect(await give(one?.name ?? '')).toMatchObject({ exitCode: 0, written: 1 });
    expect(await waiting()).toEqual([]);
    await db().execute(sql`delete from given_ratings`);
  });

  it('are as the walk-through of the document has them', async () => {
    const document = await readFile(new URL('../../../docs/ratings.md', import.meta.url), 'utf8');
    const [, walk = ''] = document.split('## A walk-through');
    const commands = [...walk.matchAll(/^npm run -s scoracle -- (.+)$/gm)].map(([, words = '']) =>
      [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
    );
    expect(commands.length).toBeGreaterThan(4);
    for (const words of commands) {
      const { exitCode, stdout } = await runCli(words, { environment: test.environment });
      expect([words.join(' '), exitCode, stdout.length > 10]).toEqual([words.join(' '), 0, true]);
    }
    const { stdout } = await runCli([...(commands[0] ?? []), '--csv'], { environment: test.environment });
    const rows = parse<Record<string, string>>(stdout, { columns: true }).map((row) =>
      [
        ...['date', 'season', 'neutral', 'home', 'away', 'home_score', 'away_score'].map((name) => row[name]),
        ...['home_before', 'away_before'].map((name) => Number(row[name]).toFixed(1)),
      ].join(','),
    );
    const told = walk.match(/^\d{4}-.*$/gm) ?? [];
    expect(told.length).toBe(3);
    expect(rows).toEqual(expect.arrayContaining(told));
  });
});
