import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { currentOrNextSeason } from '../../src/domain/season.ts';
import {
  type LeagueSample,
  NBA,
  NFL,
  PREMIER_LEAGUE,
  type RefreshWorld,
  createRefreshWorld,
} from '../schedule/refresh/refresh-world.ts';
import { runCli } from './run-cli.ts';
import { builtIn } from '../support/built-in-leagues.ts';

const DAY_MS = 86_400_000;

let world: RefreshWorld;

type Answer = {
  exitCode: number | null;
  stderr: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests assert on shapes that only the command knows
  document: any;
};

/** Runs a command against the world; in production, where a command leaves reference data as it is. */
async function cli(...args: string[]): Promise<Answer> {
  const environment = { ...world.test.environment, NODE_ENV: 'production' };
  const run = await runCli([...args, '--json'], { environment });
  return { exitCode: run.exitCode, stderr: run.stderr, document: JSON.parse(run.stdout) };
}

function fromProvider(sample: LeagueSample, ...more: string[]): Promise<Answer> {
  const season = String(world.season);
  return cli('ingest-schedule', '--from', 'api-sports', '--sport', sample.sport, '--season', season, ...more);
}

function inFile(sample: LeagueSample): Promise<Answer> {
  const rows = sample.pairs.map(([away, home], index) => {
    const start = DateTime.fromMillis(world.noonMs + (index + 2) * DAY_MS, { zone: 'utc' });
    return `${start.toISODate()},${start.toFormat('HH:mm')},${home},${away},UTC,${sample.league}`;
  });
  const input = ['date,time,home_team,away_team,timezone,league', ...rows].join('\n');
  const { environment } = world.test;
  const args = ['ingest-schedule', '--file', '-', '--sport', sample.sport, '--season', String(world.season)];
  return runCli([...args, '--json'], { environment, input }).then(({ stdout, stderr, exitCode }) => ({
    exitCode,
    stderr,
    document: JSON.parse(stdout),
  }));
}

type GameView = { providerId: string | null; confirmed: boolean; hold: string | null };

function gamesOf(condition = sql`true`): Promise<GameView[]> {
  return rowsOf<GameView>(
    world.app.database.db,
    sql`select game.provider_game_id as "providerId", game.time_confirmed as confirmed, task.hold_reason as hold
        from games as game left join seeding_tasks as task on task.game_id = game.id
        where ${condition} order by game.game_datetime, game.id`,
  );
}

describe.each([NBA, NFL, PREMIER_LEAGUE])('ingest-schedule --from api-sports, $league', (sample) => {
  afterEach(() => world.close());
  const league = sample.sport === 'FOOTBALL' ? ['--league', sample.league] : [];

  it('recognises games of a file, keeps the ids of the provider, and is taken back like a file', async () => {
    world = await createRefreshWorld({ sample });
    expect(await inFile(sample)).toMatchObject({ exitCode: 0, document: { games_added: 3 } });
    const dry = await fromProvider(sample, ...league, '--dry-run');
    expect(dry).toMatchObject({
      exitCode: 0,
      document: { dry_run: true, games_added: 0, games_unchanged: 3 },
    });
    expect((await gamesOf()).map(({ providerId }) => providerId)).toEqual([null, null, null]);

    const ingested = await fromProvider(sample, ...league);
    expect(ingested).toMatchObject({
      exitCode: 0,
      document: { rows: 3, games_added: 0, games_unchanged: 3, games_updated: 3, quarantined: [] },
    });
    expect((await gamesOf()).map(({ providerId }) => providerId)).toEqual(world.ids.map(String));

    const undone = await cli('ingest', 'undo', String(ingested.document.import_id));
    expect(undone).toMatchObject({ exitCode: 0, document: { games_restored: 3, games_removed: 0 } });
  });

  it('keeps a game whose time is still to be decided, until it is known', async () => {
    world = await createRefreshWorld({ sample });
    const [id] = world.ids;
    // Football has a word for it; the other two put such games at midnight in the league's zone.
    const date = DateTime.fromMillis(world.noonMs, { zone: 'America/New_York' })
      .plus({ days: 2 })
      .startOf('day');
    const undecided = sample.sport === 'FOOTBALL' ? { status: 'tbd' as const } : { startMs: date.toMillis() };
    world.provider.setDials({ games: { [String(id)]: undecided } });
    expect(await fromProvider(sample, ...league)).toMatchObject({
      exitCode: 0,
      document: { games_added: 3 },
    });
    const isIt = sql`game.provider_game_id = ${String(id)}`;
    expect(await gamesOf(isIt)).toEqual([{ providerId: String(id), confirmed: false, hold: 'time_unknown' }]);

    world.provider.setDials({ games: { [String(id)]: { status: null, startMs: null } } });
    expect(await fromProvider(sample, ...league)).toMatchObject({
      exitCode: 0,
      document: { times_confirmed: 1, games_moved: 1, tasks_rescheduled: 1 },
    });
    expect(await gamesOf(isIt)).toEqual([{ providerId: String(id), confirmed: true, hold: null }]);
  });
});

