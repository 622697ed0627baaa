import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildReplay } from '../../src/app/build-replay.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { judgeBoxScores } from '../../src/monitoring/doctor/judge-work.ts';
import { gamesWithoutLines } from '../../src/monitoring/facts/odd-rows.ts';
import { type BoxScoreSport, sportSlug } from '../../src/domain/sport.ts';
import type { ReplayedGame } from '../../src/seeding/replay.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import {
  type Spoiler,
  type SpoilingProxy,
  playerRowsIn,
  startSpoilingProxy,
  teamListsIn,
} from '../support/spoiling-proxy.ts';

const PAIRS: Record<BoxScoreSport, [string, string]> = {
  NBA: ['LAL', 'GSW'],
  NFL: ['JAX', 'LV'],
  FOOTBALL: ['Chelsea', 'Arsenal'],
};
/** What the provider calls the home side. */
const HOME: Record<BoxScoreSport, RegExp> = {
  NBA: /Golden State Warriors/,
  NFL: /Las Vegas Raiders/,
  FOOTBALL: /Arsenal/,
};
const SPORTS = ['NBA', 'NFL', 'FOOTBALL'] as const;
const ENDED =
  "(select count(*) from seeding_tasks where pass = 'first' and status in ('completed', 'failed')) = 1";

let world: SeedingWorld;
let proxy: SpoilingProxy;
let workers: { stop: () => Promise<void> };
afterEach(async () => {
  await world.close();
  await proxy.close();
});

async function open(sport: BoxScoreSport, environment: Record<string, string>): Promise<void> {
  world = await createSeedingWorld({
    store: 'postgres',
    sport,
    environment: { RETRY_MAX_ATTEMPTS: '1', ...environment },
    async reachProvider(url) {
      proxy = await startSpoilingProxy(url);
      return proxy.url;
    },
  });
}

const isHome = (sport: BoxScoreSport, { name }: { name: string }): boolean => HOME[sport].test(name);

function withoutIdsOfHome(sport: BoxScoreSport): Spoiler {
  return (rows, path) => {
    for (const { row, team } of playerRowsIn(sport, rows, path))
      if (isHome(sport, team)) row.player.id = null;
  };
}

function withoutTeamLineOfHome(sport: BoxScoreSport): Spoiler {
  return (rows, path) => {
    for (const list of teamListsIn(sport, rows, path)) {
      const index = list.findIndex(({ team }) => isHome(sport, team));
      if (index >= 0) list.splice(index, 1);
    }
  };
}

/** The next look at the provider is a new one, and not at an answer of some seconds ago. */
async function forgetAnswers(): Promise<void> {
  await workers.stop();
  await world.app.database.db.execute(sql`delete from shared_answers`);
  workers = await world.startWorkers();
}

type Standing = { status: string; error: string | null; sides: number; team_lines: number };

async function standing(sport: BoxScoreSport): Promise<Standing> {
  const slug = sportSlug(sport);
  const row = await firstRow<Standing>(
    world.app.database.db,
    sql.raw(`select seeding_status as status, coalesce(last_seeding_error, '') || coalesce(task.error_message, '') as error,
                    (select count(distinct team_id)::int from ${slug}_player_game_stats) as sides,
                    (select count(*)::int from ${slug}_team_game_stats) as team_lines
             from games join seeding_tasks as task on task.game_id = games.id and task.pass = 'first'`),
  );
  if (!row) throw new Error('there is no game');
  return row;
}

