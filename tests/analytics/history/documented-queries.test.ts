import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
          .map(({ home_team, away_team, home_score, away_score }) => [
            home_team,
            away_team,
            home_score,
            away_score,
          ])
          .toSorted(),
      ).toEqual(
        onDay.map(({ home, away, homeScore, awayScore }) => [home, away, homeScore, awayScore]).toSorted(),
      );

      const [today, ...others] = answerTo('CURRENT_DATE');
      expect(others).toEqual([]);
      const { win_pct, ppg, papg, pythagorean_win_pct: share, ...exact } = recordOf(LAKERS, TODAY);
      expect(today).toMatchObject({ league: 'NBA', team_id: 'lakers', ...exact });
      for (const [name, value] of Object.entries({ win_pct, ppg, papg, pythagorean_win_pct: share }))
        expect(Number(today?.[name]), name).toBeCloseTo(value, 9);

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
    const before = await stored();
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
  });

  it('read tables by their indexes', async () => {
    // So few rows are read as a whole otherwise.
    await db().execute(sql`analyze games, team_day_records, teams, leagues, seasons`);
    const plans = await db().transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
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
