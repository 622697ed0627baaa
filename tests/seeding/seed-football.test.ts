import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { ingestRequest } from '../support/ingest-request.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where status <> 'completed') = 0";

/** Home side first, as schedules name the clubs; the provider names most of them otherwise. */
const MATCHES = {
  'Premier League': [
    ['Wolverhampton Wanderers FC', 'Brighton & Hove Albion FC'],
    ['Tottenham Hotspur FC', 'Newcastle United FC'],
    ['Arsenal FC', 'Chelsea FC'],
    ['Leeds United FC', 'West Ham United FC'],
    ['Manchester City FC', 'Manchester United FC'],
    ['AFC Bournemouth', 'Everton FC'],
  ],
  'La Liga': [
    ['Club Atlético de Madrid', 'Real Sociedad de Fútbol'],
    ['RC Celta de Vigo', 'Deportivo Alavés'],
    ['FC Barcelona', 'Real Betis Balompié'],
    ['Rayo Vallecano de Madrid', 'RCD Mallorca'],
  ],
  Bundesliga: [
    ['FC Bayern München', '1. FC Köln'],
    ['Borussia Mönchengladbach', 'Bayer 04 Leverkusen'],
    ['TSG 1899 Hoffenheim', '1. FSV Mainz 05'],
    ['FC St. Pauli 1910', 'Hamburger SV'],
  ],
  'Serie A': [
    ['FC Internazionale Milano', 'AC Milan'],
    ['Hellas Verona FC', 'AC Pisa 1909'],
    ['SSC Napoli', 'AS Roma'],
    ['Juventus FC', 'Torino FC'],
  ],
  'Ligue 1': [
    ['Paris Saint-Germain FC', 'Olympique de Marseille'],
    ['Stade Rennais FC 1901', 'Stade Brestois 29'],
    ['Racing Club de Lens', 'Le Havre AC'],
    ['RC Strasbourg Alsace', 'Paris FC'],
  ],
  MLS: [
    ['CF Montréal', 'D.C. United'],
    ['LA Galaxy', 'Los Angeles FC'],
    ['St. Louis City SC', 'Orlando City'],
  ],
} as const;

