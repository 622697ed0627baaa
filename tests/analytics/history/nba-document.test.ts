import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teamFactors } from '../../../src/analytics/factors/team-factors.ts';
import type { TeamTotals } from '../../../src/analytics/factors/team-totals.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

/** The founding document lies beside the checkout and is not part of the project. */
const DOCUMENT = fileURLToPath(
  new URL('../../../../shared/requirements/nba-statistics-database.md', import.meta.url),
);
/** A game with an overtime, as nba.com tells it. */
const BODIES = fileURLToPath(new URL('../../../../shared/data/platform/nba-com/', import.meta.url));
const isThere = existsSync(DOCUMENT);
if (!isThere) console.warn(`skipped: the document of the NBA database is absent (${DOCUMENT})`);

/** Its statements that ask; what makes tables is done otherwise. A block of code between $$ is one statement. */
async function documentedSql(): Promise<string[]> {
  const blocks = (await readFile(DOCUMENT, 'utf8')).matchAll(/^```sql\n(.*?)^```/gms);
  return [...blocks]
    .flatMap((block) => (block[1] ?? '').replaceAll(/^\s*--.*$/gm, '').match(/(?:\$\$.*?\$\$|[^;])+/gs) ?? [])
    .map((statement) => statement.trim())
    .filter((statement) => /^(SELECT|DO)\b/.test(statement) && !statement.includes("'table_name'"));
}

/** Its test of the schema looks for tables of `public`; here they are views of `nba`. */
function inSchema(statement: string): string {
  if (!statement.startsWith('DO')) return statement;
  const relations = `(select schemaname, tablename from pg_tables union select schemaname, viewname from pg_views)`;
  return statement.replace('pg_tables', `${relations} as relations`).replace("'public'", "'nba'");
}

type Line = {
  day: number;
  team: string;
  player: string;
  points: number;
  isStarter: boolean;
  seconds: number;
};

const TEAMS = ['Los Angeles Lakers', 'Boston Celtics'];
const DAYS = 24;

/** Lines of two teams of eight, day after day; who is the sixth man begins on every third. */
const LINES: readonly Line[] = Array.from({ length: DAYS }, (_, day) =>
  TEAMS.flatMap((team, side) =>
    Array.from({ length: 8 }, (__, place) => ({
      day: day + 1,
      team,
      player: `Player ${side}${place}`,
      points: (day * 7 + place * 5 + side * 3) % 31,
      isStarter: day % 3 === 0 ? place > 0 && place <= 5 : place < 5,
      seconds: 600 + ((day + place * 11) % 24) * 60,
    })),
  ),
).flat();

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 10 + 1e-9) / 10;

