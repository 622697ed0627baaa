import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import type { BoxScoreSport } from '../../../src/domain/sport.ts';
import { createSeasonStatsReader, seasonFigureNames } from '../../../src/datasets/season/queries.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { createDatasetRefresher } from '../../../src/datasets/refresher.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { UnknownFigureError } from '../../../src/datasets/season/unknown-figure.ts';
import { SPORT_DEFINITIONS } from '../../../src/sports/sports.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { nbaSlates } from '../../support/slates.ts';
import { NFL_TEAMS } from '../../../src/reference/built-in/nfl.ts';
import { ingestRequest } from '../../support/ingest-request.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where pass = 'first' and status <> 'completed') = 0";

const catalog = await loadDatasets();

describe('season figures', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  const db = () => world.app.database.db;
  const figures = () => createDatasetRefresher({ db: db(), catalog, logger: silentLogger() });
  const run = (text: string) => db().execute(sql.raw(text));

  async function seeded(
    sport: BoxScoreSport,
    slates: readonly (readonly [string, string][])[],
  ): Promise<number> {
    world = await createSeedingWorld({ store: 'postgres', sport });
    for (const [index, slate] of slates.entries()) await world.ingestDue(slate, 4 + 24 * index);
    await world.startWorkers();
    await world.until(ALL_DONE);
    const [row] = await rowsOf<{ year: number }>(
      db(),
      sql`select max(season.year) as year from games as game join seasons as season on season.id = game.season_id`,
    );
    return row?.year ?? 0;
  }

  /** Everything in a sport's two tables, in order, without the time of writing. */
  async function snapshot(sport: BoxScoreSport): Promise<unknown[]> {
    const parts = await Promise.all(
      Object.values(SPORT_DEFINITIONS[sport].seasons).map(({ table }) =>
        rowsOf<{ row: unknown }>(
          db(),
          sql`select to_jsonb(season) - 'refreshed_at' as row from ${sql.raw(table)} as season order by 1`,
        ),
      ),
    );
    return parts.flat().map(({ row }) => row);
  }

  /** Brings the figures up to date by what was marked, and then anew from nothing: both must be the same. */
  async function expectEqualToRecompute(sport: BoxScoreSport, seasonYear: number): Promise<unknown[]> {
    const refreshed = await figures().refresh();
    expect(refreshed).toMatchObject({ isDone: true });
    const incremental = await snapshot(sport);
    for (const { table } of Object.values(SPORT_DEFINITIONS[sport].seasons)) {
      const dataset = catalog.find(table);
      if (dataset) await figures().refreshSeason(dataset, seasonYear, 'test');
    }
    expect(incremental).toEqual(await snapshot(sport));
    return incremental;
  }

  it('come to the same by what changed as by adding everything up anew', async () => {
    const season = await seeded('NBA', nbaSlates(40));
    const first = await expectEqualToRecompute('NBA', season);
    expect(first.length).toBeGreaterThan(300);
    expect(await figures().refresh(), 'nothing changed since').toEqual({
      isDone: true,
      changes: 0,
      entities: 0,
      failures: 0,
    });

    // A corrected line.
    await run(`update nba_player_game_stats set points = points + 7, content_hash = 'x'
               where (game_id, player_id) = (select game_id, player_id from nba_player_game_stats
                                             where seconds_played > 0 order by 1, 2 limit 1)`);
    const afterCorrection = await figures().refresh();
    expect(afterCorrection, 'one line is one player').toEqual({
      isDone: true,
      changes: 1,
      entities: 1,
      failures: 0,
    });
    await expectEqualToRecompute('NBA', season);

    // A line that belongs to another player, and a player who is with the other team.
    await run(`delete from nba_player_game_stats
               where (game_id, player_id) = (select game_id, player_id from nba_player_game_stats order by 1 desc, 2 limit 1)`);
    await run(`update nba_player_game_stats as line
               set team_id = case line.team_id when game.home_team_id then game.away_team_id else game.home_team_id end
               from games as game
               where game.id = line.game_id and (line.game_id, line.player_id) =
                     (select game_id, player_id from nba_player_game_stats order by 1, 2 desc limit 1)`);
    await expectEqualToRecompute('NBA', season);

    // A game that turns out to be of the playoffs, and one that is taken out of the schedule.
    await run(`update games set game_type = 'playoff' where id = (select min(id) from games)`);
    const moved = await expectEqualToRecompute('NBA', season);
    expect(JSON.stringify(moved)).toContain('"game_type":"playoff"');
    await run(`delete from games where id = (select max(id) from games)`);
    await expectEqualToRecompute('NBA', season);

    // Seeded again: the provider's figures come back.
    const [game] = await rowsOf<{ id: number }>(db(), sql`select min(id) as id from games`);
    await world.app.taskActions.seedGame(game?.id ?? 0, { force: true }, { name: 'test' });
    await world.until(ALL_DONE);
    await expectEqualToRecompute('NBA', season);
  });

  it('are still marked when adding up was interrupted', async () => {
    const season = await seeded('NBA', nbaSlates(15));
    await db()
      .transaction(async (tx) => {
        await tx.execute(sql`delete from changed_keys`);
        throw new Error('the process dies here');
      })
      .catch(() => undefined);
    const stopped = new AbortController();
    stopped.abort();
    expect((await figures().refresh(stopped.signal)).changes).toBe(0);
    const [one, other] = await Promise.all([figures().refresh(), figures().refresh()]);
    expect([one.isDone, other.isDone], 'one of two adds up, or both in turn').toContain(true);
    await expectEqualToRecompute('NBA', season);
  });

  it('never wait for a run that writes lines, nor the other way round', async () => {
    await seeded('NBA', nbaSlates(15));
    await figures().refresh();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const writing = db().transaction(async (tx) => {
      await tx.execute(sql`select id from teams order by id for update`);
      await tx.execute(sql`update nba_player_game_stats set points = points + 1 where seconds_played > 0`);
      await gate;
    });
    // The lines are locked and changed, but not committed: what was marked before is added up all the same.
    await run(`insert into changed_keys (input, season_year, entity_ids)
               select 'nba_player_game_stats', season_year, array_agg(player_id) from nba_player_season_stats group by 2`);
    expect((await figures().refresh()).isDone).toBe(true);
    release();
    await writing;
    expect((await figures().refresh()).entities).toBeGreaterThan(100);
  });

  it('tell who leads, of one team or two, by total, average and percentage', async () => {
    const season = await seeded('NBA', nbaSlates(30));
    await figures().refresh();
    const read = createSeasonStatsReader({ db: db() });
    const leaders = await read({ sport: 'NBA', season, by: 'points', limit: 5 });
    expect(leaders.items).toHaveLength(5);
    const [first] = leaders.items;
    const [expected] = await rowsOf<{ points: number; fg: number; games: number; starts: number }>(
      db(),
      sql`select sum(points) as points, count(*) filter (where seconds_played > 0) as games,
                 count(*) filter (where is_starter) as starts,
                 round(100.0 * sum(field_goals_made) / nullif(sum(field_goals_attempted), 0), 1) as fg
          from nba_player_game_stats where player_id = ${first?.id ?? 0}`,
    );
    const [most] = await rowsOf<{ points: number }>(
      db(),
      sql`select sum(points) as points from nba_player_game_stats group by player_id order by 1 desc nulls last limit 1`,
    );
    expect(first?.totals['points']).toBe(most?.points);
    expect(first?.totals['points']).toBe(expected?.points);
    expect(first).toMatchObject({ games: expected?.games, starts: expected?.starts });
    expect(first?.rates['field_goal_percentage']).toBe(expected?.fg);
    expect(first?.averages['points']).toBeCloseTo((expected?.points ?? 0) / (expected?.games ?? 1), 2);

    // Traded: the second game counts for another team.
    await run(`update nba_player_game_stats set team_id = (select min(id) from teams where id <> team_id)
               where (game_id, player_id) = (select max(game_id), player_id from nba_player_game_stats
                                             where player_id = ${first?.id} group by player_id)`);
    await figures().refresh();
    const together = await read({ sport: 'NBA', season, player: String(first?.id), limit: 5 });
    expect(together.items).toHaveLength(1);
    expect(together.items[0]?.teams).toHaveLength(2);
    expect(together.items[0]?.totals, 'a trade changes no total').toEqual(first?.totals);
    const apart = await read({ sport: 'NBA', season, player: String(first?.id), isByTeam: true, limit: 5 });
    expect(apart.items.map((row) => row.teams.length)).toEqual([1, 1]);
    expect(apart.items.reduce((sum, row) => sum + (row.totals['points'] ?? 0), 0)).toBe(expected?.points);

    const team = await read({ sport: 'NBA', season, of: 'team', team: 'BOS', limit: 5 });
    expect(team.items.map((row) => row.name)).toEqual(['Boston Celtics']);
    await expect(read({ sport: 'NBA', season, by: 'goals', limit: 1 })).rejects.toThrow(UnknownFigureError);
    const best = await read({ sport: 'NBA', season, by: 'true_shooting_percentage', minGames: 1, limit: 3 });
    const values = best.items.map((row) => row.rates['true_shooting_percentage'] ?? 0);
    expect(values).toEqual([...values].sort((a, b) => b - a));

    // A Cup final counts together with the season when asked for, an exhibition never does.
    const gamesOf = async (gameType: string): Promise<number> => {
      await figures().refresh();
      const { items } = await read({ sport: 'NBA', season, gameType, player: String(first?.id), limit: 1 });
      return items[0]?.games ?? 0;
    };
    const games = await gamesOf('regular');
    const kindOfOne = (kind: string) =>
      run(`update games set game_type = '${kind}' where id = (select min(game_id) from nba_player_game_stats
           where player_id = ${first?.id})`);
    await kindOfOne('cup');
    expect([await gamesOf('regular'), await gamesOf('cup'), await gamesOf('all')]).toEqual([
      games - 1,
      1,
      games,
    ]);
    for (const exhibition of ['allstar', 'preseason']) {
      await kindOfOne(exhibition);
      expect([await gamesOf(exhibition), await gamesOf('all')]).toEqual([1, games - 1]);
    }
  });

  it('of the NFL keep groups apart, halves whole and the league’s passer rating', async () => {
    const pairs = NFL_TEAMS.slice(0, 8).map((team) => team.abbreviation);
    const season = await seeded('NFL', [
      [
        [pairs[0] ?? '', pairs[1] ?? ''],
        [pairs[2] ?? '', pairs[3] ?? ''],
      ],
    ]);
    await expectEqualToRecompute('NFL', season);
    const read = createSeasonStatsReader({ db: db() });
    const { items } = await read({ sport: 'NFL', season, by: 'passer_rating', limit: 50 });
    const passer = items.find((row) => (row.totals['passing_attempts'] ?? 0) > 10);
    // A single game: the season's rating from the totals is the provider's of the game.
    const [line] = await rowsOf<{ passer_rating: number | null }>(
      db(),
      sql`select passer_rating from nfl_player_game_stats where player_id = ${passer?.id ?? 0}`,
    );
    expect(passer?.rates['passer_rating']).toBeCloseTo(line?.passer_rating ?? Number.NaN, 0);
    expect(
      items.some((row) => row.totals['passing_attempts'] === null),
      'who never passed',
    ).toBe(true);
    const [halves] = await rowsOf<{ same: boolean }>(
      db(),
      sql`select (select sum(sacks) from nfl_player_season_stats) is not distinct from
                 (select sum(sacks) from nfl_player_game_stats) as same`,
    );
    expect(halves?.same).toBe(true);
  });

  it('of football take the provider’s nulls for none and know who came on', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'FOOTBALL' });
    const start = DateTime.utc().minus({ hours: 4, seconds: 5 }).startOf('second');
    const season = start.month >= 7 ? start.year : start.year - 1;
    const games = [
      { home_team: 'Arsenal', away_team: 'Chelsea' },
      { home_team: 'Liverpool', away_team: 'Everton' },
    ].map((sides) => ({
      ...sides,
      date: start.toISODate(),
      time: start.toFormat('HH:mm:ss'),
      timezone: 'UTC',
    }));
    world.provider.addGames(
      games.map((game) => ({ home: game.home_team, away: game.away_team, startMs: start.toMillis() })),
    );
    const document = JSON.stringify({ sport: 'FOOTBALL', season, league: 'Premier League', games });
    await world.app.ingestService.ingest(
      ingestRequest(document, {
        sport: 'FOOTBALL',
        seasonYear: season,
        leagueName: 'Premier League',
        format: 'json',
      }),
    );
    await world.startWorkers();
    await world.until(ALL_DONE);
    await expectEqualToRecompute('FOOTBALL', season);
    const read = createSeasonStatsReader({ db: db() });
    const { items } = await read({ sport: 'FOOTBALL', season, league: 'premier league', limit: 200 });
    expect(items.reduce((sum, row) => sum + (row.starts ?? 0), 0)).toBe(4 * 11);
    expect(items.every((row) => row.totals['goals'] !== null)).toBe(true);
    const rested = items.filter((row) => row.games === 0);
    expect(rested.length, 'unused substitutes have no game').toBeGreaterThan(0);
    expect(
      rested.every((row) => row.averages['goals'] === null && row.rates['average_rating'] === null),
    ).toBe(true);
    const scorer = items[0];
    expect(scorer?.rates['average_rating']).toBeGreaterThan(0);
    expect(await read({ sport: 'FOOTBALL', season, league: 'La Liga', limit: 5 })).toMatchObject({
      items: [],
    });
  });

  it('have a typed column for every figure that can be asked for', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    for (const [sport, { seasons: forms }] of Object.entries(SPORT_DEFINITIONS)) {
      for (const [entity, form] of Object.entries(forms)) {
        const columns = await rowsOf<{ name: string }>(
          db(),
          sql`select column_name as name from information_schema.columns where table_name = ${form.table}`,
        );
        expect(columns.map(({ name }) => name)).toEqual(
          expect.arrayContaining([...seasonFigureNames(sport as BoxScoreSport, entity as 'player' | 'team')]),
        );
      }
    }
  });
});
