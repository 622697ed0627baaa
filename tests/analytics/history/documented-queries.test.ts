import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deductPoints } from '../../../src/analytics/standings/stored/deduct-points.ts';
import { readStandings } from '../../../src/analytics/standings/stored/read-standings.ts';
import { rebuildDataset } from '../../../src/datasets/rebuild.ts';
import { createDatasetRefresher } from '../../../src/datasets/refresher.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { DOCUMENT, type PublishedGame, addNbaSeason, isThere, readNbaSeason } from './nba-season.ts';

/** The day of the real season that is today in its copy. */
const TODAY = '2024-01-15';
const LAKERS = 'Los Angeles Lakers';
const DAY_MS = 86_400_000;

/** Statements of the document; what is logged of predictions is not there yet. */
async function documentedQueries(): Promise<string[]> {
  const blocks = (await readFile(DOCUMENT, 'utf8')).matchAll(/^```sql\n(.*?)^```/gms);
  return [...blocks]
    .flatMap((block) => (block[1] ?? '').split(';'))
    .map((statement) => statement.replaceAll(/^--.*$/gm, '').trim())
    .filter((statement) => statement !== '' && !statement.includes('predictions_log'));
}

describe.skipIf(!isThere)('the views of the data pipeline', () => {
  let test: TestApp;
  let season: readonly PublishedGame[];
  const db = () => test.app.database.db;
  const refresher = async () =>
    createDatasetRefresher({ db: db(), catalog: await loadDatasets(), logger: silentLogger() });
  const ask = (text: string) => rowsOf<Record<string, unknown>>(db(), sql.raw(text));

  beforeAll(async () => {
    test = await createTestApp();
    season = await readNbaSeason();
    const [row] = await ask(`select current_date - date '${TODAY}' as days`);
    await addNbaSeason(db(), season, { season: 2023 });
    await addNbaSeason(db(), playedBy(LAKERS, '9999-12-31'), {
      season: 2099,
      shiftDays: Number(row?.['days']),
    });
    await (await refresher()).refresh();
  });
  afterAll(async () => {
    await test.close();
  });

  const playedBy = (team: string, until: string) =>
    season.filter(({ home, away, day }) => [home, away].includes(team) && day <= until);

  /** What a team made of the season up to a day, game by game from the file. */
  function recordOf(team: string, until: string) {
    const all = playedBy(team, until).filter(({ kind }) => kind !== 'cup');
    const scores = all.map(({ home, homeScore, awayScore, kind }) => ({
      own: home === team ? homeScore : awayScore,
      other: home === team ? awayScore : homeScore,
      kind,
    }));
    const regular = scores.filter(({ kind }) => kind === 'regular');
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const wins = regular.filter(({ own, other }) => own > other).length;
    const [own, other] = [sum(regular.map((one) => one.own)), sum(regular.map((one) => one.other))];
    const marks = scores.map((one) => (one.own > one.other ? 'W' : 'L'));
    const streak = /(W+|L+)$/.exec(marks.join(''))?.[1] ?? '';
    const last = marks.slice(-10).filter((mark) => mark === 'W').length;
    return {
      wins,
      losses: regular.length - wins,
      win_pct: wins / regular.length,
      ppg: own / regular.length,
      papg: other / regular.length,
      pythagorean_win_pct: own ** 14 / (own ** 14 + other ** 14),
      last10: `${last}-${Math.min(10, marks.length) - last}`,
      streak: `${streak[0]}${streak.length}`,
    };
  }

  it('answer every query of the document as it is written', async () => {
    await ask('create database gamelens template template0');
    try {
      const queries = await documentedQueries();
      expect(queries.length).toBeGreaterThanOrEqual(7);
      const answers = new Map<string, Record<string, unknown>[]>();
      for (const query of queries) answers.set(query, [...(await ask(query))]);
      const answerTo = (words: string) =>
        [...answers].find(([query]) => query.includes(words))?.[1] ?? expect.unreachable(words);

      const onDay = season.filter(({ day }) => day === TODAY);
      const games = answerTo("game_date = '2024-01-15'");
      expect(
        games
          .map(
            ({ home_team, away_team, home_score, away_score }) =>
              `${String(home_team)} ${String(home_score)}, ${String(away_team)} ${String(away_score)}`,
          )
          .toSorted(),
      ).toEqual(
        onDay
          .map(({ home, away, homeScore, awayScore }) => `${home} ${homeScore}, ${away} ${awayScore}`)
          .toSorted(),
      );

      const [today, ...others] = answerTo('CURRENT_DATE');
      expect(others).toEqual([]);
      const { win_pct, ppg, papg, pythagorean_win_pct: share, ...exact } = recordOf(LAKERS, TODAY);
      expect(today).toMatchObject({ league: 'NBA', team_id: 'lakers', ...exact });
      for (const [name, value] of Object.entries({ win_pct, ppg, papg, pythagorean_win_pct: share }))
        expect(Number(today?.[name]), name).toBeCloseTo(value, 9);

      // Elo is that after the last game up to the day, which is kept with the game.
      const [last] = await ask(`select elo_after from team_ratings_history
        where team_id = 'lakers' and season = 2099 order by rating_date desc limit 1`);
      expect(Number(today?.['elo_rating'])).toBeGreaterThan(1_000);
      expect(today?.['elo_rating']).toBe(last?.['elo_after']);

      expect(answerTo('MIN(game_date)')).toMatchObject([
        { league: 'NBA', games: season.length + playedBy(LAKERS, TODAY).length },
      ]);
      expect(answerTo('pg_database_size')).toHaveLength(1);
      expect(answerTo('pg_total_relation_size').map(({ tablename }) => tablename)).toContain('games');
      expect(answerTo('is_closing_line = true')).toEqual([]);
    } finally {
      await ask('drop database gamelens');
    }
  });

  it('have a row of each team for every day from its first game on, and none of days to come', async () => {
    const [row] = await ask(`
      select count(*)::int as days, count(distinct snapshot_date)::int as distinct_days,
             (max(snapshot_date) - min(snapshot_date) + 1)::int as span, max(snapshot_date) = current_date as ends_today
      from team_stats_daily where team_id = 'lakers' and season = 2099`);
    expect(row).toEqual({
      days: row?.['span'],
      distinct_days: row?.['span'],
      span: row?.['span'],
      ends_today: true,
    });
    const first = playedBy(LAKERS, TODAY)[0]?.day ?? '';
    expect(row?.['span']).toBe((Date.parse(TODAY) - Date.parse(first)) / DAY_MS + 1);
    // A season that is over ends with the team's last game, play-offs included, which move no record.
    const last = playedBy(LAKERS, '9999-12-31').at(-1)?.day ?? '';
    const [end] = await ask(`
      select snapshot_date::text, wins, losses, rest_days from team_stats_daily
      where team_id = 'lakers' and season = 2023 order by snapshot_date desc limit 1`);
    const { wins, losses } = recordOf(LAKERS, last);
    expect(end).toEqual({ snapshot_date: last, wins, losses, rest_days: 0 });
    expect(wins + losses).toBe(82);
  });

  it('follow a corrected result as if all were computed anew', async () => {
    const stored = () =>
      ask(`select team_id, league_id, season_year, played_on::text, stands_until::text, games, wins, losses, level, points_for,
                  points_against, pythagorean_share, last10_wins, last10_losses, streak_result, streak_games
           from team_day_records order by 1, 2, 3, 4`);
    const tables = () =>
      ask(`select league_id, as_of::text, team_id, conference, rank, division_rank, decided_by, wins, losses, games_behind,
                  last10_wins, streak_result, streak_games, results_hash from standings where season_year = 2023 order by 1, 2, 3`);
    const before = await stored();
    const computed = await ask(
      'select as_of::text, min(refreshed_at)::text as at from standings where season_year = 2023 group by 1',
    );
    await db().execute(sql`
      update games set home_score = away_score, away_score = home_score
      where id = (select min(id) from games where game_date = '2023-11-14' and status = 'completed')`);
    await db().execute(sql`
      update games set status = 'scheduled', home_score = null, away_score = null
      where id = (select min(id) from games where game_date = '2023-12-01' and status = 'completed')`);
    const datasets = await refresher();
    expect(await datasets.refresh()).toMatchObject({ failures: 0 });
    const followed = await stored();
    expect(followed).not.toEqual(before);
    const dataset = (await loadDatasets()).find('team_day_records') ?? expect.unreachable();
    await datasets.refreshSeason(dataset, 2023, 'test');
    expect(await stored()).toEqual(followed);

    // Tables before the first correction stay as they were written; the later ones are those of a computation of everything.
    const again = await ask(
      'select as_of::text, min(refreshed_at)::text as at from standings where season_year = 2023 group by 1',
    );
    const kept = again.filter(({ as_of, at }) =>
      computed.some((one) => one['as_of'] === as_of && one['at'] === at),
    );
    expect(
      kept
        .map(({ as_of }) => String(as_of))
        .toSorted()
        .at(-1),
    ).toBe('2023-11-13');
    const ofTables = await tables();
    const whole = (await loadDatasets()).find('standings') ?? expect.unreachable();
    await rebuildDataset(db(), whole, { actor: { name: 'test' } });
    expect(await tables()).toEqual(ofTables);
  });

  it('have tables of a league as they stood, with points that were taken off', async () => {
    const answer = await readStandings(db(), { leagueName: 'NBA', seasonYear: 2023, date: '2023-11-10' });
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.as_of).toBe('2023-11-10');
    const east = answer.items.filter(({ conference }) => conference === 'East');
    expect(east).toHaveLength(15);
    for (const { team, wins, losses } of answer.items)
      expect([team, wins, losses]).toEqual([
        team,
        ...Object.values(recordOf(team, '2023-11-10')).slice(0, 2),
      ]);

    await db().execute(sql`insert into seasons (sport_id, year) select id, 2023 from sports where display_name = 'FOOTBALL'
      on conflict do nothing`);
    await db().execute(sql`
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id,
                         status, home_score, away_score)
      select league.sport_id, season.id, league.id, day, day + time '15:00', day, home.id, away.id, 'completed', 1, 0
      from (values (date '2024-03-10', 'Nottingham Forest FC', 'Luton Town FC'), ('2024-03-16', 'Burnley FC', 'Chelsea FC'))
        as game (day, home, away)
      join leagues as league on league.name = 'Premier League'
      join seasons as season on season.sport_id = league.sport_id and season.year = 2023
      join teams as home on home.league_id = league.id and home.name = game.home
      join teams as away on away.league_id = league.id and away.name = game.away`);
    const pointsOn = async (date: string) => {
      await (await refresher()).refresh();
      const table = await readStandings(db(), { leagueName: 'Premier League', seasonYear: 2023, date });
      return table.ok
        ? table.items.find(({ text_id: id }) => id === 'nottingham-forest')?.points
        : table.message;
    };
    expect(await pointsOn('2024-03-17')).toBe(3);
    expect(await pointsOn('2024-03-18')).toBe(-1);
    const order = {
      sport: 'FOOTBALL',
      league: 'Premier League',
      team: 'Nottingham Forest',
      seasonYear: 2023,
      decidedOn: '2024-03-18',
      source: 'a test',
    } as const;
    const said = await deductPoints(db(), { ...order, points: 0 }, { name: 'anna' });
    expect(said).toMatchObject({ ok: true, team: 'Nottingham Forest FC' });
    expect(await pointsOn('2024-03-18')).toBe(3);
    const nba = { ...order, sport: 'NBA', league: 'NBA', team: 'Lakers', points: 1 } as const;
    expect(await deductPoints(db(), nba, { name: 'anna' })).toMatchObject({ ok: false, reason: 'invalid' });
  });

  it('tell how bets ended, by whose lines, and which prices were the last', async () => {
    const onDay = await ask(`select game_id, home_team, home_score, away_score from games_history
      where league = 'NBA' and game_date = '2024-01-17' order by game_id limit 3`);
    const [covered, pushed, bare] = onDay.map((game) => ({
      id: String(game['game_id']),
      margin: Number(game['home_score']) - Number(game['away_score']),
      points: Number(game['home_score']) + Number(game['away_score']),
    }));
    if (!covered || !pushed || !bare) throw new Error('the day has fewer games');
    const close = (id: string, market: string, side: string, point: number, source: string) =>
      ask(`insert into closing_lines (game_id, market, side, close_point, devig_method, books, books_at_line, source, starts_at)
        values (${id}, '${market}', '${side}', ${point}, 'power', 1, 1, '${source}', '2024-01-17 20:00')`);
    await close(covered.id, 'spreads', 'home', 0.5 - covered.margin, 'captured');
    await close(covered.id, 'totals', 'over', covered.points + 0.5, 'captured');
    await close(pushed.id, 'spreads', 'home', -pushed.margin, 'sbr-nfl');
    const rowOf = async (id: string) => (await ask(`select * from games_history where game_id = '${id}'`))[0];
    expect(await rowOf(covered.id)).toMatchObject({
      home_covered: true,
      went_over: false,
      is_spread_push: false,
      line_source: 'captured',
    });
    expect(await rowOf(pushed.id)).toMatchObject({
      home_covered: null,
      is_spread_push: true,
      went_over: null,
      is_total_push: null,
      line_source: 'sbr-nfl',
    });
    expect(await rowOf(bare.id)).toMatchObject({ spread: null, home_covered: null, line_source: null });

    await ask(`insert into bookmakers (key, title) values ('abook', 'A Book')`);
    await ask(`insert into odds_events (provider, sport_id, league_id, external_id, home_name, away_name, starts_at, game_id,
                                        first_seen_at, last_seen_at)
      select 'the-odds-api', sport_id, league_id, 'e1', 'h', 'a', game_datetime, id, game_datetime, game_datetime
      from games where id = ${covered.id}`);
    await ask(`insert into odds_event_starts (event_id, starts_at, first_told_at, last_told_at)
      select id, starts_at, starts_at - interval '1 day', starts_at from odds_events where external_id = 'e1'`);
    await ask(`insert into odds_changes (series_id, event_id, bookmaker_id, market, side, point, price, price_text, captured_at, source)
      select 1, event.id, book.id, 'spreads', 'home', -3, 1.9 + 0.01 * hour, '1.9', event.starts_at + (hour - 3) * interval '1 hour', 'the-odds-api'
      from odds_events as event, bookmakers as book, generate_series(1, 4) as hour
      where event.external_id = 'e1' and book.key = 'abook'`);
    await ask(`insert into published_lines (game_id, book, maker, market, side, moment, point, source)
      select ${pushed.id}, 'abook', 'book', 'spreads', 'home', moment, -1, 'sbr-nfl' from unnest(array['opening', 'closing']) as moment`);
    const history = (id: string) =>
      ask(`select price::float8, is_live, is_closing_line, captured_at is null as is_published from odds_history
        where game_id = '${id}' order by price, is_closing_line`);
    expect(await history(covered.id)).toEqual([
      { price: 1.91, is_live: false, is_closing_line: false, is_published: false },
      { price: 1.92, is_live: false, is_closing_line: true, is_published: false },
      { price: 1.93, is_live: true, is_closing_line: false, is_published: false },
      { price: 1.94, is_live: true, is_closing_line: false, is_published: false },
    ]);
    expect(await history(pushed.id)).toEqual([
      { price: null, is_live: false, is_closing_line: false, is_published: true },
      { price: null, is_live: false, is_closing_line: true, is_published: true },
    ]);
  });

  it('read tables by their indexes', async () => {
    // So few rows are read as a whole otherwise.
    await db().execute(sql`analyze games, team_day_records, teams, leagues, seasons`);
    const plans = await db().transaction(async (tx) => {
      for (const way of ['seqscan', 'hashjoin', 'mergejoin'])
        await tx.execute(sql.raw(`set local enable_${way} = off`));
      const planOf = async (query: string) =>
        JSON.stringify(await rowsOf(tx, sql.raw(`explain (format json) select * from ${query}`)));
      return {
        day: await planOf("games_history where league = 'NBA' and game_date = '2024-01-15'"),
        team: await planOf("games_history where home_team_id = 'lakers' and game_date > '2024-01-01'"),
        season: await planOf("games_history where season = 2023 and league = 'NBA'"),
        game: await planOf("games_history where game_id = '17'"),
        odds: await planOf("odds_history where game_id = '17' and is_closing_line = true"),
        stats: await planOf("team_stats_daily where team_id = 'lakers' and snapshot_date = current_date"),
      };
    });
    expect(plans.day).toContain('idx_games_league_date');
    expect(plans.team).toMatch(/idx_games_(home|pair)_/);
    expect(plans.season).toMatch(/idx_games_|unique_game/);
    expect(plans.game).toContain('idx_games_id_text');
    expect(plans.odds).toContain('idx_games_id_text');
    expect(plans.stats).toMatch(/team_day_records_pkey|idx_team_day_records_league/);
    for (const plan of Object.values(plans))
      expect(plan).not.toMatch(/"Seq Scan"[^{}]*"Relation Name":"(games|odds_changes|team_day_records)/);
  });
});