describe.skipIf(!isThere)('the document of the NBA database', () => {
  let test: TestApp;
  const ask = (text: string) => rowsOf<Record<string, unknown>>(test.app.database.db, sql.raw(text));
  /** As a reader of the schema asks: in one transaction, with its search path. */
  const askNba = (text: string) =>
    test.app.database.db.transaction(async (tx) => {
      await tx.execute(sql`set local search_path to nba, public`);
      return rowsOf<Record<string, unknown>>(tx, sql.raw(text));
    });

  beforeAll(async () => {
    test = await createTestApp();
    const { db } = test.app.database;
    await db.execute(sql`
      with nba as (select id from sports where display_name = 'NBA'),
      season as (insert into seasons (sport_id, year) select id, 2025 from nba returning id),
      played as (
        insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id,
                           status, home_score, away_score)
        select league.sport_id, season.id, league.id, on_day, on_day + time '20:00', on_day, home.id, away.id,
               case when ago > 0 then 'completed' else 'scheduled' end, case when ago > 0 then 100 end,
               case when ago > 0 then 99 end
        from generate_series(0, ${DAYS}) as ago
        cross join lateral (select current_date - ago as on_day) as day
        join leagues as league on league.name = 'NBA' cross join season
        join teams as home on home.league_id = league.id and home.name = ${TEAMS[0]}
        join teams as away on away.league_id = league.id and away.name = ${TEAMS[1]}
        returning id, game_date)
      insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
      select 'nba-stats', nba.id, 'game', '00225' || lpad(played.id::text, 5, '0'), played.id, 'exact', 1
      from played cross join nba where played.game_date < current_date - 5`);
    await db.execute(sql`
      with given as (select * from json_to_recordset(${JSON.stringify(LINES)}::json)
        as line(day int, team text, player text, points int, "isStarter" boolean, seconds int)),
      added as (
        insert into players (sport_id, full_name, source)
        select distinct id, player, 'test' from given join sports on display_name = 'NBA' returning id, full_name, sport_id),
      known as (
        insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
        select 'nba-stats', sport_id, 'player', '1630163', id, 'exact', 1 from added where full_name = 'Player 00')
      insert into nba_player_game_stats (season_year, game_id, team_id, player_id, points, total_rebounds, assists,
                                         field_goals_made, field_goals_attempted, seconds_played, start_position,
                                         content_hash, fence, source)
      select 2025, game.id, team.id, added.id, given.points, 4, 3, given.points / 2, given.points, given.seconds,
             case when given."isStarter" then 'G' end, '', 1, 'test'
      from given
      join added on added.full_name = given.player
      join teams as team on team.name = given.team
      join games as game on game.game_date = current_date - given.day
      join seasons as season on season.id = game.season_id and season.year = 2025`);
  });
  afterAll(() => test.close());

  const linesOf = (player: string) =>
    LINES.filter((line) => line.player === player).toSorted((one, other) => other.day - one.day);

  it('has its statements answered as they are written', async () => {
    const statements = await documentedSql();
    expect(statements.length).toBeGreaterThanOrEqual(7);
    const answers = new Map<string, Record<string, unknown>[]>();
    for (const statement of statements) answers.set(statement, [...(await askNba(inSchema(statement)))]);
    const answerTo = (words: string) =>
      [...answers].find(([statement]) => statement.includes(words))?.[1] ?? expect.unreachable(words);

    // What the document calls a team's average is one of its players' rows.
    const recent = (team: string) => LINES.filter((line) => line.team === team && line.day <= 5);
    expect(answerTo('home_avg_points_l5')).toMatchObject([
      {
        home_team: TEAMS[0],
        away_team: TEAMS[1],
        game_status: 'Scheduled',
        home_avg_points_l5: rounded(mean(recent(TEAMS[0] ?? '').map(({ points }) => points))),
        away_avg_points_l5: rounded(mean(recent(TEAMS[1] ?? '').map(({ points }) => points))),
      },
    ]);

    const players = [...new Set(LINES.map(({ player }) => player))];
    const started = (player: string) => linesOf(player).filter(({ isStarter }) => isStarter);
    const starters = new Map(
      answerTo('games_started,\n    ROUND(AVG(pgs.points), 1) as ppg').map((row) => [row['full_name'], row]),
    );
    expect([...starters.keys()].map(String).toSorted()).toEqual(
      players.filter((player) => started(player).length >= 10).toSorted(),
    );
    for (const [player, row] of starters) {
      const games = started(String(player));
      expect(row).toMatchObject({
        games_started: games.length,
        ppg: rounded(mean(games.map(({ points }) => points))),
      });
    }

    const [first, ...others] = answerTo('ppg_starter');
    expect(others.length).toBeLessThan(players.length);
    const both = (row: Record<string, unknown> | undefined) => {
      const games = linesOf(String(row?.['full_name']));
      const of = (isStarter: boolean) =>
        games.filter((line) => line.isStarter === isStarter).map(({ points }) => points);
      return { ppg_starter: rounded(mean(of(true))), ppg_bench: rounded(mean(of(false))) };
    };
    expect(first).toMatchObject(both(first));

    const roles = answerTo('prev_starter');
    const expected = linesOf('Player 00');
    expect(roles.map(({ is_starter, points }) => `${String(is_starter)} ${String(points)}`)).toEqual(
      expected.map(({ isStarter, points }) => `${isStarter} ${points}`),
    );
    expect(roles[0]).toMatchObject({ prev_starter: null, minutes: (expected[0]?.seconds ?? 0) / 60 });

    expect(answerTo("'games' AS table_name")).toEqual([
      { table_name: 'games', total_rows: DAYS + 1, recent_rows: DAYS + 1 },
      { table_name: 'teams', total_rows: 30, recent_rows: 30 },
    ]);
  });

  it('drops no game and no line by ids that nba.com has not given', async () => {
    const [row] = await askNba(`
      select (select count(*)::int from games) as games, (select count(distinct game_id)::int from games) as ids,
             (select count(*)::int from player_game_stats join games using (game_id) join players using (player_id)) as lines,
             (select count(*)::int from teams where team_id > 1610612736 and state is not null and year_founded >= 1946) as teams`);
    expect(row).toEqual({ games: DAYS + 1, ids: DAYS + 1, lines: LINES.length, teams: 30 });
    expect(await ask(`select count(*)::int as players from nba.players where player_id < 0`)).toEqual([
      { players: 15 },
    ]);
  });

  it('says of box scores what nba.com and the formulas say', async () => {
    const sides = await publishedSides();
    const { db } = test.app.database;
    const given = JSON.stringify(
      sides.flatMap(({ isHome, players }) => players.map((one) => ({ isHome, ...one }))),
    );
    await db.execute(sql`
      insert into players (sport_id, full_name, source)
      select id, name, 'test' from json_to_recordset(${given}::json) as line(name text) join sports on display_name = 'NBA'`);
    for (const [table, lines] of [
      ['nba_team_game_stats', JSON.stringify(sides.map(({ isHome, totals }) => ({ isHome, ...totals })))],
      ['nba_player_game_stats', given],
    ] as const) {
      const isOfPlayers = table === 'nba_player_game_stats';
      await db.execute(sql`
        insert into ${sql.identifier(table)}
          (season_year, game_id, team_id, ${sql.raw(isOfPlayers ? 'player_id' : 'is_home')}, points, field_goals_made, field_goals_attempted,
           three_pointers_made, three_pointers_attempted, free_throws_made, free_throws_attempted, offensive_rebounds,
           defensive_rebounds, assists, steals, blocks, turnovers, personal_fouls, seconds_played, content_hash, fence, source)
        select 2025, game.id, case when line."isHome" then game.home_team_id else game.away_team_id end,
               ${sql.raw(isOfPlayers ? 'player.id' : 'line."isHome"')}, points, "fieldGoalsMade", "fieldGoalsAttempted",
               "threePointersMade", "threePointersAttempted", "freeThrowsMade", "freeThrowsAttempted", "reboundsOffensive",
               "reboundsDefensive", assists, steals, blocks, turnovers, "foulsPersonal", seconds, '', 1, 'test'
        from json_to_recordset(${lines}::json) as line("isHome" boolean, name text, points int, "fieldGoalsMade" int,
          "fieldGoalsAttempted" int, "threePointersMade" int, "threePointersAttempted" int, "freeThrowsMade" int,
          "freeThrowsAttempted" int, "reboundsOffensive" int, "reboundsDefensive" int, assists int, steals int, blocks int,
          turnovers int, "foulsPersonal" int, seconds int)
        join games as game on game.game_date = current_date
        ${sql.raw(isOfPlayers ? 'join players as player on player.full_name = line.name' : '')}`);
    }

    const [both] =
      await askNba(`select (select count(*)::int from team_game_advanced join games using (game_id)) as sides,
      (select count(*)::int from player_game_advanced join players using (player_id) where game_score is not null) as players`);
    expect(both).toEqual({ sides: 2, players: sides.flatMap(({ players }) => players).length });
    const rows = await ask('select * from team_game_advanced order by is_home desc');
    const [home, away] = sides.map(({ totals }) => totalsOf(totals));
    for (const [index, [own, other]] of [
      [home, away],
      [away, home],
    ].entries()) {
      const factors = teamFactors(own ?? expect.unreachable(), other);
      const row = rows[index];
      expect(row?.['method']).toBe('both_sides');
      const pairs = [
        ['possessions_formula', factors.possessions],
        ['ortg', factors.ortg],
        ['drtg', factors.drtg],
        ['net_rating', factors.netRating],
        ['pace', factors.pace],
        ['efg', factors.own.efg],
        ['tov_pct', factors.own.tovPct],
        ['oreb_pct', factors.own.orebPct],
        ['ft_rate', factors.own.ftRate],
        ['opp_efg', factors.opponent.efg],
        ['dreb_pct', factors.drebPct],
        ['ftr', factors.ftr],
        ['three_par', factors.threePointRate],
        ['ts', factors.ts],
      ] as const;
      for (const [column, value] of pairs) expect(row?.[column], column).toBeCloseTo(value, 9);
      const { published } = sides[index] ?? expect.unreachable();
      expect(row?.['efg']).toBeCloseTo(published['effectiveFieldGoalPercentage'] ?? 0, 3);
      expect(row?.['ts']).toBeCloseTo(published['trueShootingPercentage'] ?? 0, 3);
      // Possessions of play by play are a little apart.
      expect(Math.abs(Number(row?.['possessions_formula']) - (published['possessions'] ?? 0))).toBeLessThan(
        2,
      );
    }

    const lines = new Map(
      (
        await ask(
          'select full_name, line.* from player_game_advanced line, players where players.id = line.player_id',
        )
      ).map((row) => [row['full_name'], row]),
    );
    const played = sides.flatMap(({ players }) => players).filter(({ seconds }) => seconds > 0);
    expect(played.length).toBeGreaterThan(15);
    for (const { name, advanced } of played) {
      const line = lines.get(name);
      expect(Number(line?.['efg'] ?? 0), name).toBeCloseTo(advanced['effectiveFieldGoalPercentage'] ?? 0, 3);
      expect(Number(line?.['ts'] ?? 0), name).toBeCloseTo(advanced['trueShootingPercentage'] ?? 0, 3);
      expect(Math.abs(Number(line?.['usg']) / 100 - (advanced['usagePercentage'] ?? 0)), name).toBeLessThan(
        0.02,
      );
    }
    await db.execute(sql`
      update games set home_period_scores = '{20,30,25,25}', away_period_scores = '{25,25,25,24}'
      where game_date = current_date - 1`);
    const periods = await ask(`select points from game_periods where is_home order by period`);
    expect(periods.map(({ points }) => points)).toEqual([20, 30, 25, 25]);
  });
});