describe('the leagues of a sport, from the API', () => {
  afterEach(() => world.close());

  function addGames(): void {
    const startMs = world.noonMs + 3 * DAY_MS;
    world.provider.addGames([
      { away: 'Sevilla', home: 'Valencia', startMs },
      { away: 'Getafe', home: 'Osasuna', startMs },
      { away: 'Bayern Munich', home: 'VfB Stuttgart', startMs },
    ]);
  }

  it('come with one call each, and their results are summed', async () => {
    world = await createRefreshWorld({ sample: PREMIER_LEAGUE });
    addGames();
    const { exitCode, document } = await fromProvider(PREMIER_LEAGUE);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ rows: 6, games_added: 6, tasks_created: 6, quarantined: [] });
    expect(document.import_ids).toHaveLength(3);
    expect(document).not.toHaveProperty('import_id');
    expect(world.provider.stats().total).toBe(6);
    const listed = await cli('ingest', 'list');
    expect(listed.document.items.map((row: { league: string }) => row.league).sort()).toEqual([
      'Bundesliga',
      'La Liga',
      'Premier League',
    ]);
  });

  it('do not take each other along when one cannot be asked for', async () => {
    world = await createRefreshWorld({ sample: PREMIER_LEAGUE, environment: { API_SPORTS_PER_DAY: '2' } });
    addGames();
    const { exitCode, document } = await fromProvider(PREMIER_LEAGUE);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ games_added: 5 });
    expect(document.failed_leagues).toHaveLength(4);
    expect(document.failed_leagues[0]).toMatchObject({ league: 'Bundesliga', type: 'quota_day' });
    expect(await fromProvider(PREMIER_LEAGUE, '--league', 'Ligue 1')).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'quota_day', remedy: expect.stringContaining('again after') as string } },
    });
  });

  it('quarantine what they call a team that is not known, with the command that adds it', async () => {
    const pairs = [['Manchester City', 'Arsenal']] as const;
    world = await createRefreshWorld({ sample: { ...PREMIER_LEAGUE, pairs } });
    await world.app.database.db.execute(sql`delete from teams where name = 'Manchester City FC'`);
    const { exitCode, document } = await fromProvider(PREMIER_LEAGUE, '--league', 'EPL');
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({
      games_added: 0,
      quarantined: [
        {
          line: 1,
          reason: 'unknown_team',
          detail: expect.stringContaining('"Manchester City"') as string,
          remedy: expect.stringMatching(/teams add .* --name 'Manchester City'$/) as string,
        },
      ],
    });
    const league = ['--sport', 'FOOTBALL', '--league', 'Premier League'];
    const taught = await cli(
      'teams',
      'alias',
      'add',
      ...league,
      '--team',
      'Burnley',
      '--alias',
      'Manchester City',
    );
    expect(taught).toMatchObject({ exitCode: 0, document: { quarantined_readable: 1 } });
    expect(await cli('quarantine', 'retry')).toMatchObject({ exitCode: 0, document: { games_added: 1 } });
  });

  it('are told why they do not come, and what to do', async () => {
    world = await createRefreshWorld({ sample: PREMIER_LEAGUE });
    world.provider.setDials({ isKeyRevoked: true });
    const refused = await fromProvider(PREMIER_LEAGUE);
    expect(refused).toMatchObject({
      exitCode: 1,
      document: {
        error: { code: 'credential', remedy: expect.stringContaining('API_SPORTS_KEY') as string },
      },
    });
    expect(refused.stderr).not.toContain('test-key');
  });
});

