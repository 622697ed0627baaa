import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { judgeDifferences } from '../../src/monitoring/doctor/judge-differences.ts';
import { openDifferences } from '../../src/monitoring/facts/source-differences.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { createRosters } from '../../simulator/provider/nba/roster.ts';
import { writePlayerFacts } from '../../src/reference/players/write-player-facts.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

/** Two simulated servers of one league: the same players, games and results under other ids and in another form. */
describe('ESPN as the second source of box scores', () => {
  let world: SeedingWorld;
  let espn: SimulatedProvider;
  afterEach(async () => {
    await world.close();
    await espn.stop();
  });

  async function start(
    environment: Record<string, string> = {},
    { seed = 7, sport = 'NBA' }: { seed?: number; sport?: 'NBA' | 'NFL' | 'FOOTBALL' } = {},
  ): Promise<void> {
    espn = createSimulatedProvider({
      provider: 'espn',
      sport,
      seed,
      clock: systemClock(),
      logger: silentLogger(),
    });
    const { url } = await espn.start();
    world = await createSeedingWorld({
      store: 'postgres',
      sport,
      environment: { ESPN_ENABLED: 'true', ESPN_URL: url, ...environment },
    });
    // Both servers have the same games in the same order, before anybody is asked about them.
    const addGames = world.provider.addGames;
    world.provider.addGames = (games) => {
      espn.addGames(games);
      return addGames(games);
    };
  }

  const play = (pairs: readonly (readonly [string, string])[], hoursAgo?: number): Promise<void> =>
    world.ingestDue(pairs, hoursAgo);

  const done = (): Promise<void> => world.until(`(select bool_and(status = 'completed') from seeding_tasks)`);
  const query = <Row extends Record<string, unknown>>(text: ReturnType<typeof sql>): Promise<Row[]> =>
    rowsOf<Row>(world.app.database.db, text);

  /** What the lists of the first one's teams tell of the players whom it has made known: their numbers. */
  async function tellNumbers(): Promise<void> {
    const rosters = createRosters(7);
    const known = await query<{ id: number; external: string; team: number }>(sql`
      select player.id, external_id as external, current_team_id as team
      from external_ids join players as player on player.id = entity_id
      where provider = 'api-sports' and entity_type = 'player'`);
    const told = known.map(({ id, external, team }) => ({
      playerId: id,
      teamId: team,
      facts: { jerseyNumber: String(rosters.player(Number(external))?.jersey ?? '') },
    }));
    // A number speaks in the season in which it was told.
    const [season] = await query<{ year: number }>(
      sql`select max(year)::int as year from seasons join games on games.season_id = seasons.id`,
    );
    const from = { source: 'api-sports', seasonYear: season?.year ?? null, runId: 'test' };
    await writePlayerFacts(world.app.database.db, from, told);
  }

  async function sources(): Promise<unknown> {
    return query(sql`
      select (select array_agg(distinct source) from nba_player_game_stats) as players,
             (select array_agg(distinct source) from nba_team_game_stats) as teams,
             (select array_agg(distinct result_source) from games where status = 'completed') as results`);
  }

  it('is not asked for box scores while the first one serves', async () => {
    await start();
    await play([['BOS', 'MIA']]);
    await world.startWorkers();
    await done();
    expect(callsOf(espn)).toBe(0);
  });

  it('serves a game whose players the first one made known: one line a player, each of them the same player', async () => {
    await start();
    await play([['BOS', 'MIA']], 30);
    await world.startWorkers();
    await done();
    await tellNumbers();
    world.provider.setDials({ isKeyRevoked: true });
    await play([['MIA', 'BOS']]);
    await done();
    // Whoever was known is the same player, and who was not is new: nobody is there twice.
    expect(
      await query(sql`select full_name from players group by current_team_id, full_name having count(*) > 1`),
    ).toEqual([]);
    const [known] = await query<{ count: number }>(sql`
      select count(*)::int as count from external_ids
      where provider = 'espn' and entity_type = 'player' and learned_by = 'number'`);
    expect(known?.count).toBeGreaterThan(20);
    expect(await query(sql`select name from player_questions`)).toEqual([]);
    // The score is that of the other server, and so is what each player has: rounded minutes apart.
    const lines = await query<{ source: string; points: number; odd: number }>(sql`
      select line.source, sum(line.points)::int as points,
             count(*) filter (where line.seconds_played % 60 <> 0)::int as odd
      from nba_player_game_stats as line group by line.game_id, line.source order by line.game_id`);
    const scores = await query<{ points: number }>(
      sql`select (home_score + away_score)::int as points from games order by id`,
    );
    expect(lines.map(({ source, points }) => [source, points])).toEqual([
      ['api-sports', scores[0]?.points],
      ['espn', scores[1]?.points],
    ]);
    expect(lines[1]?.odd).toBe(0);
    // Both parts of a game are in one body: one call for the slate and one for the game.
    const asked = [...espn.timesAsked()].filter(([path]) => path.includes('/summary'));
    expect(asked.map(([, times]) => times)).toEqual([1]);
  });

  it('serves a game of the NFL, whose figures come in groups, with the lines that the first one has', async () => {
    await start({ BOX_SCORE_SOURCES: 'espn,api-sports' }, { sport: 'NFL' });
    await play([['KC', 'BUF']]);
    await world.startWorkers();
    await done();
    const totals = (source: string) =>
      query(sql`
        select sum(passing_yards)::int as yards, sum(rushing_touchdowns)::int as touchdowns,
               sum(field_goals_made)::int as goals, sum(sacks)::float as sacks, sum(tackles)::float as tackles
        from nfl_player_game_stats where source = ${source}`);
    const ofEspn = await totals('espn');
    expect(await query(sql`select seeding_status, result_source from games`)).toEqual([
      { seeding_status: 'completed', result_source: 'espn' },
    ]);
    // The same game from the other source.
    espn.setDials({ isDown: true });
    const [task] = await world.tasks();
    const actor = { kind: 'operator', name: 'test' } as never;
    await world.app.taskActions.seedGame(task?.gameId ?? 0, { force: true }, actor);
    await world.until(`exists (select from nfl_player_game_stats where source = 'api-sports')`);
    await done();
    const [fromEspn, fromApiSports] = [ofEspn[0], (await totals('api-sports'))[0]];
    expect(fromEspn).toEqual(fromApiSports);
  });

  it('serves a football match with all of its lines where the first one is down, for one call', async () => {
    await start({ RETRY_MAX_ATTEMPTS: '20' }, { sport: 'FOOTBALL' });
    await play([['Arsenal', 'Chelsea']]);
    world.provider.setDials({ isDown: true });
    await world.startWorkers();
    await done();
    const [told] = await query(sql`
      select (select array_agg(distinct source) from football_team_game_stats) as sources, result_source,
             (select sum(goals)::int from football_team_game_stats) = home_score + away_score as adds_up,
             (select count(*) filter (where minutes > 0)::int from football_player_game_stats) >= 22 as played,
             (select count(*)::int from football_player_game_stats where passes_total is not null) as passes,
             array_length(home_period_scores, 1) as halves, seeding_status
      from games`);
    expect(told).toEqual({
      sources: ['espn'],
      result_source: 'espn',
      adds_up: true,
      played: true,
      passes: 0,
      halves: 2,
      seeding_status: 'completed',
    });
    const asked = [...espn.timesAsked()].filter(([path]) => path.includes('/summary'));
    expect(asked.map(([, times]) => times)).toEqual([1]);
  });

  it('brings a final whistle forward, and leaves a game that goes on or was postponed, without a look of the other', async () => {
    await start({ LIVE_SCORE_SOURCES: 'espn,api-sports', SEEDING_DELAY_MINUTES: '300' });
    // The windows open in two hours.
    await play(
      [
        ['BOS', 'MIA'],
        ['LAL', 'GSW'],
        ['CHI', 'NYK'],
      ],
      3,
    );
    const [, live, postponed] = espn.games().map(({ id }) => String(id));
    espn.setDials({
      games: { [live ?? '']: { status: 'stuck' }, [postponed ?? '']: { status: 'postponed' } },
    });
    await world.recur('finish-early');
    await world.startWorkers();
    await world.until(`exists (select from seeding_tasks where status = 'completed')`);
    expect(
      await query(sql`
        select task.status, task.due_at < task.scheduled_time as early,
               (select array_agg(distinct source) from nba_team_game_stats as line
                where line.game_id = task.game_id) as sources
        from seeding_tasks as task order by task.game_id`),
    ).toEqual([
      { status: 'completed', early: true, sources: ['api-sports'] },
      { status: 'pending', early: false, sources: null },
      { status: 'pending', early: false, sources: null },
    ]);
    const boards = [...espn.timesAsked()].filter(([path]) => path.includes('/scoreboard'));
    expect(boards.length).toBeGreaterThan(0);
    // The one that goes on ends, and the board is down: the next source tells it.
    espn.setDials({ games: {}, isDown: true });
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') >= 2`);
  });

  it('serves while the first one is down', async () => {
    await start({ RETRY_MAX_ATTEMPTS: '20' });
    await play([['BOS', 'MIA']]);
    world.provider.setDials({ isDown: true });
    await world.startWorkers();
    await done();
    expect(await sources()).toEqual([{ players: ['espn'], teams: ['espn'], results: ['espn'] }]);
  });

  it('serves where the first one is late, and not a minute before', async () => {
    await start({ SECOND_SOURCE_AFTER_MINUTES: '60' });
    // The first one ends no game for days.
    world.provider.setDials({ stuckRate: 1, stuckHours: 99 });
    // The window opened a moment ago.
    await play([['BOS', 'MIA']], 4);
    await world.startWorkers();
    await world.until(`exists (select from seeding_tasks where hold_reason = 'not_final')`);
    expect(callsOf(espn)).toBe(0);
    // Another one has been open for more than an hour.
    await play([['LAL', 'GSW']], 6);
    await world.until(`exists (select from seeding_tasks where status = 'completed')`);
    expect(await sources()).toEqual([{ players: ['espn'], teams: ['espn'], results: ['espn'] }]);
  });

  it('is no better where it does not have the game as over either', async () => {
    await start({ SECOND_SOURCE_AFTER_MINUTES: '0' });
    await play([['BOS', 'MIA']], 6);
    const stuck = (server: SimulatedProvider): void => {
      const [game] = server.games();
      server.setDials({ games: { [String(game?.id)]: { status: 'stuck' } } });
    };
    stuck(world.provider);
    stuck(espn);
    await world.startWorkers();
    await world.until(`exists (select from seeding_tasks where hold_reason = 'not_final')`);
    expect(callsOf(espn)).toBeGreaterThan(0);
    const [task] = await world.tasks();
    expect(task?.holdDetail).toContain('Live');
  });

  const looked = `(select count(*) from sync_log where operation = 'compare_sources' and status = 'completed')`;

  it('agrees with the first one where both say the same', async () => {
    await start();
    await play([['BOS', 'MIA']]);
    await world.startWorkers();
    await done();
    await world.recur('compare-sources');
    await world.until(`${looked} = 1`);
    expect(await query(sql`select * from source_differences`)).toEqual([]);
    const [run] = await query<{ details: unknown }>(
      sql`select details from sync_log where operation = 'compare_sources'`,
    );
    expect(run?.details).toMatchObject({ compared: 1, differing: 0 });
  });

  it('is a finding where it says something else, until both say the same', async () => {
    // Another seed: the same games end in another way.
    await start({}, { seed: 8 });
    await play([['BOS', 'MIA']]);
    await world.startWorkers();
    await done();
    await world.recur('compare-sources');
    await world.until(`${looked} = 1`);
    const rows = await query<{ field: string; theirs: string; ours_is: boolean }>(sql`
      select difference.field, difference.theirs, difference.settled_at is null as open,
             difference.our_source, difference.source,
             difference.ours = case field when 'home_score' then game.home_score::text
                                          else game.away_score::text end as ours_is
      from source_differences as difference join games as game on game.id = difference.game_id order by field desc`);
    const open = { open: true, our_source: 'api-sports', source: 'espn', ours_is: true };
    expect(rows).toEqual([
      { field: 'home_score', theirs: rows[0]?.theirs, ...open },
      { field: 'away_score', theirs: rows[1]?.theirs, ...open },
    ]);
    // The truth is what was written, on the timeline stands what the other says, and doctor tells of it.
    expect(await query(sql`select distinct source from nba_player_game_stats`)).toEqual([
      { source: 'api-sports' },
    ]);
    const [told] = await query<{ message: string }>(
      sql`select message from game_events where kind = 'source_differs'`,
    );
    expect(told?.message).toContain(String(rows[0]?.theirs));
    const found = await openDifferences.read(world.app.database.db, null);
    expect(judgeDifferences(found)).toMatchObject({ status: 'warn' });
    expect(found).toMatchObject({ games: 1, first: { source: 'espn', field: 'away_score' } });
    // The first one is corrected to what the other says, and the next look is due.
    await world.app.database.db.execute(sql`
      update games set home_score = ${rows[0]?.theirs}::int, away_score = ${rows[1]?.theirs}::int`);
    await world.app.database.db.execute(sql`delete from provider_probes where subject like 'compare%'`);
    await world.until(`not exists (select from source_differences where settled_at is null)`);
    expect(
      await query(sql`select count(*)::int as count from game_events where kind = 'source_agrees'`),
    ).toEqual([{ count: 1 }]);
    expect(judgeDifferences(await openDifferences.read(world.app.database.db, null)).status).toBe('ok');
  });
});

function callsOf(server: SimulatedProvider): number {
  return [...server.timesAsked().values()].reduce((sum, times) => sum + times, 0);
}