async function retry(): Promise<void> {
  const [task] = await world.tasks();
  expect(await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' })).toMatchObject({ ok: true });
}

describe.each(SPORTS)('a game of %s of whose home side no player has an id', (sport) => {
  it.each(['box-score', 'per-entity', 'hybrid'])(
    'is never called completed under the plan %s, names the side, and is whole once the provider is',
    async (strategy) => {
      await open(sport, { SEEDING_STRATEGY: strategy });
      await world.ingestDue([PAIRS[sport]]);
      proxy.spoil(withoutIdsOfHome(sport));
      workers = await world.startWorkers();
      await world.until(ENDED);
      const spoilt = await standing(sport);
      expect(spoilt).toMatchObject({ status: expect.stringMatching(/^(partial|failed)$/), sides: 1 });
      expect(spoilt.error).toMatch(HOME[sport]);
      proxy.spoil(undefined);
      await retry();
      await world.until("(select seeding_status = 'completed' from games)");
      expect(await standing(sport)).toMatchObject({ sides: 2, team_lines: 2, error: '' });
    },
  );

  it('is not completed by the plans that take over, nor by a sweep over the season', async () => {
    await open(sport, { SEEDING_FALLBACK: 'on' });
    await world.ingestDue([PAIRS[sport]]);
    proxy.spoil(withoutIdsOfHome(sport));
    workers = await world.startWorkers();
    await world.until(
      "(select plan = 'blanket' and status = 'failed' from seeding_tasks where pass = 'first')",
    );
    const spoilt = await standing(sport);
    expect(spoilt).toMatchObject({ status: 'partial', sides: 1 });
    expect(spoilt.error).toMatch(HOME[sport]);
    proxy.spoil(undefined);
    await retry();
    await world.until("(select seeding_status = 'completed' from games)");
    expect(await standing(sport)).toMatchObject({ sides: 2, team_lines: 2 });
  });
});

describe.each(SPORTS)('a game of %s without the team line of one side', (sport) => {
  it('keeps the other line, asks for team lines alone, and is whole once both are there', async () => {
    await open(sport, {});
    await world.ingestDue([PAIRS[sport]]);
    proxy.spoil(withoutTeamLineOfHome(sport));
    workers = await world.startWorkers();
    await world.until(ENDED);
    const spoilt = await standing(sport);
    expect(spoilt).toMatchObject({ status: 'partial', sides: 2, team_lines: 1 });
    expect(spoilt.error).toMatch(/no team line of/);
    expect(spoilt.error).toMatch(HOME[sport]);
    if (sport === 'NBA') expect(world.provider.stats().byEndpoint['/players/statistics']?.total).toBe(1);
    proxy.spoil(undefined);
    await retry();
    await world.until("(select seeding_status = 'completed' from games)");
    expect(await standing(sport)).toMatchObject({ sides: 2, team_lines: 2, error: '' });
  });
});

describe.each(SPORTS)('a game of %s that was whole', (sport) => {
  const lines = `${sportSlug(sport)}_player_game_stats`;

  async function whole(): Promise<number> {
    await open(sport, { CORRECTION_DELAYS_HOURS: '24' });
    await world.ingestDue([PAIRS[sport]]);
    workers = await world.startWorkers();
    await world.until("(select seeding_status = 'completed' from games)");
    return countLines();
  }

  async function countLines(): Promise<number> {
    const row = await firstRow<{ count: number }>(
      world.app.database.db,
      sql.raw(`select count(*)::int as count from ${lines}`),
    );
    return row?.count ?? 0;
  }

  async function correct(): Promise<void> {
    const [task] = await rowsOf<{ id: number }>(
      world.app.database.db,
      sql`select id from seeding_tasks where pass = 'correction-1'`,
    );
    expect(await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' })).toMatchObject({ ok: true });
    await world.until(
      "(select status in ('completed', 'failed') from seeding_tasks where pass = 'correction-1')",
    );
  }

  async function expectCorrectionNamesHome(): Promise<void> {
    const row = await firstRow<{ message: string }>(
      world.app.database.db,
      sql`select coalesce(error_message, '') as message from seeding_tasks where pass = 'correction-1'`,
    );
    expect(row?.message).toMatch(/without an id|no player of|left out/);
  }

  async function replay(): Promise<ReplayedGame | undefined> {
    const games: ReplayedGame[] = [];
    await buildReplay(world.app).run(
      { gameId: 1 },
      {
        isDryRun: false,
        actor: 'test',
        signal: new AbortController().signal,
        onGame: (game) => games.push(game),
      },
    );
    return games[0];
  }

  it('loses no line to a correction, a forced reading or a replay whose answer lacks a side', async () => {
    const count = await whole();
    proxy.spoil(withoutIdsOfHome(sport));
    await forgetAnswers();
    await correct();
    await expectCorrectionNamesHome();
    expect(await standing(sport)).toMatchObject({ status: 'completed', sides: 2, team_lines: 2 });
    expect(await countLines()).toBe(count);

    await replay();
    expect(await standing(sport)).toMatchObject({ status: 'completed', sides: 2, team_lines: 2 });
    expect(await countLines()).toBe(count);

    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    await world.until("(select status in ('completed', 'failed') from seeding_tasks where pass = 'first')");
    expect(await standing(sport)).toMatchObject({ sides: 2, team_lines: 2 });
    expect(await countLines()).toBe(count);
  });

  it('is found by doctor where an earlier version left it without a side', async () => {
    await whole();
    const { db } = world.app.database;
    const look = async () => judgeBoxScores(await gamesWithoutLines.read(db, { limit: 6 }));
    expect(await look()).toMatchObject({ status: 'ok' });
    await db.execute(sql.raw(`delete from ${lines} where team_id = (select home_team_id from games)`));
    expect(await look()).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/one side: 1$/),
      remedy: expect.stringContaining('seed-game --game-id 1 --force'),
    });
    // Another reading without that side cannot leave it completed.
    proxy.spoil(withoutIdsOfHome(sport));
    await forgetAnswers();
    await world.app.taskActions.seedGame(1, { force: true }, { name: 'test' });
    await world.until("(select status in ('completed', 'failed') from seeding_tasks where pass = 'first')");
    expect(await standing(sport)).toMatchObject({ status: 'partial', sides: 1 });
  });

  it('keeps its lines when a whole side is left out of the list, and follows an answer that is whole', async () => {
    const count = await whole();
    type OfTeam = { team: { id: number; name: string } };
    const isOfOther = ({ team }: OfTeam): boolean => !isHome(sport, team);
    proxy.spoil((rows, path) => {
      if (sport === 'FOOTBALL') for (const row of rows) row.players &&= row.players.filter(isOfOther);
      else if (playerRowsIn(sport, rows, path).length > 0)
        rows.splice(0, rows.length, ...rows.filter(isOfOther));
    });
    await forgetAnswers();
    await correct();
    await expectCorrectionNamesHome();
    expect(await standing(sport)).toMatchObject({ status: 'completed', sides: 2 });
    expect(await countLines()).toBe(count);
  });
});