describe('refreshing by hand', () => {
  afterEach(() => world.close());

  async function oneGameToday(): Promise<number> {
    world = await createRefreshWorld({ sample: { ...NBA, pairs: [] } });
    const startMs = Date.now() + 3_600_000;
    const season = currentOrNextSeason(builtIn('NBA'), new Date(startMs).toISOString().slice(0, 10));
    world.provider.addGames([{ away: 'LAL', home: 'GSW', startMs }]);
    await world.ingest(NBA, season);
    world.provider.addGames([{ away: 'BOS', home: 'NYK', startMs: startMs + 60_000 }]);
    return season;
  }

  it('asks for the schedules now, due or not, and notes that they are fresh', async () => {
    const season = await oneGameToday();
    const dry = await cli('refresh-schedules', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, document: { leagues: [{ result: { dry_run: true } }] } });
    expect(await world.leagueRow('NBA')).toMatchObject({ isFresh: false });
    for (const added of [1, 0]) {
      expect(await cli('refresh-schedules')).toMatchObject({
        exitCode: 0,
        document: {
          refreshed: 1,
          failed: 0,
          leagues: [{ league: 'NBA', sport: 'NBA', season, result: { games_added: added } }],
        },
      });
    }
    expect(await world.leagueRow('NBA')).toEqual({ isFresh: true, retryInMs: null });
    expect(await cli('refresh-schedules', '--sport', 'NFL')).toMatchObject({
      exitCode: 0,
      document: { refreshed: 0, leagues: [] },
    });
    expect(await cli('refresh-schedules', '--league', 'Eredivisie')).toMatchObject({ exitCode: 64 });
  });

  it('asks for the players of the teams that play soon', async () => {
    const season = await oneGameToday();
    const { exitCode, document } = await cli('refresh-rosters', '--sport', 'NBA');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      refreshed: 2,
      failed: 0,
      teams: [
        { season, games: 1 },
        { season, games: 1 },
      ],
    });
    const expected = await firstRow<{ count: number }>(
      world.app.database.db,
      sql`select count(*)::int as count from game_rosters`,
    );
    expect(expected?.count).toBe(document.teams[0].players + document.teams[1].players);
  });

  it('fails in words where no league or team could be asked for', async () => {
    await oneGameToday();
    world.provider.setDials({ isKeyRevoked: true });
    const environment = { ...world.test.environment, NODE_ENV: 'production' };
    const schedules = await runCli(['refresh-schedules'], { environment });
    expect(schedules).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('again from') as string });
    expect(await cli('refresh-rosters')).toMatchObject({
      exitCode: 1,
      document: { failed: 2, teams: [{ error: { type: 'credential' } }, { error: { type: 'credential' } }] },
    });
    const { document } = await cli('doctor');
    const found = document.findings.filter((one: { name: string }) => one.name === 'refreshes');
    expect(found).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('rosters of 2 NBA teams: ') as string },
      { status: 'warn', detail: expect.stringContaining('schedule of NBA: ') as string },
    ]);
    world.provider.setDials({ isKeyRevoked: false });
    expect(await cli('refresh-schedules')).toMatchObject({ exitCode: 0 });
    expect((await cli('doctor')).document.findings).toContainEqual(
      expect.objectContaining({ name: 'refreshes', detail: expect.stringMatching(/^rosters/) as string }),
    );
  });
});