type Figures = Readonly<Record<string, number>>;
type PublishedSide = {
  isHome: boolean;
  totals: Figures;
  published: Figures;
  players: readonly { name: string; seconds: number; advanced: Figures; [total: string]: unknown }[];
};

/** `19:09`, or nothing of who did not play. */
function secondsOf({ minutes }: Readonly<Record<string, string | number>>): number {
  const [whole = '0', rest = '0'] = String(minutes ?? '').split(':');
  return Number(whole) * 60 + Number(rest);
}

async function publishedSides(): Promise<readonly PublishedSide[]> {
  type Body = Record<
    string,
    Record<string, { statistics: Figures; players: { personId: number; statistics: Figures }[] }>
  >;
  const [box, advanced] = await Promise.all(
    ['boxscoretraditionalv3', 'boxscoreadvancedv3'].map(async (name) => {
      const body = JSON.parse(await readFile(`${BODIES}${name}_0022200552.json`, 'utf8')) as Body;
      return Object.values(body)[1] ?? expect.unreachable();
    }),
  );
  return ['homeTeam', 'awayTeam'].map((side) => {
    const [own, more] = [box?.[side], advanced?.[side]];
    if (!own || !more) throw new Error('the body has two sides');
    return {
      isHome: side === 'homeTeam',
      totals: { ...own.statistics, seconds: secondsOf(own.statistics) },
      published: more.statistics,
      players: own.players.map(({ personId, statistics }) => ({
        ...statistics,
        name: `Published ${personId}`,
        seconds: secondsOf(statistics),
        advanced: more.players.find((one) => one.personId === personId)?.statistics ?? {},
      })),
    };
  });
}

function totalsOf(totals: Figures): TeamTotals {
  const of = (name: string): number => totals[name] ?? Number.NaN;
  return {
    minutes: of('seconds') / 60,
    fieldGoals: of('fieldGoalsMade'),
    fieldGoalAttempts: of('fieldGoalsAttempted'),
    threes: of('threePointersMade'),
    threeAttempts: of('threePointersAttempted'),
    freeThrows: of('freeThrowsMade'),
    freeThrowAttempts: of('freeThrowsAttempted'),
    offensiveRebounds: of('reboundsOffensive'),
    defensiveRebounds: of('reboundsDefensive'),
    turnovers: of('turnovers'),
    points: of('points'),
  };
}