describe.each(['postgres', 'redis'] as const)('seeding football on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());
  const calls = (): number => world.provider.stats().byEndpoint['/fixtures']?.total ?? 0;

  /** Ingests matches whose windows opened a moment ago. */
  async function ingestDue(
    league: keyof typeof MATCHES,
    pairs: readonly (readonly [string, string])[],
    isKnockout = false,
  ): Promise<readonly number[]> {
    const due = DateTime.utc().minus({ hours: 4, seconds: 5 }).startOf('second');
    // The first minute of an hour may be midnight somewhere, which schedules write for an unknown time.
    const start = due.minute === 0 ? due.minus({ minutes: 1 }) : due;
    const ids = world.provider.addGames(
      pairs.map(([home, away]) => ({ home, away, startMs: start.toMillis(), isKnockout })),
    );
    const rows = pairs.map(
      ([home, away]) => `${start.toISODate()},${start.toFormat('HH:mm:ss')},${home},${away},UTC`,
    );
    const csv = ['date,time,home_team,away_team,timezone', ...rows].join('\n');
    const isCalendarYear = league === 'MLS' || start.month >= 7;
    const result = await world.app.ingestService.ingest(
      ingestRequest(csv, {
        sport: 'FOOTBALL',
        leagueName: league,
        seasonYear: isCalendarYear ? start.year : start.year - 1,
      }),
    );
    if (result.games_added !== pairs.length) throw new Error(`not ingested: ${JSON.stringify(result)}`);
    return ids;
  }

  async function ingestAll(): Promise<void> {
    for (const [league, pairs] of Object.entries(MATCHES)) {
      await ingestDue(league as keyof typeof MATCHES, pairs);
    }
  }

  test.each([4, 25])(
    'seeds 25 matches of six leagues that are due at once with a list for each league and two batches, %i at a time',
    async (concurrency) => {
      world = await createSeedingWorld({ store, sport: 'FOOTBALL' });
      await ingestAll();
      await world.startWorkers(concurrency);
      await world.until(ALL_DONE);
      expect(calls()).toBe(6 + 2);
      expect(world.provider.stats()).toMatchObject({ total: 8, limits: { refused: 0 } });

      const { db } = world.app.database;
      const sides = await rowsOf<Record<string, number>>(
        db,
        sql`select coalesce(sum(line.goals), 0)::int as goals,
                   (count(*) filter (where line.is_starter))::int as starters, count(*)::int as listed,
                   (count(*) filter (where line.minutes is null))::int as unused,
                   max(team_line.goals)::int as score, max(team_line.shots_total)::int as shots,
                   sum(line.shots_total)::int as shots_of_players,
                   max(case when team_line.is_home then game.home_score else game.away_score end)::int as result,
                   max(case when team_line.is_home then game.home_period_scores[1] + game.home_period_scores[2]
                       else game.away_period_scores[1] + game.away_period_scores[2] end)::int as halves
            from football_player_game_stats as line join games as game on game.id = line.game_id
            join football_team_game_stats as team_line
              on team_line.game_id = line.game_id and team_line.team_id = line.team_id
            group by line.game_id, line.team_id`,
      );
      expect(sides).toHaveLength(50);
      let ownGoals = 0;
      for (const side of sides) {
        expect(side).toMatchObject({
          starters: 11,
          listed: 20,
          score: side['result'],
          halves: side['result'],
        });
        expect(side['shots']).toBe(side['shots_of_players']);
        expect(side['unused']).toBeGreaterThanOrEqual(4);
        ownGoals += (side['score'] ?? 0) - (side['goals'] ?? 0);
      }
      expect(ownGoals).toBeGreaterThanOrEqual(0);
      const counts = await firstRow(
        db,
        sql`select (select count(*) from games where status = 'completed' and seeding_status = 'completed'
                      and provider_game_id is not null)::int as games,
                   (select sum(api_calls_made) from seeding_tasks)::int as calls,
                   (select count(*) from teams join sports on sports.id = teams.sport_id
                      where sports.display_name = 'FOOTBALL' and api_sports_id is not null)::int as learnt,
                   (select count(*) from seeding_task_entities where entity_type = 'player')::int as checkpoints`,
      );
      expect(counts).toEqual({ games: 25, calls: 8, learnt: 50, checkpoints: 1_000 });
      const inter = await firstRow(
        db,
        sql`select team.api_sports_id from teams as team where team.name = 'FC Internazionale Milano'`,
      );
      expect(inter).toEqual({ api_sports_id: '135010' });
    },
  );

  test('costs four workers together hardly more than one, whoever gets which match', async () => {
    world = await createSeedingWorld({ store, sport: 'FOOTBALL' });
    await ingestAll();
    await Promise.all([1, 2, 3, 4].map(() => world.startWorkers(4)));
    await world.until(ALL_DONE);
    // What the first batch leaves may be claimed by several workers at the same moment.
    expect(calls()).toBeLessThanOrEqual(6 + 4);
    expect(world.provider.stats().limits.refused).toBe(0);
  });

  test('records a shoot-out beside the result, and 120 minutes', async () => {
    world = await createSeedingWorld({ store, sport: 'FOOTBALL' });
    const [id] = await ingestDue('MLS', [['Inter Miami CF', 'Seattle Sounders']], true);
    // With 240 minutes to the window a match of about three hours is over.
    world.provider.setDials({ games: { [String(id)]: { ending: 'penalties' } } });
    await world.startWorkers();
    await world.until(ALL_DONE);
    const row = await firstRow<Record<string, unknown>>(
      world.app.database.db,
      sql`select game.status, game.home_score = game.away_score as is_level,
                 cardinality(game.home_period_scores) as periods,
                 game.home_score = (select sum(period) from unnest(game.home_period_scores) as period) as adds_up,
                 home.penalty_shootout_goals <> away.penalty_shootout_goals as has_winner,
                 home.goals = home.goals_fulltime + home.goals_extra_time as has_extra_time,
                 (select max(minutes) from football_player_game_stats) as minutes
          from games as game
          join football_team_game_stats as home on home.game_id = game.id and home.is_home
          join football_team_game_stats as away on away.game_id = game.id and not away.is_home`,
    );
    expect(row).toEqual({
      status: 'completed',
      is_level: true,
      periods: 3,
      adds_up: true,
      has_winner: true,
      has_extra_time: true,
      minutes: 120,
    });
  });

  test('takes the result of an awarded match without lines, ends an abandoned one and waits for a suspended one', async () => {
    world = await createSeedingWorld({ store, sport: 'FOOTBALL' });
    const [awarded, abandoned, suspended, walkover] = await ingestDue('Serie A', MATCHES['Serie A']);
    world.provider.setDials({
      games: {
        [String(awarded)]: { status: 'awarded' },
        [String(abandoned)]: { status: 'abandoned' },
        [String(suspended)]: { status: 'suspended' },
        [String(walkover)]: { status: 'walkover' },
      },
    });
    await world.startWorkers();
    await world.until(
      "(select count(*) from seeding_tasks where status in ('completed', 'cancelled') or hold_reason is not null) = 4",
    );
    const games = await rowsOf(
      world.app.database.db,
      sql`select game.status, game.seeding_status, game.home_score, game.away_score, task.status as task,
                 task.hold_reason, task.retry_count
          from games as game join seeding_tasks as task on task.game_id = game.id order by game.provider_game_id`,
    );
    expect(games).toEqual([
      {
        status: 'awarded',
        seeding_status: 'skipped',
        home_score: 3,
        away_score: 0,
        task: 'completed',
        hold_reason: null,
        retry_count: 0,
      },
      expect.objectContaining({ status: 'cancelled', seeding_status: 'skipped', task: 'cancelled' }),
      expect.objectContaining({
        status: 'suspended',
        task: 'pending',
        hold_reason: 'not_final',
        retry_count: 0,
      }),
      expect.objectContaining({
        status: 'awarded',
        seeding_status: 'skipped',
        home_score: 3,
        task: 'completed',
      }),
    ]);
    const lines = await firstRow(
      world.app.database.db,
      sql`select (select count(*) from football_player_game_stats)::int as players,
                 (select count(*) from football_team_game_stats)::int as teams`,
    );
    expect(lines).toEqual({ players: 0, teams: 0 });

    world.provider.setDials({ games: { [String(suspended)]: { status: null } } });
    // It is looked at once an hour, and the last answer is shared for half a second.
    const held = (await world.tasks()).find(({ gameStatus }) => gameStatus === 'suspended');
    await world.until(
      `(select clock_timestamp() > updated_at + interval '1 second' from seeding_tasks where id = ${held?.id})`,
    );
    await world.app.taskActions.retry(held?.id ?? 0, { name: 'test' });
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 3");
    expect((await world.tasks()).map((task) => task.seedingStatus).toSorted()).toEqual([
      'completed',
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  test('retries a batch that came to nothing, and finds the matches again by their ids', async () => {
    world = await createSeedingWorld({ store, sport: 'FOOTBALL', environment: { RETRY_MAX_ATTEMPTS: '5' } });
    world.provider.setDials({ minutesToFinal: 600 });
    await ingestDue('Ligue 1', MATCHES['Ligue 1']);
    await world.startWorkers();
    await world.until('(select count(*) from games where provider_game_id is not null) = 4');
    world.provider.setDials({ malformedRate: 1, minutesToFinal: 112 });
    await world.until('(select count(*) from seeding_tasks where retry_count > 0) = 4');
    expect((await world.tasks()).map((task) => task.errorType)).toEqual(
      expect.arrayContaining(['malformed']),
    );
    world.provider.setDials({ malformedRate: 0 });
    await world.until(ALL_DONE);
    expect((await world.tasks()).map((task) => task.seedingStatus)).toEqual(Array(4).fill('completed'));
  });
});
