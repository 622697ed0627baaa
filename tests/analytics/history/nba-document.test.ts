import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

/** The founding document lies beside the checkout and is not part of the project. */
const DOCUMENT = fileURLToPath(
  new URL('../../../../shared/requirements/nba-statistics-database.md', import.meta.url),
);
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
    expect([...starters.keys()].toSorted()).toEqual(
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
});
